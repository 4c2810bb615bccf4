package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.TimeLimits;
import io.caliconetwork.operator.snapshot.Rollout;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkMetricsTest {

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final NetworkMetrics metrics = new NetworkMetrics(registry);
  private Optional<CalicoNetworkStatus> last = Optional.empty();

  /** Status has whole seconds. */
  @BeforeEach
  void startAtAWholeSecond() {
    clock.add(Duration.ofMillis(999_999));
  }

  private void look(Cluster cluster) {
    look(Decider.decide(Wishes.overlay(IPIP), cluster.snapshot(), false));
  }

  private void look(Decision decision) {
    var status = StatusReport.of(decision, last, 1, Instant.ofEpochMilli(clock.wallTime()));
    last = Optional.of(status);
    metrics.decided(decision, status, TimeLimits.DEFAULT);
  }

  private double value(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  private static Cluster settled() {
    return Cluster.installed().podSubnet("192.168.0.0/16");
  }

  private static Cluster rolling(int updated) {
    return settled().rollout(new Rollout(2, 2, 3, updated, 2));
  }

  @Test
  void aGateIsTimedFromItsArrivalAndFromItsLastProgress() {
    look(rolling(1));
    clock.add(Duration.ofSeconds(100));
    look(rolling(2));
    clock.add(Duration.ofSeconds(50));
    assertThat(value("caliconetwork.gate.wait.seconds", "gate", "AwaitRollout")).isEqualTo(150);
    assertThat(value("caliconetwork.gate.idle.seconds", "gate", "AwaitRollout")).isEqualTo(50);
    assertThat(value("caliconetwork.gate.limit.seconds", "gate", "AwaitRollout")).isEqualTo(600);
    assertThat(value("caliconetwork.gate.wait.seconds", "gate", "MovePods")).isZero();
    look(settled());
    assertThat(value("caliconetwork.gate.wait.seconds", "gate", "AwaitRollout")).isZero();
    assertThat(value("caliconetwork.gate.limit.seconds", "gate", "AwaitRollout")).isZero();
  }

  @Test
  void aRestartedOperatorGoesOnFromWhatStatusSays() {
    look(rolling(1));
    clock.add(Duration.ofSeconds(100));
    var other = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    var decision = Decider.decide(Wishes.overlay(IPIP), rolling(1).snapshot(), false);
    var status = StatusReport.of(decision, last, 1, Instant.ofEpochMilli(clock.wallTime()));
    var restarted = new NetworkMetrics(other);
    restarted.decided(decision, status, TimeLimits.DEFAULT);
    assertThat(
            other
                .get("caliconetwork.gate.wait.seconds")
                .tag("gate", "AwaitRollout")
                .gauge()
                .value())
        .isEqualTo(100);
  }

  @Test
  void conditionsAndTheirReasonAreThoseOfStatus() {
    look(settled());
    assertThat(value("caliconetwork.ready")).isEqualTo(1);
    assertThat(value("caliconetwork.reason", "reason", "Converged")).isEqualTo(1);
    look(rolling(1));
    assertThat(value("caliconetwork.ready")).isZero();
    assertThat(value("caliconetwork.reconciling")).isEqualTo(1);
    clock.add(Duration.ofMinutes(11));
    look(rolling(1));
    assertThat(value("caliconetwork.stalled")).isEqualTo(1);
    assertThat(value("caliconetwork.reason", "reason", "StepTimedOut")).isEqualTo(1);
    assertThat(registry.find("caliconetwork.reason").gauges()).hasSize(1);
    // The gate is still waited for.
    assertThat(value("caliconetwork.gate.idle.seconds", "gate", "AwaitRollout")).isEqualTo(660);
  }

  @Test
  void whatCannotBeReadIsNoLook() {
    look(settled());
    var looked = value("caliconetwork.last.look.timestamp.seconds");
    assertThat(looked).isEqualTo(clock.wallTime() / 1000.0);
    clock.add(Duration.ofSeconds(30));
    look(new Decision.Unanswered(List.of("nodes")));
    assertThat(value("caliconetwork.last.look.timestamp.seconds")).isEqualTo(looked);
  }

  @Test
  void blocksThatThePoolHasRoomFor() {
    look(settled());
    assertThat(value("caliconetwork.pool.blocks")).isEqualTo(1024);
    assertThat(value("caliconetwork.pools", "state", "enabled")).isEqualTo(1);
  }

  @Test
  void nothingIsLeftOfACalicoNetworkThatIsGone() {
    look(rolling(1));
    metrics.forget();
    registry.getMeters().stream()
        .flatMap(m -> registry.find(m.getId().getName()).gauges().stream())
        .forEach(g -> assertThat(g.value()).as(g.getId().toString()).isZero());
    assertThat(registry.find("caliconetwork.reason").gauges()).isEmpty();
  }

  @Test
  void writesAreCountedByHowTheyEnded() {
    var write =
        Decider.decide(Wishes.overlay(VXLAN), settled().snapshot(), false).next().orElseThrow();
    metrics.wrote(write, WriteMetrics.Outcome.MADE);
    metrics.wrote(write, WriteMetrics.Outcome.MADE);
    metrics.wrote(write, WriteMetrics.Outcome.FAILED);
    assertThat(count("caliconetwork.writes", "step", write.name(), "outcome", "made")).isEqualTo(2);
    assertThat(count("caliconetwork.writes", "step", write.name(), "outcome", "failed"))
        .isEqualTo(1);
    assertThat(count("caliconetwork.writes", "step", write.name(), "outcome", "outdated")).isZero();
  }

  @Test
  void aRevertIsCountedOnceThoughItStaysInStatus() {
    var once = repair("t1");
    var twice = repair("t1", "t2");
    metrics.reverted(List.of(), List.of(once));
    metrics.reverted(List.of(once), List.of(once));
    metrics.reverted(List.of(once), List.of(twice));
    metrics.reverted(List.of(twice), List.of());
    assertThat(count("caliconetwork.reverts", "kind", "DaemonSet")).isEqualTo(2);
    assertThat(count("caliconetwork.reverts", "kind", "IPPool")).isZero();
  }

  private static Repair repair(String... times) {
    return new Repair(
        "DaemonSet kube-system/calico-node", List.of("env"), "kubectl", List.of(times));
  }
}
