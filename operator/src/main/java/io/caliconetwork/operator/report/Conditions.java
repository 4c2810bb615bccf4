package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The three conditions, always all present, by the kstatus convention: Reconciling and Stalled
 * never together, and Ready false while either holds.
 */
final class Conditions {

  static final String READY = "Ready";
  static final String RECONCILING = "Reconciling";
  static final String STALLED = "Stalled";

  private static final String TRUE = "True";
  private static final String FALSE = "False";

  private Conditions() {}

  /**
   * What the conditions are computed from, besides what they say.
   *
   * @param before the last written ones
   * @param generation of the spec they answer
   * @param now for transitions
   */
  record Context(List<Condition> before, long generation, Instant now) {

    private Condition condition(String type, boolean holds, String reason, String message) {
      var status = holds ? TRUE : FALSE;
      var since =
          before.stream()
              .filter(c -> type.equals(c.type()) && status.equals(c.status()))
              .map(Condition::lastTransitionTime)
              .findFirst()
              .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
      return new Condition(type, status, generation, since, reason, message);
    }

    private Condition absent(String type) {
      return condition(type, false, Reason.NOT_APPLICABLE.text(), "");
    }
  }

  static List<Condition> ready(Context context, String message) {
    return List.of(
        context.condition(READY, true, Reason.CONVERGED.text(), message),
        context.absent(RECONCILING),
        context.absent(STALLED));
  }

  /** Not as wished, and deliberately left so. */
  static List<Condition> shown(Context context, Reason reason, String message) {
    return List.of(
        context.condition(READY, false, reason.text(), message),
        context.absent(RECONCILING),
        context.absent(STALLED));
  }

  static List<Condition> reconciling(Context context, Reason reason, String message) {
    return List.of(
        context.condition(READY, false, reason.text(), message),
        context.condition(RECONCILING, true, reason.text(), message),
        context.absent(STALLED));
  }

  static List<Condition> stalled(Context context, String reason, String message) {
    return List.of(
        context.condition(READY, false, reason, message),
        context.absent(RECONCILING),
        context.condition(STALLED, true, reason, message));
  }

  static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(c -> type.equals(c.type())).findFirst();
  }

  static boolean holds(List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> TRUE.equals(c.status())).isPresent();
  }

  /** The same conditions without times, for comparisons. */
  static List<String> gist(List<Condition> conditions) {
    var gist = new ArrayList<String>();
    if (conditions != null) {
      conditions.forEach(
          c -> gist.add(c.type() + c.status() + c.reason() + c.observedGeneration()));
    }
    return gist;
  }
}
