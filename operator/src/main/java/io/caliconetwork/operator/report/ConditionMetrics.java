package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The conditions, as they stand in status. */
final class ConditionMetrics {

  private final Map<String, AtomicInteger> holding = new LinkedHashMap<>();
  private final MultiGauge reason;
  private String present = "";

  ConditionMetrics(MeterRegistry registry) {
    condition(registry, Conditions.READY, "1 while the cluster is as the CalicoNetwork says");
    condition(registry, Conditions.RECONCILING, "1 while a change is under way");
    condition(registry, Conditions.STALLED, "1 while nothing further happens until somebody acts");
    reason =
        MultiGauge.builder("caliconetwork.reason")
            .description("1 for the reason of the condition Ready; no other is there")
            .register(registry);
  }

  private void condition(MeterRegistry registry, String type, String description) {
    var holds = new AtomicInteger();
    holding.put(type, holds);
    Gauge.builder("caliconetwork." + type.toLowerCase(Locale.ROOT), holds, AtomicInteger::get)
        .description(description)
        .register(registry);
  }

  synchronized void reported(CalicoNetworkStatus status) {
    holding.forEach(
        (type, holds) -> holds.set(Conditions.holds(status.conditions(), type) ? 1 : 0));
    say(
        Conditions.find(status.conditions(), Conditions.READY)
            .flatMap((Condition c) -> Optional.ofNullable(c.reason()))
            .orElse(""));
  }

  synchronized void forget() {
    holding.values().forEach(h -> h.set(0));
    say("");
  }

  private void say(String now) {
    if (!present.equals(now)) {
      present = now;
      reason.register(
          now.isEmpty() ? List.of() : List.of(MultiGauge.Row.of(Tags.of("reason", now), 1)), true);
    }
  }
}
