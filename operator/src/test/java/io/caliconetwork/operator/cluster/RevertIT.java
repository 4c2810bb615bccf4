package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.calico.dataplane.ReachabilityLog;
import io.caliconetwork.local.calico.dataplane.ReachabilityLog.Outage;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.report.StatusInvariants;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The spec returns to the start after each write to Calico of each of the twenty pairs of overlays:
 * so does the cluster. Traffic between nodes is lost only where the pool had changed its family,
 * and only for the moment of that.
 */
class RevertIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Longest loss when the pool changes family, simulated; see {@link OverlayWalkIT}. */
  private static final Duration IN_FLIGHT = Duration.ofMinutes(1);

  private static SimulatedCluster cluster;
  private static InstalledOperator operator;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        SimulatedCluster.builder()
            .nodes(2)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    operator = InstalledOperator.install(cluster);
    new CalicoRollout(cluster.client()).await(LIMIT);
    operator.start();
  }

  @AfterAll
  static void stop() {
    operator.close();
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource(OverlayCircuit.class)
  void everyStateReturnsToTheStart(OverlayCircuit start) throws IOException {
    operator.awaitReady(operator.apply(spec(start)));
    awaitTraffic();
    var expected = CalicoState.read(cluster.client());
    var rows = new ArrayList<String>();
    for (var to : OverlayCircuit.values()) {
      if (to != start) {
        var began = Instant.now();
        var states = new ArrayList<String>();
        for (int write : writes(start, to)) {
          states.add(reverted(start, to, write));
          assertThat(CalicoState.read(cluster.client()))
              .as(start + " → " + to + ", returned after write " + write)
              .isEqualTo(expected);
        }
        rows.add(
            "%-16s → %-16s %d states  %-60s %5.1f s"
                .formatted(
                    start.overlay(),
                    to.overlay(),
                    states.size(),
                    String.join(", ", states),
                    Duration.between(began, Instant.now()).toMillis() / 1000.0));
      }
    }
    System.out.println(
        "=== returned from each state (writes until then + writes back)\n"
            + String.join("\n", rows));
  }

  /** Through a pilot pool: it is left behind nowhere, and returning cuts no more than the pool. */
  @ParameterizedTest
  @CsvSource({"NONE, VXLAN", "IPIP, VXLAN_CROSS_SUBNET", "VXLAN, IPIP"})
  void everyStepThroughAPilotPoolReturnsToTheStart(OverlayCircuit start, OverlayCircuit to)
      throws IOException {
    operator.awaitReady(operator.apply(lending(start)));
    awaitTraffic();
    var expected = CalicoState.read(cluster.client());
    var states = new ArrayList<String>();
    for (int write = 1; ; write++) {
      var reverted = revertedIfBegun(lending(start), lending(to), write);
      if (reverted.isEmpty()) {
        break;
      }
      states.add(reverted.get());
      assertThat(Leftovers.in(cluster.client(), ApiGroup.CRD_V1, PilotPoolIT.LENT)).isEmpty();
      assertThat(CalicoState.read(cluster.client()))
          .as(start + " → " + to + ", returned after write " + write)
          .isEqualTo(expected);
    }
    System.out.println(
        "=== through a pilot pool %s → %s, returned from each state: %s"
            .formatted(start.overlay(), to.overlay(), states));
    assertThat(states).hasSizeGreaterThanOrEqualTo(5);
  }

  private static Map<String, ?> lending(OverlayCircuit overlay) {
    return Map.of("overlay", overlay.overlay(), "temporaryCIDR", PilotPoolIT.LENT);
  }

  /** Empty when the change came to its end before it had made so many writes. */
  private static Optional<String> revertedIfBegun(
      Map<String, ?> start, Map<String, ?> to, int write) throws IOException {
    try (var counter = WriteCounter.ofCalico(cluster.auditLog().file())) {
      var changed = operator.apply(to);
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(LIMIT)
          .until(() ->
              counter.read(Integer.MAX_VALUE) >= write
                  || operator
                      .condition("Ready", changed)
                      .filter(c -> c.path("status").asText().equals("True"))
                      .isPresent());
      var begun = counter.read(Integer.MAX_VALUE);
      operator.awaitReady(operator.apply(start));
      awaitTraffic();
      StatusInvariants.assertHold(operator.status());
      assertThat(operator.status().has("repairs")).as("an edit is nobody's revert").isFalse();
      return begun < write
          ? Optional.empty()
          : Optional.of(begun + "+" + (counter.read(Integer.MAX_VALUE) - begun));
    }
  }

  /**
   * The writes of the plan, each of which is followed by the edit. The DaemonSet follows its
   * ConfigMap at once, so that the edit may come behind both; a death in between is what {@link
   * KilledAfterEveryWriteIT} is about.
   */
  private static List<Integer> writes(OverlayCircuit from, OverlayCircuit to) {
    if (from.needsBird() == to.needsBird()) {
      return List.of(1, 2);
    }
    return to.needsBird() ? List.of(1, 2, 3, 4) : List.of(1, 2, 3);
  }

  private static String reverted(OverlayCircuit start, OverlayCircuit to, int write)
      throws IOException {
    try (var counter = WriteCounter.ofCalico(cluster.auditLog().file())) {
      var began = cluster.clock().now();
      operator.apply(spec(to));
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(LIMIT)
          .until(() -> counter.read(Integer.MAX_VALUE) >= write);
      var generation = operator.apply(spec(start));
      var until = counter.read(Integer.MAX_VALUE);
      operator.awaitReady(generation);
      awaitTraffic();
      StatusInvariants.assertHold(operator.status());
      assertThat(operator.status().has("repairs")).as("an edit is nobody's revert").isFalse();
      var total = counter.read(Integer.MAX_VALUE);
      var name = start + " → " + to + ", returned after write " + write;
      var outages = outages(began);
      if (start.sameFamily(to) || !counter.resources().contains("ippools")) {
        assertThat(outages).as(name).isEmpty();
      }
      assertThat(outages)
          .as(name)
          .allSatisfy(o -> assertThat(o.length(cluster.clock().now())).isLessThan(IN_FLIGHT));
      return until + "+" + (total - until);
    }
  }

  private static Map<String, ?> spec(OverlayCircuit overlay) {
    return Map.of("overlay", overlay.overlay());
  }

  private static List<Outage> outages(Duration since) {
    return cluster.reachabilityLog(ReachabilityLog::outages).stream()
        .filter(o -> o.end().map(e -> e.compareTo(since) > 0).orElse(true))
        .toList();
  }

  private static void awaitTraffic() {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }
}
