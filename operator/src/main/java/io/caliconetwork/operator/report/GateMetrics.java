package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TimeLimits;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

/** How long the plan has stood at the gate where it stands. */
final class GateMetrics {

  /** Longer limits mean that somebody else is waited for who takes the time that it takes. */
  private static final Duration FOREVER = Duration.ofDays(365);

  private static final Standing NOWHERE =
      new Standing("", 0, Instant.EPOCH, Instant.EPOCH, Duration.ZERO);

  private final Clock clock;
  private volatile Standing standing = NOWHERE;

  /**
   * Where the plan stands.
   *
   * @param gate by name
   * @param left steps; together they tell a gate from a later one of the same name
   * @param arrived when this process found it there first, or when status says that it was there
   * @param moved when it last made progress
   * @param limit without progress; zero when there is none
   */
  private record Standing(String gate, int left, Instant arrived, Instant moved, Duration limit) {}

  GateMetrics(MeterRegistry registry) {
    clock = registry.config().clock();
    for (var gate : StepNames.gates()) {
      gauge(
          registry,
          gate,
          "wait",
          "for how long the plan has stood at the gate",
          s -> age(s.arrived()));
      gauge(
          registry,
          gate,
          "idle",
          "for how long the gate has made no progress",
          s -> age(s.moved()));
      gauge(
          registry,
          gate,
          "limit",
          "after so long without progress the plan stops; 0 when it never does",
          s -> s.limit().toSeconds());
    }
  }

  private void gauge(
      MeterRegistry registry,
      String gate,
      String what,
      String description,
      ToDoubleFunction<Standing> value) {
    Gauge.builder(
            "caliconetwork.gate." + what + ".seconds",
            this,
            m -> {
              var now = m.standing;
              return now.gate().equals(gate) ? value.applyAsDouble(now) : 0;
            })
        .description(description + "; 0 for gates at which it does not stand")
        .tag("gate", gate)
        .register(registry);
  }

  private double age(Instant since) {
    return Math.max(0, (clock.wallTime() - since.toEpochMilli()) / 1000.0);
  }

  void decided(Decision decision, CalicoNetworkStatus status, TimeLimits limits) {
    if (!(decision instanceof Decision.Proceed proceed)
        || !proceed.act()
        || !(proceed.plan().steps().getFirst() instanceof Step.Gate gate)) {
      standing = NOWHERE;
      return;
    }
    var now = Instant.ofEpochMilli(clock.wallTime());
    var moved = PlanProgress.presentStep(status).flatMap(PlanProgress::since).orElse(now);
    var left = proceed.plan().steps().size();
    var before = standing;
    var same = before.gate().equals(gate.name()) && before.left() == left;
    var arrived = same ? before.arrived() : moved.isBefore(now) ? moved : now;
    var limit = limits.of(gate);
    standing =
        new Standing(
            gate.name(),
            left,
            arrived,
            moved,
            limit.compareTo(FOREVER) > 0 ? Duration.ZERO : limit);
  }

  void forget() {
    standing = NOWHERE;
  }
}
