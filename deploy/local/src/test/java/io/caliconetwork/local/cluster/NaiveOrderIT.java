package io.caliconetwork.local.cluster;

import static io.caliconetwork.local.cluster.CalicoFixture.BIRD_LIVE;
import static io.caliconetwork.local.cluster.CalicoFixture.BIRD_READY;
import static io.caliconetwork.local.cluster.CalicoFixture.FELIX_LIVE;
import static io.caliconetwork.local.cluster.CalicoFixture.FELIX_READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.calico.dataplane.Reachability;
import io.caliconetwork.local.calico.dataplane.ReachabilityLog.Outage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Negative controls: an admin without the operator does the right things in the wrong order. What
 * the operator is there to avoid must really happen here, or its tests would prove nothing.
 */
class NaiveOrderIT {
  private static final Duration GRACEFUL_RESTART = Duration.ofSeconds(121);

  /** Deletes and probes take real time, which is short but simulated 60-fold. */
  private static final Duration TOLERANCE = Duration.ofSeconds(90);

  private static SimulatedCluster cluster;
  private static CalicoFixture calico;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    calico = new CalicoFixture(cluster.client());
    calico.rolledOut();
    calico.workloadUp();
    awaitHealthy();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void nothingIsBrokenForGood() {
    calico.modes("Never", "Always");
    awaitHealthy();
  }

  private static void awaitHealthy() {
    eventually().until(() -> reachability().complete());
  }

  private static Reachability reachability() {
    return cluster.reachability();
  }

  private static ConditionFactory eventually() {
    return await().atMost(CalicoFixture.LIMIT).pollInterval(Duration.ofMillis(20));
  }

  /** Waits that long in simulated time; the condition must hold all the while. */
  private static void holdsFor(Duration simulated, Callable<Boolean> condition) {
    await()
        .during(cluster.clock().real(simulated))
        .atMost(cluster.clock().real(simulated).plusSeconds(5))
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }

  private static Optional<Outage> outage(String from, String to, Duration since) {
    return cluster.reachabilityLog(log -> log.outages(from, to, since)).stream().findFirst();
  }

