package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Start, hand-over, shutdown, and the end of a CalicoNetwork. */
class LifecycleIT {

  private static final Pattern PORT = Pattern.compile("http port (\\d+)");

  private static SimulatedCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(2)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aStandbyTakesOverAtOnceWhenTheLeaderIsTerminated() throws IOException {
    try (var first = InstalledOperator.install(cluster).as("operator-0").start()) {
      first.awaitReady(first.apply(Map.of("overlay", "IPIP")));
      try (var second = InstalledOperator.install(cluster).as("operator-1").start()) {
        await()
            .atMost(InstalledOperator.LIMIT)
            .until(() ->
                second.process().logLines().stream().anyMatch(l -> l.contains("starting...")));
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        assertThat(holder()).isEqualTo("operator-0");

        var began = Instant.now();
        first.process().terminate();
        await()
            .pollInterval(Duration.ofMillis(10))
            .atMost(Duration.ofSeconds(10))
            .until(() -> "operator-1".equals(holder()));
        var took = Duration.between(began, Instant.now());
        System.out.println("=== SIGTERM to the successor's lease: " + took.toMillis() + " ms");
        second.awaitReady(second.apply(Map.of("overlay", "IPIPCrossSubnet")));
      }
    }
  }

  @Test
  void servesHealthReadinessAndMetrics() throws Exception {
    try (var operator = InstalledOperator.install(cluster).start()) {
      operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
      assertThat(get(operator, "/healthz")).isEqualTo("200 ok\n");
      await()
          .atMost(InstalledOperator.LIMIT)
          .untilAsserted(() -> {
            assertThat(get(operator, "/readyz")).isEqualTo("200 ok\n");
            assertThat(get(operator, "/metrics"))
                .startsWith("200 ")
                .contains("caliconetwork_ready 1.0")
                .contains("caliconetwork_blocked{check=\"MigrationRequired\"} 0.0");
          });
    }
  }

  @Test
  void leavesTheNetworkAloneWhenTheCalicoNetworkIsDeleted() throws IOException {
    try (var operator = InstalledOperator.install(cluster).start()) {
      operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
      var before = CalicoState.read(cluster.client());
      var since = Instant.now();
      cluster.client().resource(operator.network()).delete();
      await().atMost(InstalledOperator.LIMIT).until(() -> operator.network() == null);
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
      assertThat(operator.calicoWrites(since)).isEmpty();
      assertThat(CalicoState.read(cluster.client())).isEqualTo(before);
    }
  }

  @Test
  void repairsWhatSomebodyReverts() throws IOException {
    try (var operator = InstalledOperator.install(cluster).start()) {
      operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
      var generation = operator.network().getMetadata().getGeneration();
      var since = Instant.now();
      cluster
          .client()
          .genericKubernetesResources(CalicoState.POOLS)
          .withName("default-ipv4-ippool")
          .edit(pool -> {
            CalicoState.spec(pool).put("ipipMode", "CrossSubnet");
            return pool;
          });
      await()
          .atMost(InstalledOperator.LIMIT)
          .until(() -> CalicoState.read(cluster.client()).modes().equals("Always/Never"));
      operator.awaitReady(generation);
      assertThat(operator.calicoWrites(since))
          .extracting(e -> e.resource())
          .isEqualTo(List.of("ippools"));
    }
  }

  private static Optional<String> port(InstalledOperator operator) {
    return operator.process().logLines().stream()
        .map(PORT::matcher)
        .filter(m -> m.find())
        .map(m -> m.group(1))
        .findFirst();
  }

  private static String holder() {
    return cluster
        .client()
        .leases()
        .inNamespace("calico-network-operator")
        .withName("calico-network-operator")
        .get()
        .getSpec()
        .getHolderIdentity();
  }

  private static String get(InstalledOperator operator, String path) throws Exception {
    var port =
        await()
            .atMost(InstalledOperator.LIMIT)
            .until(() -> port(operator), Optional::isPresent)
            .orElseThrow();
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }
}
