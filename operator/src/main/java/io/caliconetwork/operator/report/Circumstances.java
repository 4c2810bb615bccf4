package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.plan.TimeLimits;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a status says beside decision and cluster.
 *
 * @param now for times that are set once
 * @param limits of gates
 * @param furthest how far the gate at which the plan stands had come at best; empty when that was
 *     not watched
 * @param lastWords of those whom the gate waits for, once it has waited too long
 * @param repairs of what somebody else reverted
 */
record Circumstances(
    Instant now,
    TimeLimits limits,
    OptionalInt furthest,
    List<LastWords.Word> lastWords,
    List<Repair> repairs) {

  Circumstances {
    lastWords = List.copyOf(lastWords);
    repairs = List.copyOf(repairs);
  }

  Circumstances with(List<LastWords.Word> words) {
    return new Circumstances(now, limits, furthest, words, repairs);
  }
}
