package io.caliconetwork.local.cluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What needs no API server; references to ConfigMaps are tried in {@code CalicoNodeIT}. */
class ContainerEnvironmentTest {
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("calico-node-x")
          .withNamespace("kube-system")
          .addToLabels("k8s-app", "calico-node")
          .endMetadata()
          .withNewSpec()
          .withNodeName("node-1")
          .endSpec()
          .build();

  private static Map<String, String> resolve(ContainerBuilder container) throws Exception {
    return new ContainerEnvironment(null, POD, "192.168.0.7", "10.0.0.10")
        .resolve(container.build());
  }

  @Test
  void variablesSeeThoseBeforeThem() throws Exception {
    assertThat(
            resolve(
                new ContainerBuilder()
                    .addNewEnv()
                    .withName("A")
                    .withValue("one")
                    .endEnv()
                    .addNewEnv()
                    .withName("B")
                    .withValue("$(A)-$(C)-$$(A)")
                    .endEnv()
                    .addNewEnv()
                    .withName("C")
                    .withValue("three")
                    .endEnv()))
        .containsEntry("B", "one-$(C)-$(A)");
  }

  @Test
  void theLastOfTwoEntriesCounts() throws Exception {
    assertThat(
            resolve(
                new ContainerBuilder()
                    .addNewEnv()
                    .withName("IP")
                    .withValue("autodetect")
                    .endEnv()
                    .addNewEnv()
                    .withName("IP")
                    .withValue("none")
                    .endEnv()))
        .containsExactly(Map.entry("IP", "none"));
  }

  @Test
  void fieldsOfThePodAreKnown() throws Exception {
    Map<String, String> environment =
        resolve(
            new ContainerBuilder()
                .addNewEnv()
                .withName("NODENAME")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("spec.nodeName")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("POD_IP")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("status.podIP")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("APP")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.labels['k8s-app']")
                .endFieldRef()
                .endValueFrom()
                .endEnv());
    assertThat(environment)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("NODENAME", "node-1", "POD_IP", "192.168.0.7", "APP", "calico-node"));
  }
}
