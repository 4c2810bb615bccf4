package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TimeLimits;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Our own metrics, beside those of the framework and of the JVM. What each means is in
 * deploy/monitoring/README.md; a test compares the two. All of them are 0 in a replica that does
 * not lead.
 */
public final class NetworkMetrics {

  private static final double MILLIS = 1000;

  private final Map<CheckId, AtomicInteger> blockers = new EnumMap<>(CheckId.class);
  private final AtomicInteger stepsLeft = new AtomicInteger();
  private final AtomicLong lastLook = new AtomicLong();
  private final Map<String, Counter> reverts = new HashMap<>();
  private final MeterRegistry registry;
  private final ConditionMetrics conditions;
  private final GateMetrics gates;
  private final WriteMetrics writes;
  private final MigrationMetrics migration;
  private final PoolMetrics pools;

  /** Registers the meters. */
  public NetworkMetrics(MeterRegistry registry) {
    this.registry = registry;
    conditions = new ConditionMetrics(registry);
    gates = new GateMetrics(registry);
    writes = new WriteMetrics(registry);
    migration = new MigrationMetrics(registry);
    pools = new PoolMetrics(registry);
    Gauge.builder("caliconetwork.plan.steps.remaining", stepsLeft, AtomicInteger::get)
        .description("steps of the present plan that are not done")
        .register(registry);
    Gauge.builder("caliconetwork.last.look.timestamp.seconds", lastLook, t -> t.get() / MILLIS)
        .description("when the cluster was last read and a decision made, Unix time; 0 before")
        .register(registry);
    for (var check : CheckId.values()) {
      var failing = new AtomicInteger();
      blockers.put(check, failing);
      Gauge.builder("caliconetwork.blocked", failing, AtomicInteger::get)
          .description("1 while the check refuses the CalicoNetwork")
          .tag("check", check.id())
          .register(registry);
    }
    for (var kind : List.of("IPPool", "DaemonSet", "ConfigMap")) {
      reverts.put(
          kind,
          Counter.builder("caliconetwork.reverts")
              .description("times that somebody else changed back what the spec asks for")
              .tag("kind", kind)
              .register(registry));
    }
  }

  /** Takes note of a decision and of the status that tells it. */
  void decided(Decision decision, CalicoNetworkStatus status, TimeLimits limits) {
    var cluster = cluster(decision);
    if (cluster.isPresent()) {
      lastLook.set(registry.config().clock().wallTime());
    }
    stepsLeft.set(decision instanceof Decision.Proceed p ? p.plan().steps().size() : 0);
    blockers.forEach((check, failing) ->
        failing.set(
            decision instanceof Decision.Refused r
                    && r.refusals().stream().anyMatch(f -> f.check() == check)
                ? 1
                : 0));
    conditions.reported(status);
    gates.decided(decision, status, limits);
    migration.decided(cluster, status);
    pools.decided(cluster);
  }

  /** Takes note of a status that was written without a new decision. */
  void reported(CalicoNetworkStatus status) {
    conditions.reported(status);
  }

  /** Takes note of how a write ended. */
  void wrote(Step.Write step, WriteMetrics.Outcome outcome) {
    writes.count(step, outcome);
  }

  /** Takes note of what somebody else has reverted between two looks. */
  void reverted(List<Repair> before, List<Repair> after) {
    for (var repair : after) {
      if (!before.contains(repair)) {
        var kind = repair.object().replaceFirst(" .*", "");
        Optional.ofNullable(reverts.get(kind)).ifPresent(Counter::increment);
      }
    }
  }

  /** There is no CalicoNetwork any more: nothing that was said of it holds. Counters stay. */
  public void forget() {
    lastLook.set(0);
    stepsLeft.set(0);
    blockers.values().forEach(b -> b.set(0));
    conditions.forget();
    gates.forget();
    migration.forget();
    pools.decided(Optional.empty());
  }

  private static Optional<ClusterSnapshot> cluster(Decision decision) {
    return switch (decision) {
      case Decision.Proceed d -> Optional.of(d.cluster());
      case Decision.Refused d -> Optional.of(d.cluster());
      case Decision.Contested d -> Optional.of(d.cluster());
      case Decision.Settled d -> Optional.of(d.cluster());
      case Decision.Waiting d -> Optional.of(d.cluster());
      case Decision.InvalidSpec d -> Optional.empty();
      case Decision.Unreadable d -> Optional.empty();
      case Decision.Unanswered d -> Optional.empty();
      case Decision.NotYet d -> Optional.empty();
    };
  }
}
