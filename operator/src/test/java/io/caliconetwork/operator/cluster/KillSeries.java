package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.calico.ApiGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The operator is killed (SIGKILL) after its first write of a change, after its second, and so on
 * to the last. Started again it always comes to the same end.
 */
abstract class KillSeries {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String CONFIG_REVISION = "caliconetwork.io/calico-config-revision";

  private static SimulatedCluster cluster;
  private static InstalledOperator operator;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        SimulatedCluster.builder()
            .nodes(3)
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

  /** Begins to count. */
  interface Counting {
    WriteCounter of(Path auditLog) throws IOException;
  }

  static void resumes(Map<String, ?> start, Map<String, ?> wish, Counting counting)
      throws IOException {
    settle(start);
    settle(wish);
    var expected = end();
    var kills = new ArrayList<String>();
    for (int write = 1; ; write++) {
      settle(start);
      if (!killedAfter(write, wish, counting, kills)) {
        break;
      }
      assertThat(end()).as(start + " → " + wish + ", killed after " + kills).isEqualTo(expected);
    }
    System.out.println(
        "=== " + start + " → " + wish + ": killed " + kills.size() + " times, after " + kills);
    assertThat(kills).hasSizeGreaterThanOrEqualTo(5);
  }

  /** False when the change was complete before it had made so many writes. */
  private static boolean killedAfter(
      int write, Map<String, ?> wish, Counting counting, List<String> kills) throws IOException {
    try (var counter = counting.of(cluster.auditLog().file())) {
      var generation = operator.apply(wish);
      while (counter.read(write) < write) {
        if (isReady(generation) && counter.read(write) < write && quiet(counter, write)) {
          return false;
        }
        pause();
      }
      operator.process().kill();
      kills.add(counter.last());
      operator.start();
      operator.awaitReady(generation);
      awaitTraffic();
      return true;
    }
  }

  /** The event after the last status write may still be on its way. */
  private static boolean quiet(WriteCounter counter, int write) {
    var until = Instant.now().plusMillis(300);
    while (Instant.now().isBefore(until)) {
      if (counter.read(write) >= write) {
        return false;
      }
      pause();
    }
    return true;
  }

  /** Short against what the operator does between two writes; it needs the processor, too. */
  private static void pause() {
    LockSupport.parkNanos(Duration.ofNanos(200_000).toNanos());
  }

  private static boolean isReady(long generation) {
    return operator
        .condition("Ready", generation)
        .filter(c -> c.path("status").asText().equals("True"))
        .isPresent();
  }

  static void settle(Map<String, ?> spec) {
    operator.awaitReady(operator.apply(spec));
    awaitTraffic();
  }

  private static void awaitTraffic() {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }

  static Map<String, ?> spec(String overlay, Integer mtu, String lent) {
    var spec = new TreeMap<String, Object>(Map.of("overlay", overlay));
    if (lent != null) {
      spec.put("temporaryCIDR", lent);
    }
    if (mtu != null) {
      spec.put("mtu", mtu);
    }
    return spec;
  }

  /** Everything the operator is answerable for, without times and generations. */
  private static Map<String, Object> end() {
    var set = CalicoState.daemonSet(cluster.client());
    // A name that is new with every revision.
    set.getSpec().getTemplate().getMetadata().getAnnotations().remove(CONFIG_REVISION);
    return Map.of(
        "left behind", Leftovers.in(cluster.client(), ApiGroup.CRD_V1, PilotPoolIT.LENT),
        "calico", CalicoState.read(cluster.client()),
        "template", set.getSpec().getTemplate(),
        "status", timeless(operator.status()));
  }

  private static JsonNode timeless(JsonNode status) {
    var copy = (ObjectNode) status.deepCopy();
    copy.remove("observedGeneration");
    for (var condition : copy.path("conditions")) {
      ((ObjectNode) condition).remove(List.of("observedGeneration", "lastTransitionTime"));
    }
    return copy;
  }
}
