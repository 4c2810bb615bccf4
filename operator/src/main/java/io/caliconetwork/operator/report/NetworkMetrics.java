package io.caliconetwork.operator.report;

import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.snapshot.PodMoves;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Our own metrics, beside those of the framework and of the JVM. */
public final class NetworkMetrics {

  private final MeterRegistry registry;
  private final Map<CheckId, AtomicInteger> blockers = new EnumMap<>(CheckId.class);
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger stepsLeft = new AtomicInteger();

  private final Map<Pods, AtomicInteger> moving = new EnumMap<>(Pods.class);

  /** Pods while ranges change. */
  private enum Pods {
    /** They have an address of a range that is left. */
    REMAINING,
    /** Evicted, and not replaced by Ready ones yet. */
    MOVING,
    /** Of the remaining: their evictions are refused. */
    REFUSED
  }

  /** Registers the meters. */
  public NetworkMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("caliconetwork.ready", ready, AtomicInteger::get)
        .description("1 while the cluster is as the CalicoNetwork says")
        .register(registry);
    Gauge.builder("caliconetwork.plan.steps.remaining", stepsLeft, AtomicInteger::get)
        .description("steps of the present plan that are not done")
        .register(registry);
    for (var pods : Pods.values()) {
      var count = new AtomicInteger();
      moving.put(pods, count);
      Gauge.builder("caliconetwork.migration.pods", count, AtomicInteger::get)
          .description("pods that have to leave their addresses while ranges change, by state")
          .tag("state", pods.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (var check : CheckId.values()) {
      var failing = new AtomicInteger();
      blockers.put(check, failing);
      Gauge.builder("caliconetwork.blocked", failing, AtomicInteger::get)
          .description("1 while the check refuses the CalicoNetwork")
          .tag("check", check.id())
          .register(registry);
    }
  }

  /** Takes note of a decision. */
  public void decided(Decision decision) {
    ready.set(decision instanceof Decision.Settled ? 1 : 0);
    moves(decision);
    stepsLeft.set(decision instanceof Decision.Proceed p ? p.plan().steps().size() : 0);
    blockers.forEach((check, failing) ->
        failing.set(
            decision instanceof Decision.Refused r
                    && r.refusals().stream().anyMatch(f -> f.check() == check)
                ? 1
                : 0));
    decision
        .next()
        .ifPresent(
            step -> registry.counter("caliconetwork.steps", "step", step.name()).increment());
  }

  private void moves(Decision decision) {
    var moves =
        switch (decision) {
          case Decision.Proceed d -> d.cluster().moves().orElse(PodMoves.NONE);
          case Decision.Refused d -> d.cluster().moves().orElse(PodMoves.NONE);
          default -> PodMoves.NONE;
        };
    moving.get(Pods.REMAINING).set(moves.remaining().size());
    moving.get(Pods.MOVING).set(moves.onTheWayInAll());
    var refused = moves.refused().keySet();
    moving
        .get(Pods.REFUSED)
        .set(
            refused.isEmpty()
                ? 0
                : (int)
                    moves.remaining().stream().filter(p -> refused.contains(p.owner())).count());
  }
}
