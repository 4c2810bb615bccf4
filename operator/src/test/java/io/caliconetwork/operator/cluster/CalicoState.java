package io.caliconetwork.operator.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the operator manages, read back from the API server.
 *
 * @param pool spec of the default pool
 * @param configMap data of calico-config that matters
 * @param env literal variables of the default pool
 * @param liveness command
 * @param readiness command
 */
record CalicoState(
    Map<String, Object> pool,
    Map<String, String> configMap,
    Map<String, String> env,
    List<String> liveness,
    List<String> readiness) {

  static final ResourceDefinitionContext POOLS =
      new ResourceDefinitionContext.Builder()
          .withGroup("crd.projectcalico.org")
          .withVersion("v1")
          .withKind("IPPool")
          .withPlural("ippools")
          .withNamespaced(false)
          .build();

  static CalicoState read(KubernetesClient client) {
    var container = container(daemonSet(client));
    var env = new TreeMap<String, String>();
    container.getEnv().stream()
        .filter(e -> e.getName().startsWith("CALICO_IPV4POOL_"))
        .forEach((EnvVar e) -> env.put(e.getName(), String.valueOf(e.getValue())));
    var data =
        client
            .configMaps()
            .inNamespace("kube-system")
            .withName("calico-config")
            .require()
            .getData();
    return new CalicoState(
        new TreeMap<>(spec(pool(client))),
        Map.of(
            "calico_backend", data.get("calico_backend"),
            "veth_mtu", data.getOrDefault("veth_mtu", "")),
        env,
        container.getLivenessProbe().getExec().getCommand(),
        container.getReadinessProbe().getExec().getCommand());
  }

  static DaemonSet daemonSet(KubernetesClient client) {
    return client.apps().daemonSets().inNamespace("kube-system").withName("calico-node").require();
  }

  static Container container(DaemonSet set) {
    return set.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(c -> c.getName().equals("calico-node"))
        .findFirst()
        .orElseThrow();
  }

  static GenericKubernetesResource pool(KubernetesClient client) {
    return client.genericKubernetesResources(POOLS).withName("default-ipv4-ippool").require();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> spec(GenericKubernetesResource object) {
    return (Map<String, Object>) object.getAdditionalProperties().get("spec");
  }

  String modes() {
    return pool.get("ipipMode") + "/" + pool.get("vxlanMode");
  }

  boolean hasBirdProbes() {
    return liveness.stream().anyMatch(a -> a.endsWith("-bird-live"))
        && readiness.stream().anyMatch(a -> a.endsWith("-bird-ready"));
  }

  boolean hasNoBirdProbes() {
    return liveness.stream().noneMatch(a -> a.endsWith("-bird-live"))
        && readiness.stream().noneMatch(a -> a.endsWith("-bird-ready"));
  }
}
