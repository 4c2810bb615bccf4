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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The operator is killed (SIGKILL) after its first write of a change, after its second, and so on
 * to the last. Started again it always comes to the same end. One pair of each kind of change.
 */
class KilledAfterEveryWriteIT {

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

  @ParameterizedTest(name = "{0} → {1}, mtu {2} → {3}")
  @CsvSource({
    // pool and variables
    "IPIP, IPIPCrossSubnet, , ",
    // pool, then backend
    "IPIP, VXLAN, , ",
    // backend in two revisions, then pool
    "VXLANCrossSubnet, None, , ",
    // a lower MTU first, in a revision of its own
    "None, VXLAN, 1500, 1450",
  })
  void resumesAndComesToTheSameEnd(String from, String to, Integer mtuFrom, Integer mtuTo)
      throws IOException {
    resumes(spec(from, mtuFrom, null), spec(to, mtuTo, null), WriteCounter::new);
  }

  /**
   * The pool itself, and its blocks and claims one by one. A death after a write of the status is
   * one before the write that it announces: the other changes show that.
   */
  @Test
  void resumesThroughAPilotPool() throws IOException {
    settle(spec("None", 0, null));
    resumes(
        spec("None", null, PilotPoolIT.LENT),
        spec("VXLAN", null, PilotPoolIT.LENT),
        WriteCounter::exceptStatus);
  }

  /** Begins to count. */
  private interface Counting {
    WriteCounter of(Path auditLog) throws IOException;
  }

  private static void resumes(Map<String, ?> start, Map<String, ?> wish, Counting counting)
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
        Thread.onSpinWait();
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
      Thread.onSpinWait();
    }
    return true;
  }

  private static boolean isReady(long generation) {
    return operator
        .condition("Ready", generation)
        .filter(c -> c.path("status").asText().equals("True"))
        .isPresent();
  }

  private static void settle(Map<String, ?> spec) {
    operator.awaitReady(operator.apply(spec));
    awaitTraffic();
  }

  private static void awaitTraffic() {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }

  private static Map<String, ?> spec(String overlay, Integer mtu, String lent) {
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
