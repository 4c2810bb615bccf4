package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.Workloads;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.report.StatusInvariants;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Pods on their way through two ranges, and the operator is killed, the spec is turned around, or
 * mode becomes Plan. After every n-th write only; {@code -Dmigration.every=1} for each of them.
 */
class MigrationInterruptedIT {

  private static final int EVERY = Integer.getInteger("migration.every", 12);
  private static final int NODES = 2;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * An eviction that is cut off between the API server's note in the PodDisruptionBudget
   * (status.disruptedPods) and the deletion of the pod keeps the budget shut for so long: the
   * disruption controller's DeletionTimeout, 2 minutes.
   */
  private static final Duration AFTER_A_KILL = LIMIT.plusMinutes(2);

  private static final Duration LASTING = Duration.ofSeconds(5);
  private static final String LENT = "10.250.0.0/20";
  private static final String RANGE = "192.168.0.0/16";

  private static SimulatedCluster cluster;
  private static InstalledOperator operator;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        SimulatedCluster.builder()
            .nodes(NODES)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    operator = InstalledOperator.install(cluster);
    new CalicoRollout(cluster.client()).await(LIMIT);
    new Workloads(1, List.of(1, 4), List.of(2), 1, List.of(), 0, Duration.ofSeconds(10))
        .deploy(cluster.client(), LIMIT);
    operator.start();
  }

  @AfterAll
  static void stop() {
    operator.close();
    cluster.close();
  }

  /** Killed (SIGKILL) after its first write, its 13th, and so on; each time the other way. */
  @Test
  void killedItComesToTheSameEndAndEvictsNobodyTwice() throws Exception {
    settle(26);
    var kills = new ArrayList<String>();
    var size = 28;
    for (int write = 1; ; write += EVERY) {
      var began = Instant.now();
      var killed = killedAfter(write, spec(size, "Evict"), kills);
      assertEnd(size, began, "killed after " + kills);
      if (!killed) {
        break;
      }
      size = 54 - size;
    }
    System.out.println("=== killed " + kills.size() + " times in a migration, after " + kills);
    assertThat(kills).hasSizeGreaterThanOrEqualTo(4);
  }

  /** Turned around after its first write, its 13th, and so on. */
  @Test
  void turnedAroundItIsAsItWas() throws Exception {
    settle(26);
    var turns = new ArrayList<String>();
    for (int write = 1; ; write += EVERY) {
      var began = Instant.now();
      String last;
      try (var counter = WriteCounter.exceptStatus(cluster.auditLog().file())) {
        var generation = operator.apply(spec(28, "Evict"));
        if (!awaitWrite(counter, write, generation)) {
          break;
        }
        last = counter.last();
      }
      operator.awaitReady(operator.apply(spec(26, "Evict")));
      turns.add(last);
      assertEnd(26, began, "turned around after " + turns);
    }
    System.out.println("=== turned around " + turns.size() + " times, after " + turns);
    assertThat(turns).hasSizeGreaterThanOrEqualTo(4);
  }

  /** One migration, paused after every n-th write: nothing is written while it is. */
  @Test
  void pausedItWritesNothingAndGoesOn() throws Exception {
    settle(26);
    var began = Instant.now();
    var pauses = new ArrayList<String>();
    var wish = spec(28, "Evict");
    while (true) {
      String last;
      try (var counter = WriteCounter.exceptStatus(cluster.auditLog().file())) {
        var generation = operator.apply(wish);
        if (!awaitWrite(counter, EVERY, generation)) {
          break;
        }
        last = counter.last();
      }
      var paused = new TreeMap<String, Object>(wish);
      paused.put("mode", "Plan");
      var generation = operator.apply(paused);
      await()
          .atMost(LIMIT)
          .until(() ->
              operator
                  .condition("Ready", generation)
                  .filter(c -> List.of("Paused", "Converged").contains(c.path("reason").asText()))
                  .isPresent());
      var since = Instant.now();
      LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
      assertThat(writes(since)).as("paused after " + last).isEmpty();
      pauses.add(last);
    }
    assertEnd(28, began, "paused after " + pauses);
    System.out.println("=== paused " + pauses.size() + " times, after " + pauses);
    assertThat(pauses).hasSizeGreaterThanOrEqualTo(3);
  }

  /** With consent taken back, and then Manual, nobody is evicted; with Evict again it goes on. */
  @Test
  void withoutConsentNobodyIsEvicted() throws Exception {
    settle(26);
    try (var counter = WriteCounter.exceptStatus(cluster.auditLog().file())) {
      operator.apply(spec(28, "Evict"));
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(LIMIT)
          .until(() -> {
            counter.read(Integer.MAX_VALUE);
            return counter.last().contains("eviction");
          });
    }
    var forbidden = operator.apply(spec(28, null));
    var stalled = operator.awaitStalled(forbidden);
    System.out.println("=== consent taken back: " + stalled.path("message").asText());
    assertThat(stalled.path("reason").asText()).isEqualTo("MigrationRequired");
    assertThat(stalled.path("message").asText()).contains("consent to move pods was taken back");
    var since = Instant.now();
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    assertThat(writes(since)).isEmpty();
    assertThat(operator.status().path("migration").path("blockSize").asInt()).isEqualTo(26);

    var manual = operator.apply(spec(28, "Manual"));
    await()
        .atMost(LIMIT)
        .until(() ->
            operator
                .condition("Reconciling", manual)
                .filter(c -> c.path("message").asText().contains("wait for you to recreate them"))
                .isPresent());
    System.out.println(
        "=== Manual: " + operator.condition("Reconciling", manual).get().path("message").asText());
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    assertThat(writes(since)).isEmpty();

    var began = Instant.now();
    operator.awaitReady(operator.apply(spec(28, "Evict")));
    assertEnd(28, began, "consent taken back");
  }

  /** Somebody wipes status; pools and spec tell what status had kept. */
  @Test
  void withoutItsStatusItIsRecognised() throws Exception {
    settle(26);
    var wipes = new ArrayList<String>();
    var size = 28;
    for (int write = 1; ; write += 2 * EVERY) {
      var began = Instant.now();
      try (var counter = WriteCounter.exceptStatus(cluster.auditLog().file())) {
        var generation = operator.apply(spec(size, "Evict"));
        if (!awaitWrite(counter, write, generation)) {
          break;
        }
        wipes.add(counter.last());
        operator.process().kill();
        wipeStatus();
        operator.start();
        operator.awaitReady(generation);
      }
      assertEnd(size, began, "status wiped after " + wipes);
      size = 54 - size;
    }
    System.out.println("=== status wiped " + wipes.size() + " times, after " + wipes);
  }

  private static void wipeStatus() {
    cluster
        .client()
        .raw(
            "/apis/caliconetwork.io/v1alpha1/caliconetworks/default/status",
            "PUT",
            withoutStatus());
  }

  private static Map<String, Object> withoutStatus() {
    var network = operator.network();
    return Map.of(
        "apiVersion",
        "caliconetwork.io/v1alpha1",
        "kind",
        "CalicoNetwork",
        "metadata",
        Map.of("name", "default", "resourceVersion", network.getMetadata().getResourceVersion()),
        "spec",
        network.getSpec());
  }

  private static Map<String, Object> spec(int blockSize, String strategy) {
    return MigrationRun.spec("IPIP", RANGE, blockSize, LENT, strategy);
  }

  private static void settle(int blockSize) {
    operator.awaitReady(operator.apply(spec(blockSize, "Evict")));
    awaitTraffic();
  }

  /** What it wrote to anything but its own status and events. */
  private static List<String> writes(Instant since) {
    return operator.writes(since).stream()
        .filter(e -> !List.of("caliconetworks", "events").contains(e.resource()))
        .map(AuditEntry::toString)
        .toList();
  }

  private static boolean killedAfter(int write, Map<String, ?> wish, List<String> kills)
      throws IOException {
    try (var counter = WriteCounter.exceptStatus(cluster.auditLog().file())) {
      var generation = operator.apply(wish);
      if (!awaitWrite(counter, write, generation)) {
        return false;
      }
      operator.process().kill();
      kills.add(counter.last());
      operator.start();
      operator.awaitReady(generation, AFTER_A_KILL);
      return true;
    }
  }

  /** False when the change was over before it had made so many writes. */
  private static boolean awaitWrite(WriteCounter counter, int write, long generation) {
    var end = Instant.now().plus(LIMIT);
    while (counter.read(write) < write) {
      assertThat(Instant.now()).as(operator.status().toPrettyString()).isBefore(end);
      var ready =
          operator
              .condition("Ready", generation)
              .filter(c -> c.path("status").asText().equals("True"))
              .isPresent();
      if (ready && counter.read(write) < write) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofNanos(200_000).toNanos());
    }
    return true;
  }

  private static void assertEnd(int blockSize, Instant began, String what) throws Exception {
    awaitTraffic();
    StatusInvariants.assertHold(operator.status());
    var audit = IpamAudit.lasting(cluster.client(), ApiGroup.CRD_V1, LASTING);
    assertThat(audit.faults()).as(what).isEmpty();
    var pools = new PoolsOf(cluster.client(), ApiGroup.CRD_V1).specs();
    assertThat(pools).as(what + ": " + audit.summary()).hasSize(1);
    var pool = pools.values().iterator().next();
    assertThat(pool)
        .as(what)
        .containsEntry("cidr", RANGE)
        .containsEntry("blockSize", blockSize)
        .containsEntry("ipipMode", "Always")
        .containsEntry("disabled", false);
    assertThat(operator.status().has("migration")).as(what).isFalse();
    assertThat(evictedTwice(began)).as(what).isEmpty();
    assertThat(operator.status().has("repairs")).as(what).isFalse();
  }

  /** Names of Deployments' pods never come back. */
  private static List<String> evictedTwice(Instant since) {
    return operator.writes(since).stream()
        .filter(AuditEntry::succeeded)
        .filter(e -> e.subresource().equals("eviction") && e.name().startsWith("web-"))
        .collect(Collectors.groupingBy(AuditEntry::name, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(e -> e.getValue() > 1)
        .map(Object::toString)
        .toList();
  }

  private static void awaitTraffic() {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }
}