  private static Outage awaitOutage(String from, String to, Duration since) {
    eventually().until(() -> outage(from, to, since).isPresent());
    return outage(from, to, since).orElseThrow();
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  private static List<ContainerStatus> statuses() {
    return calico.calicoPods().stream()
        .map(pod -> pod.getStatus().getContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream)
        .toList();
  }

  @Test
  @DisplayName("(a) backend before the pool: the loss begins two minutes after each node's roll")
  void backendBeforePool() {
    calico.reset("bird", "Always", "Never");
    awaitHealthy();
    calico.updateStrategy("OnDelete");
    calico.backend("vxlan");
    calico.probes(FELIX_LIVE, FELIX_READY, "backend first");
    Duration begin = cluster.clock().now();
    for (String node : List.of("node-1", "node-2", "node-3")) {
      Duration rolled = cluster.clock().now();
      calico.replacePod(node);
      if (node.equals("node-3")) {
        break;
      }
      Outage outage = awaitOutage("node-3", node, rolled);
      Duration hidden = outage.start().minus(rolled);
      assertThat(hidden).isBetween(GRACEFUL_RESTART, GRACEFUL_RESTART.plus(TOLERANCE));
      assertThat(outage.reasons()).first().asString().contains("BIRD of " + node);
      System.out.printf(
          "=== (a) %s rolled to backend vxlan under an IPIP pool: all well for %s, then %s: %s%n",
          node, seconds(hidden), outage.pair(), outage.reasons().getFirst());
    }
    assertThat(reachability().lost()).as("all six ways between three nodes").hasSize(6);

    SimulatedNode late = cluster.addNode();
    calico.rolledOut();
    calico.workloadUp();
    eventually().until(() -> reachability().reason("node-1", late.name()).isPresent());
    String reason = reachability().reason("node-1", late.name()).orElseThrow();
    assertThat(reason).contains("backend vxlan programs no IPIP routes");
    System.out.printf(
        "=== (a) a node that joins after the roll gets no route at all: %s%n", reason);

    holdsFor(Duration.ofMinutes(5), () -> reachability().lost().size() >= 6);
    calico.modes("Never", "Always");
    awaitHealthy();
    Outage healed = outage("node-3", "node-1", begin).orElseThrow();
    System.out.printf(
        "=== (a) %s was cut for %s, until the pool was flipped%n",
        healed.pair(), seconds(healed.length(cluster.clock().now())));
    cluster.removeNode(late.name());
  }

  @Test
  @DisplayName("(b) pool to None or IPIP while the backend is vxlan: dead for good")
  void poolBeforeBackend() {
    calico.reset("vxlan", "Never", "Always");
    awaitHealthy();
    for (String ipip : List.of("Never", "Always")) {
      Duration from = cluster.clock().now();
      calico.modes(ipip, "Never");
      Outage outage = awaitOutage("node-1", "node-2", from);
      assertThat(outage.start().minus(from)).isLessThan(Duration.ofSeconds(30));
      holdsFor(Duration.ofMinutes(5), () -> reachability().lost().size() == 6);
      String reason = reachability().reason("node-1", "node-2").orElseThrow();
      assertThat(reason)
          .contains("backend vxlan programs no " + (ipip.equals("Never") ? "unencaps" : "IPIP"));
      System.out.printf(
          "=== (b) pool to %s under backend vxlan: all pairs dead after %s, still dead after %s: %s%n",
          ipip.equals("Never") ? "None" : "IPIP",
          seconds(outage.start().minus(from)),
          seconds(cluster.clock().now().minus(from)),
          reason);
      calico.modes("Never", "Always");
      awaitHealthy();
    }
  }

  @Test
  @DisplayName("(c) vxlan to bird together with -bird-ready: the rollout deadlocks")
  void birdReadyAtOnce() {
    calico.reset("vxlan", "Never", "Always");
    calico.backend("bird");
    calico.probes(BIRD_LIVE, BIRD_READY, "bird at once");
    Duration from = cluster.clock().now();
    eventually()
        .until(() ->
            Integer.valueOf(1).equals(calico.daemonSet().getStatus().getUpdatedNumberScheduled()));
    eventually().until(() -> calico.daemonSet().getStatus().getNumberReady() == 2);
    // Far beyond any start-up, and nothing moves.
    holdsFor(
        Duration.ofMinutes(5),
        () -> {
          DaemonSet set = calico.daemonSet();
          return set.getStatus().getUpdatedNumberScheduled() == 1
              && set.getStatus().getNumberReady() == 2;
        });
    String message =
        calico.events("Unhealthy").stream()
            .filter(text -> text.contains("BGP not established with"))
            .findFirst()
            .orElseThrow();
    System.out.printf(
        "=== (c) bird and -bird-ready in one revision: 1 of 3 nodes updated after %s: %s%n",
        seconds(cluster.clock().now().minus(from)), message);

    // The cure, which shows that the order was the reason.
    calico.probes(BIRD_LIVE, FELIX_READY, "bird in two steps");
    calico.rolledOut();
    calico.probes(BIRD_LIVE, BIRD_READY, "second step");
    calico.rolledOut();
  }

  @Test
  @DisplayName("(d) backend vxlan with the bird probes kept: killed again and again")
  void birdProbesKept() {
    calico.reset("bird", "Never", "Always");
    calico.backend("vxlan");
    calico.restart("vxlan, probes forgotten");
    Duration from = cluster.clock().now();
    eventually().until(() -> statuses().stream().anyMatch(status -> status.getRestartCount() >= 2));
    ContainerStatus killed =
        statuses().stream()
            .filter(status -> status.getRestartCount() >= 2)
            .findFirst()
            .orElseThrow();
    var ended = killed.getLastState().getTerminated();
    assertThat(ended.getExitCode()).isEqualTo(137);
    assertThat(ended.getMessage()).contains("Liveness probe failed", "bird/confd is not live");
    assertThat(CalicoRollout.isDone(calico.daemonSet())).isFalse();
    System.out.printf(
        "=== (d) backend vxlan with -bird-live kept: killed %d times in %s, rollout stuck: %s%n",
        killed.getRestartCount(), seconds(cluster.clock().now().minus(from)), ended.getMessage());
    calico.probes(FELIX_LIVE, FELIX_READY, "cured");
    calico.rolledOut();
  }

  @Test
  @DisplayName("(e) one mode field absent: nothing, until Felix restarts; then a loop (pitfall 57)")
  void oneModeAbsent() {
    calico.reset("vxlan", "Never", "Always");
    awaitHealthy();
    Duration patched = cluster.clock().now();
    calico.patchPool("{\"ipipMode\":null}");
    holdsFor(Duration.ofMinutes(2), () -> reachability().complete());
    Duration restarted = cluster.clock().now();
    int before = cluster.dataPlane().felixRestarts("node-1");
    calico.restart("harmless, one would think");
    calico.rolledOut();
    eventually().until(() -> reachability().lost().size() == 6);
    holdsFor(Duration.ofMinutes(2), () -> reachability().lost().size() == 6);
    Duration now = cluster.clock().now();
    int restarts = cluster.dataPlane().felixRestarts("node-1") - before;
    // One every 3.5 s (§4.1), from node-1's own restart on.
    assertThat(restarts).isGreaterThan(30);
    System.out.printf(
        "=== (e) pool without ipipMode: nothing lost for %s; after a restart all pairs, and Felix of"
            + " node-1 restarted %d times in %s: %s%n",
        seconds(restarted.minus(patched)),
        restarts,
        seconds(now.minus(restarted)),
        reachability().reason("node-1", "node-2").orElseThrow());
    Duration healing = cluster.clock().now();
    calico.modes("Never", "Always");
    awaitHealthy();
    Duration healed =
        outage("node-1", "node-2", healing).flatMap(Outage::end).orElseThrow().minus(healing);
    assertThat(healed).isLessThan(Duration.ofSeconds(30));
    System.out.printf("=== (e) healed %s after both modes were written%n", seconds(healed));
  }
}
