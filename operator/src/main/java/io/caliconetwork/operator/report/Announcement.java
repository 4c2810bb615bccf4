package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An Event to be.
 *
 * @param warning rather than normal
 * @param reason one word
 * @param message for the person
 */
public record Announcement(boolean warning, String reason, String message) {

  /** What is worth an Event between two statuses. Pure. */
  public static List<Announcement> between(
      Optional<CalicoNetworkStatus> before, CalicoNetworkStatus after) {
    var found = new ArrayList<Announcement>();
    var conditionsBefore = before.map(CalicoNetworkStatus::conditions).orElse(List.of());
    var stalled = Conditions.find(after.conditions(), Conditions.STALLED);
    if (Conditions.holds(after.conditions(), Conditions.STALLED)
        && !gist(Conditions.find(conditionsBefore, Conditions.STALLED)).equals(gist(stalled))) {
      found.add(new Announcement(true, stalled.get().reason(), stalled.get().message()));
    }
    if (after.plan() != null
        && after.plan().steps() != null
        && !after.plan().summary().equals(before.map(b -> summary(b)).orElse(null))) {
      found.add(new Announcement(false, "Planned", after.plan().summary()));
    }
    running(after)
        .filter(s ->
            !running(before.orElse(after)).map(PlanStep::name).equals(Optional.of(s.name()))
                || before.isEmpty())
        .filter(s -> !Step.Gate.isGate(s.name()))
        .ifPresent(s -> found.add(new Announcement(false, s.name(), s.detail())));
    if (Conditions.holds(after.conditions(), Conditions.READY)
        && !Conditions.holds(conditionsBefore, Conditions.READY)) {
      var ready = Conditions.find(after.conditions(), Conditions.READY).get();
      found.add(new Announcement(false, ready.reason(), ready.message()));
    }
    return List.copyOf(found);
  }

  private static String summary(CalicoNetworkStatus status) {
    return status.plan() == null ? null : status.plan().summary();
  }

  private static String gist(Optional<io.caliconetwork.api.v1alpha1.Condition> condition) {
    return condition.map(c -> c.status() + c.reason() + c.message()).orElse("");
  }

  private static Optional<PlanStep> running(CalicoNetworkStatus status) {
    return status.plan() == null || status.plan().steps() == null
        ? Optional.empty()
        : status.plan().steps().stream()
            .filter(s -> Objects.equals(s.state(), PlanProgress.RUNNING))
            .findFirst();
  }
}
