package io.caliconetwork.operator.report;

import io.caliconetwork.operator.plan.Step;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes to Calico, and evictions. */
final class WriteMetrics {

  /** How a write ended. */
  enum Outcome {
    /** The API server has accepted it. */
    MADE,
    /** Not made: the cluster changed since it was looked at. */
    OUTDATED,
    /** The API server refused it or was not reached. */
    FAILED
  }

  private final Map<Outcome, Map<String, Counter>> counters = new EnumMap<>(Outcome.class);

  WriteMetrics(MeterRegistry registry) {
    for (var outcome : Outcome.values()) {
      var ofOutcome = counters.computeIfAbsent(outcome, o -> new HashMap<>());
      for (var step : StepNames.writes()) {
        ofOutcome.put(
            step,
            Counter.builder("caliconetwork.writes")
                .description("writes to Calico, and rounds of evictions, by step and outcome")
                .tag("step", step)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry));
      }
    }
  }

  void count(Step.Write step, Outcome outcome) {
    counters.get(outcome).get(step.name()).increment();
  }
}
