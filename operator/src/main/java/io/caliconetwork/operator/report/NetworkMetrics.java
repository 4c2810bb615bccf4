package io.caliconetwork.operator.report;

import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.plan.Decision;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Our own metrics, beside those of the framework and of the JVM. */
public final class NetworkMetrics {

  private final MeterRegistry registry;
  private final Map<CheckId, AtomicInteger> blockers = new EnumMap<>(CheckId.class);
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger stepsLeft = new AtomicInteger();

  /** Registers the meters. */
  public NetworkMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("caliconetwork.ready", ready, AtomicInteger::get)
        .description("1 while the cluster is as the CalicoNetwork says")
        .register(registry);
    Gauge.builder("caliconetwork.plan.steps.remaining", stepsLeft, AtomicInteger::get)
        .description("steps of the present plan that are not done")
        .register(registry);
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
}
