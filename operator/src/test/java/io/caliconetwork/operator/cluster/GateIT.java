package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.report.StatusInvariants;
import io.fabric8.kubernetes.api.model.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Gates that do not open: a calico-node that never becomes ready, a tunnel address that never
 * appears. And plans that are stopped by the spec: mode Plan in the middle.
 */
class GateIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String VICTIM = "node-2";

  /** Seconds; the real ones are minutes. */
  private static final Map<String, String> SHORT =
      Map.of("ROLLOUT_TIME_LIMIT", "6s", "TUNNEL_TIME_LIMIT", "4s");

  /** So long is looked on that nothing is written. */
  private static final Duration LOOK = Duration.ofSeconds(4);

  private static SimulatedCluster cluster;
  private static InstalledOperator operator;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .subnets(2)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    operator = InstalledOperator.install(cluster).with(SHORT);
    new CalicoRollout(cluster.client()).await(LIMIT);
    operator.start();
  }

  @AfterAll
  static void stop() {
    operator.close();
    cluster.close();
  }

  @BeforeEach
  void settle() {
    operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
    // BIRD's sessions of a node that has just started again are not what a test is about.
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }

  @AfterEach
  void heal() {
    cluster.faults().neverReady().clear();
    cluster.faults().withoutTunnelAddress().clear();
  }

  @Test
  void aTunnelAddressThatNeverAppearsStopsThePlan() throws InterruptedException {
    cluster.faults().withoutTunnelAddress().add(VICTIM);
    var began = Instant.now();
    var generation = operator.apply(Map.of("overlay", "VXLAN"));
    var stalled = operator.awaitStalled(generation);
    print("tunnel address", stalled);
    assertThat(stalled.path("reason").asText()).isEqualTo("StepTimedOut");
    assertThat(stalled.path("message").asText())
        .startsWith("AwaitTunnelAddresses made no progress for 4 seconds: 2 of 3 nodes: ")
        .contains(
            "; node node-2: annotation projectcalico.org/IPv4VXLANTunnelAddr is not set,"
                + " IPv4IPIPTunnelAddr is 192.168.");
    assertThat(events("StepTimedOut"))
        .filteredOn(e -> e.getMessage().startsWith("AwaitTunnelAddresses made no"))
        .hasSize(1);
    nothingMoreIsWritten(began, List.of("ippools"));

    cluster.faults().withoutTunnelAddress().clear();
    operator.awaitReady(generation);
    assertThat(CalicoState.read(cluster.client()).configMap())
        .containsEntry("calico_backend", "vxlan");
  }

  @Test
  void aNodeThatNeverBecomesReadyStopsThePlan() throws InterruptedException {
    cluster.faults().neverReady().add(VICTIM);
    var began = Instant.now();
    var generation = operator.apply(Map.of("overlay", "IPIPCrossSubnet"));
    var stalled = operator.awaitStalled(generation);
    print("readiness", stalled);
    assertThat(stalled.path("reason").asText()).isEqualTo("StepTimedOut");
    assertThat(stalled.path("message").asText())
        .startsWith("AwaitRollout made no progress for 6 seconds: ")
        .contains("; node node-2: pod calico-node-")
        .contains("Unhealthy: ", "calico/node is not ready: on purpose");
    // The variables follow the pool, unless the node was found unready before.
    nothingMoreIsWritten(
        began, operator.calicoWrites(began).stream().map(w -> w.resource()).toList());

    // A new process does not start the clock anew: it is stalled at once.
    operator.process().kill();
    operator.start();
    assertThat(operator.awaitStalled(generation).path("reason").asText()).isEqualTo("StepTimedOut");

    cluster.faults().neverReady().clear();
    operator.awaitReady(generation);
  }

  /** With the range lent, a node that is down is waited for, or gone on without. */
  @Test
  void aNodeThatIsDownIsNamedAndWaitedForUnlessAccepted() throws InterruptedException {
    var lent = Map.of("overlay", "VXLAN", "temporaryCIDR", PilotPoolIT.LENT);
    // It has its tunnel from the pilot pool when it goes down.
    cluster.faults().withoutTunnelAddress().add("node-1");
    var generation = operator.apply(lent);
    await()
        .atMost(LIMIT)
        .until(() ->
            cluster
                .client()
                .nodes()
                .withName(VICTIM)
                .get()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("projectcalico.org/IPv4VXLANTunnelAddr", "")
                .startsWith("10.245."));
    cluster.stopNode(VICTIM);
    try {
      cluster.faults().withoutTunnelAddress().clear();
      var stalled = operator.awaitStalled(generation);
      print("node down", stalled);
      assertThat(stalled.path("reason").asText()).isEqualTo("StepTimedOut");
      assertThat(stalled.path("message").asText()).contains("node-2 (NodeStatusUnknown)");
      nothingMoreIsWritten(Instant.now(), List.of());

      var accepting = new TreeMap<String, Object>(lent);
      accepting.put("acceptRisks", List.of("NodesUnreachable"));
      operator.apply(accepting);
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> {
            assertThat(CalicoState.read(cluster.client()).modes()).isEqualTo("Never/Always");
            assertThat(operator.status().path("warnings").toString())
                .contains("PilotPoolKept", "vxlanTunnelAddress of node-2");
            assertThat(left()).as("only what the node holds").hasSize(4);
          });
      System.out.println(
          "=== gone on without it: " + operator.status().path("warnings") + " " + left());
    } finally {
      cluster.startNode(VICTIM);
    }
    operator.awaitReady(operator.network().getMetadata().getGeneration());
    await().atMost(LIMIT).untilAsserted(() -> assertThat(left()).isEmpty());
  }

  private static List<String> left() {
    return Leftovers.in(cluster.client(), ApiGroup.CRD_V1, PilotPoolIT.LENT);
  }

  /** An edit gives a new plan at once, also while the gate is closed. */
  @Test
  void theSpecReturnedWhileStalledIsPlannedAtOnce() {
    cluster.faults().withoutTunnelAddress().add(VICTIM);
    operator.awaitStalled(operator.apply(Map.of("overlay", "VXLAN")));
    var began = Instant.now();
    var generation = operator.apply(Map.of("overlay", "IPIP"));
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> CalicoState.read(cluster.client()).modes().equals("Always/Never"));
    cluster.faults().withoutTunnelAddress().clear();
    operator.awaitReady(generation);
    assertThat(operator.calicoWrites(began)).extracting(w -> w.resource()).contains("ippools");
  }

  @Test
  void modePlanInTheMiddlePausesAndEnforceGoesOn() throws InterruptedException {
    cluster.faults().withoutTunnelAddress().add(VICTIM);
    var began = Instant.now();
    operator.apply(Map.of("overlay", "VXLAN"));
    await().atMost(LIMIT).until(() -> !operator.calicoWrites(began).isEmpty());
    var paused = operator.apply(Map.of("overlay", "VXLAN", "mode", "Plan"));
    await()
        .atMost(LIMIT)
        .until(() ->
            operator
                .condition("Ready", paused)
                .filter(c -> c.path("reason").asText().equals("Paused"))
                .isPresent());
    cluster.faults().withoutTunnelAddress().clear();
    nothingMoreIsWritten(began, List.of("ippools"));
    var status = operator.status();
    StatusInvariants.assertHold(status);
    System.out.println("=== paused: " + operator.condition("Ready", paused).get().path("message"));
    assertThat(operator.condition("Ready", paused).get().path("message").asText())
        .contains("now pool default-ipv4-ippool is VXLAN, backend bird, every node runs")
        .contains("with mode Enforce it goes on with StopBIRD, AwaitRollout");
    assertThat(status.path("plan").path("steps"))
        .filteredOn(s -> !s.path("state").asText().equals("Done"))
        .allMatch(s -> s.path("state").asText().equals("Pending"))
        .extracting(s -> s.path("name").asText())
        .containsExactly("StopBIRD", "AwaitRollout");
    operator.awaitReady(operator.apply(Map.of("overlay", "VXLAN")));
  }

  /** The admin takes back what allowed the change: it stops before the next write. */
  @Test
  void consentWithdrawnInTheMiddleStopsBeforeTheNextWrite() throws InterruptedException {
    operator.awaitReady(operator.apply(Map.of("overlay", "VXLAN")));
    cluster.faults().neverReady().add(VICTIM);
    var began = Instant.now();
    operator.apply(Map.of("overlay", "None", "acceptRisks", List.of("NodesInSeveralSubnets")));
    await().atMost(LIMIT).until(() -> operator.calicoWrites(began).size() == 2);
    var generation = operator.apply(Map.of("overlay", "None"));
    var stalled = operator.awaitStalled(generation);
    cluster.faults().neverReady().clear();
    print("consent withdrawn", stalled);
    assertThat(stalled.path("reason").asText()).isEqualTo("NodesInSeveralSubnets");
    nothingMoreIsWritten(began, List.of("configmaps", "daemonsets"));
    assertThat(CalicoState.read(cluster.client()).modes()).isEqualTo("Never/Always");
    operator.awaitReady(operator.apply(Map.of("overlay", "VXLAN")));
  }

  private static void nothingMoreIsWritten(Instant since, List<String> written)
      throws InterruptedException {
    Thread.sleep(LOOK.toMillis());
    assertThat(operator.calicoWrites(since)).extracting(w -> w.resource()).isEqualTo(written);
  }

  private static void print(String what, JsonNode stalled) {
    StatusInvariants.assertHold(operator.status());
    System.out.println("=== " + what + ": " + stalled.path("message").asText());
  }

  private static List<Event> events(String reason) {
    return cluster.client().v1().events().inNamespace("default").list().getItems().stream()
        .filter(e -> reason.equals(e.getReason()))
        .toList();
  }
}
