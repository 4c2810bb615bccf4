package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged chart and the image of this repository: what runs in the pods is the image. */
class HelmImageIT {

  private static final String NAME = Chart.NAME;
  private static final String VERSION = "0.1.0";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir static Path directory;

  private static SimulatedCluster cluster;
  private static Program helm;
  private static Program kubectl;

  @BeforeAll
  static void startsWithCalico() {
    var archive = ImageArchive.assumed();
    cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .image(NAME + ":" + VERSION, archive)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    new CalicoRollout(cluster.client()).await(LIMIT);
    helm = RealHelm.of(cluster.controlPlane().kubeconfig(), directory);
    kubectl = new Program(cluster.controlPlane().binaries().resolve("kubectl"), helm.environment());
  }

  @AfterAll
  static void stops() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void installedAdoptedTestedChangedUpgradedAndGone() throws IOException {
    var chart = packaged();
    var untouched = NetworkState.of(cluster.client());
    assertThat(untouched)
        .containsKeys("DaemonSet calico-node", "FelixConfiguration default")
        .containsKeys("ConfigMap calico-config", "IPPool default-ipv4-ippool");

    say(helm.succeed(with("install", NAME, chart, "--create-namespace", "--wait")));
    assertThat(ready()).isEqualTo(2);
    say(kubectl.succeed("get", "pods", "-n", NAME, "-o", "wide"));
    assertThat(NetworkState.of(cluster.client())).as("installed").isEqualTo(untouched);

    say(helm.succeed(with("test", NAME)));
    assertThat(output("_" + NAME + "-test_plan")).contains("Changes, now → then:");
    assertThat(NetworkState.of(cluster.client())).as("tested").isEqualTo(untouched);

    declare("IPIP");
    assertThat(network(NetworkState.of(cluster.client()))).isEqualTo(network(untouched));

    declare("VXLAN");
    say(kubectl.succeed("get", "cnet,ippools"));
    var changed = NetworkState.of(cluster.client());
    assertThat(network(changed)).isNotEqualTo(network(untouched));

    var before = pods();
    helm.succeed(with("upgrade", NAME, chart, "--wait", "--set", "logFormat=json"));
    assertThat(ready()).isEqualTo(2);
    assertThat(pods()).doesNotContainAnyElementsOf(before);
    assertThat(output("_" + pods().getFirst() + "_")).startsWith("{");
    awaitReady();
    assertThat(NetworkState.of(cluster.client())).as("upgraded").isEqualTo(changed);

    say(helm.succeed(with("uninstall", NAME, "--wait")));
    await().atMost(LIMIT).until(() -> pods().isEmpty());
    assertThat(NetworkState.of(cluster.client())).as("uninstalled").isEqualTo(changed);
    System.out.printf("=== %s: the same bytes before and after%n", changed.keySet());
  }

  private static void say(String output) {
    System.out.println("=== " + output.strip().replace("\n", "\n    "));
  }

  private static void declare(String overlay) throws IOException {
    var file =
        Files.writeString(
            directory.resolve("network.yaml"),
            """
            apiVersion: caliconetwork.io/v1alpha1
            kind: CalicoNetwork
            metadata: {name: default}
            spec: {overlay: %s}
            """
                .formatted(overlay));
    kubectl.succeed("apply", "--server-side", "-f", file.toString());
    awaitReady();
  }

  /** By generation: the condition of the spec before counts for nothing. */
  private static void awaitReady() {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(
                    kubectl.succeed(
                        "get",
                        "cnet",
                        "default",
                        "-o",
                        "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"
                            + " {.metadata.generation}={.status.observedGeneration}"))
                .matches("True (\\d+)=\\1"));
  }

  private static List<String> pods() {
    return all().map(pod -> pod.getMetadata().getName()).toList();
  }

  private static long ready() {
    return all()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness::isPodReady)
        .count();
  }

  private static Stream<Pod> all() {
    return cluster.client().pods().inNamespace(NAME).list().getItems().stream();
  }

  /** What a container has printed, by a part of the name of its file. */
  private static String output(String name) throws IOException {
    try (var files = Files.list(cluster.podLogs())) {
      var file = files.filter(log -> log.getFileName().toString().contains(name)).findFirst();
      return Files.readString(file.orElseThrow());
    }
  }

  private static String packaged() {
    var said =
        helm.succeed(
            "package", Chart.ours().directory().toString(), "--destination", directory.toString());
    return said.substring(said.indexOf('/')).strip();
  }

  private static String[] with(String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of("-n", NAME, "--timeout", "5m"))
        .toArray(String[]::new);
  }

  /** Without the CalicoNetwork, whose own status tells what was done. */
  private static List<String> network(Map<String, String> state) {
    return state.entrySet().stream()
        .filter(object -> !object.getKey().startsWith("CalicoNetwork"))
        .map(Map.Entry::toString)
        .toList();
  }
}
