package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the readers make of Calico's own manifests; skipped where they are not at hand. */
class UpstreamManifestTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "v3.26.5, calico.yaml, bird, Always, Never",
    "v3.26.5, calico-vxlan.yaml, vxlan, Never, CrossSubnet",
    "v3.30.7, calico.yaml, bird, Always, Never",
    "v3.30.7, calico-vxlan.yaml, vxlan, Never, CrossSubnet",
    "v3.30.7, calico-typha.yaml, bird, Always, Never",
    "v3.30.7, calico-bpf.yaml, bird, Never, Never",
    "v3.32.1, calico.yaml, bird, Always, Never",
    "v3.32.1, calico-vxlan.yaml, vxlan, Never, CrossSubnet",
  })
  void isReadAsItIsMeant(String release, String file, String backend, String ipip, String vxlan)
      throws IOException {
    var objects = objects(release, file);
    var daemonSet = daemonSet(objects);
    var container = daemonSet.container().orElseThrow();
    assertThat(daemonSet.object()).hasToString("kube-system/calico-node");
    assertThat(container.version().orElseThrow()).hasToString(release);
    assertThat(container.literal("DATASTORE_TYPE")).contains("kubernetes");
    assertThat(container.literal("CALICO_IPV4POOL_IPIP")).contains(ipip);
    assertThat(container.literal("CALICO_IPV4POOL_VXLAN")).contains(vxlan);
    assertThat(container.value("CALICO_IPV4POOL_CIDR")).isEmpty();
    assertThat(container.value("CALICO_NETWORKING_BACKEND"))
        .contains(new EnvValue.ConfigMapKey("calico-config", "calico_backend"));
    assertThat(container.value("FELIX_VXLANMTU"))
        .contains(new EnvValue.ConfigMapKey("calico-config", "veth_mtu"));
    assertThat(container.value("NODENAME")).contains(new EnvValue.Other("fieldRef"));
    assertThat(container.envFrom()).isEmpty();
    assertThat(container.liveness().editable()).isTrue();
    assertThat(container.readiness().editable()).isTrue();
    assertThat(daemonSet.cni().config())
        .contains(new EnvValue.ConfigMapKey("calico-config", "cni_network_config"));
    assertThat(daemonSet.cni().mtu())
        .contains(new EnvValue.ConfigMapKey("calico-config", "veth_mtu"));
    var bird = backend.equals("bird");
    assertThat(container.liveness().asks(Probes.BIRD_LIVE)).isEqualTo(bird);
    assertThat(container.readiness().asks(Probes.BIRD_READY)).isEqualTo(bird);
    assertThat(daemonSet.onDelete()).isFalse();
    assertThat(daemonSet.owned()).isEqualTo(DaemonSetFacts.Owned.NOTHING);
    var configMap = configMap(objects);
    assertThat(configMap.value("calico_backend")).contains(backend);
    assertThat(configMap.value("veth_mtu")).contains("0");
    assertThat(configMap.revision()).isEmpty();
  }

  private static List<HasMetadata> objects(String release, String file) throws IOException {
    var manifest = RepositoryLayout.find().upstreamManifest(release, file);
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + release + "/" + file + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        var text = Files.newInputStream(manifest)) {
      return client.load(text).items().stream().filter(Objects::nonNull).toList();
    }
  }

  private static DaemonSetFacts daemonSet(List<HasMetadata> objects) {
    return objects.stream()
        .filter(o -> o instanceof DaemonSet && o.getMetadata().getName().equals("calico-node"))
        .map(o -> DaemonSetReader.read((DaemonSet) o))
        .findFirst()
        .orElseThrow();
  }

  private static ConfigMapFacts configMap(List<HasMetadata> objects) {
    return objects.stream()
        .filter(o -> o instanceof ConfigMap && o.getMetadata().getName().equals("calico-config"))
        .map(o -> CoreReader.configMap((ConfigMap) o))
        .findFirst()
        .orElseThrow();
  }
}
