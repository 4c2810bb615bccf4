package io.caliconetwork.local.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What an admin does to Calico by hand. */
final class CalicoFixture {
  static final Duration LIMIT = Duration.ofSeconds(60);

  static final List<String> FELIX_LIVE = List.of("-felix-live");
  static final List<String> FELIX_READY = List.of("-felix-ready");
  static final List<String> BIRD_LIVE = List.of("-felix-live", "-bird-live");
  static final List<String> BIRD_READY = List.of("-felix-ready", "-bird-ready");

  private static final String NAMESPACE = "kube-system";
  private static final String POOL = "default-ipv4-ippool";

  private final KubernetesClient client;

  CalicoFixture(KubernetesClient client) {
    this.client = client;
  }

  private Resource<DaemonSet> handle() {
    return client.apps().daemonSets().inNamespace(NAMESPACE).withName("calico-node");
  }

  DaemonSet daemonSet() {
    return handle().require();
  }

  static Container container(DaemonSet set) {
    return set.getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  private void editContainer(Consumer<Container> change) {
    // The controller writes the status all the time; an edit may come second.
    await()
        .atMost(LIMIT)
        .ignoreException(KubernetesClientException.class)
        .until(() -> handle().edit(set -> changed(set, change)) != null);
  }

  private static DaemonSet changed(DaemonSet set, Consumer<Container> change) {
    DaemonSet copy = new DaemonSetBuilder(set).build();
    change.accept(container(copy));
    return copy;
  }

  void env(String name, String value) {
    editContainer(container -> {
      List<EnvVar> env = container.getEnv();
      env.removeIf(variable -> variable.getName().equals(name));
      env.add(new EnvVarBuilder().withName(name).withValue(value).build());
    });
  }

  void restart(String mark) {
    env("RESTARTED_BY_TEST", mark);
  }

  /** Replaces both probe commands' flags. */
  void probes(List<String> liveness, List<String> readiness, String mark) {
    editContainer(container -> {
      flags(container.getLivenessProbe(), liveness);
      flags(container.getReadinessProbe(), readiness);
      container.getEnv().removeIf(variable -> variable.getName().equals("RESTARTED_BY_TEST"));
      container
          .getEnv()
          .add(new EnvVarBuilder().withName("RESTARTED_BY_TEST").withValue(mark).build());
    });
  }

  private static void flags(Probe probe, List<String> flags) {
    List<String> command = probe.getExec().getCommand();
    command.subList(1, command.size()).clear();
    command.addAll(flags);
  }

  void backend(String backend) {
    client
        .configMaps()
        .inNamespace(NAMESPACE)
        .withName("calico-config")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"data\":{\"calico_backend\":\"" + backend + "\"}}");
  }

  void modes(String ipip, String vxlan) {
    object("IPPool", "ippools", POOL)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"ipipMode\":\"%s\",\"vxlanMode\":\"%s\"}}".formatted(ipip, vxlan));
  }

  @SuppressWarnings("unchecked")
  Map<String, Object> pool() {
    return (Map<String, Object>)
        object("IPPool", "ippools", POOL).require().getAdditionalProperties().get("spec");
  }

  List<GenericKubernetesResource> blocks() {
    return client.genericKubernetesResources(context("IPAMBlock", "ipamblocks")).list().getItems();
  }

  private Resource<GenericKubernetesResource> object(String kind, String plural, String name) {
    return client.genericKubernetesResources(context(kind, plural)).withName(name);
  }

  private static ResourceDefinitionContext context(String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("crd.projectcalico.org")
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(false)
        .build();
  }

  /** Merges into the pool's spec as {@code kubectl patch} does; null removes a field. */
  void patchPool(String spec) {
    object("IPPool", "ippools", POOL)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + spec + "}");
  }

  /** {@code RollingUpdate}, or {@code OnDelete} for an admin who restarts node by node. */
  void updateStrategy(String type) {
    await()
        .atMost(LIMIT)
        .ignoreException(KubernetesClientException.class)
        .until(() ->
            handle()
                    .edit(set ->
                        new DaemonSetBuilder(set)
                            .editSpec()
                            .withNewUpdateStrategy()
                            .withType(type)
                            .endUpdateStrategy()
                            .endSpec()
                            .build())
                != null);
  }

  /** Deletes this node's calico-node pod and waits until its successor is ready. */
  void replacePod(String node) {
    Pod old = calicoPod(node).orElseThrow();
    client.resource(old).delete();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() ->
            calicoPod(node)
                .filter(pod -> !pod.getMetadata().getUid().equals(old.getMetadata().getUid()))
                .filter(Readiness::isPodReady)
                .isPresent());
  }

  private Optional<Pod> calicoPod(String node) {
    return calicoPods().stream()
        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
        .findFirst();
  }

  /** Messages of this reason about calico-node's pods. */
  List<String> events(String reason) {
    return client.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .map(Event::getMessage)
        .toList();
  }

  /** Back to a healthy start, whatever a test has left behind. */
  void reset(String backend, String ipip, String vxlan) {
    updateStrategy("RollingUpdate");
    modes(ipip, vxlan);
    backend(backend);
    env("CALICO_IPV4POOL_BLOCK_SIZE", "26");
    boolean bird = backend.equals("bird");
    // Without -bird-ready first: a deadlock left by a test must not outlive it.
    probes(bird ? BIRD_LIVE : FELIX_LIVE, FELIX_READY, "reset " + System.nanoTime());
    client.pods().inNamespace(NAMESPACE).withLabel("k8s-app", "calico-node").delete();
    rolledOut();
    if (bird) {
      probes(BIRD_LIVE, BIRD_READY, "reset");
      rolledOut();
    }
  }

  void rolledOut() {
    new CalicoRollout(client).await(LIMIT);
  }

  void workloadUp() {
    new CalicoRollout(client, Workload.NAME, Workload.NAME).await(LIMIT);
  }

  List<Pod> calicoPods() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("k8s-app", "calico-node")
        .list()
        .getItems();
  }

  List<Pod> probePods() {
    return client.pods().inNamespace(Workload.NAME).list().getItems();
  }

  Optional<String> annotation(String node, String name) {
    return Optional.ofNullable(
        client.nodes().withName(node).require().getMetadata().getAnnotations().get(name));
  }
}
