package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.MigrationState;
import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.plan.MovePods;
import io.caliconetwork.operator.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An Event to be.
 *
 * @param warning rather than normal
 * @param reason one word
 * @param message for the person
 */
public record Announcement(boolean warning, String reason, String message) {

  /** Reason of the event, and name of the warning, about what somebody else changed back. */
  static final String REVERTED = "FieldReverted";

  /** A write that was made. */
  static Announcement made(Step.Write step) {
    return new Announcement(false, step.name(), step.detail());
  }

  /** What is worth an Event between two statuses, writes apart. Pure. */
  public static List<Announcement> between(
      Optional<CalicoNetworkStatus> before, CalicoNetworkStatus after) {
    var found = new ArrayList<Announcement>();
    var conditionsBefore = before.map(CalicoNetworkStatus::conditions).orElse(List.of());
    var stalled = Conditions.find(after.conditions(), Conditions.STALLED);
    if (Conditions.holds(after.conditions(), Conditions.STALLED)
        && !gist(Conditions.find(conditionsBefore, Conditions.STALLED)).equals(gist(stalled))) {
      found.add(new Announcement(true, stalled.get().reason(), headline(stalled.get().message())));
    }
    if (after.plan() != null
        && after.plan().steps() != null
        && !after.plan().summary().equals(before.map(b -> summary(b)).orElse(null))) {
      found.add(new Announcement(false, "Planned", after.plan().summary()));
    }
    moved(before, after).ifPresent(found::add);
    reverted(before, after)
        .forEach(r -> found.add(new Announcement(true, REVERTED, ContestMessage.repaired(r))));
    if (Conditions.holds(after.conditions(), Conditions.READY)
        && !Conditions.holds(conditionsBefore, Conditions.READY)) {
      var ready = Conditions.find(after.conditions(), Conditions.READY).get();
      found.add(new Announcement(false, ready.reason(), ready.message()));
    }
    return List.copyOf(found);
  }

  /** How far pods have moved, after every tenth of them. */
  private static Optional<Announcement> moved(
      Optional<CalicoNetworkStatus> before, CalicoNetworkStatus after) {
    var then = before.map(CalicoNetworkStatus::migration);
    return Optional.ofNullable(after.migration())
        .filter(m -> m.since() != null && m.pods() > 0)
        .filter(m ->
            !then.map(MigrationState::since).equals(Optional.of(m.since()))
                || tenth(then.get()) != tenth(m))
        .flatMap(m -> PlanProgress.runningStep(after))
        .filter(step -> MovePods.NAME.equals(step.name()))
        .map(step -> new Announcement(false, MovePods.NAME, step.detail()));
  }

  private static int tenth(MigrationState migration) {
    return migration.pods() == null || migration.pods() == 0
        ? 0
        : 10 * migration.moved() / migration.pods();
  }

  private static String summary(CalicoNetworkStatus status) {
    return status.plan() == null ? null : status.plan().summary();
  }

  private static String gist(Optional<io.caliconetwork.api.v1alpha1.Condition> condition) {
    return condition.map(c -> c.status() + c.reason() + c.message()).orElse("");
  }

  /** Repairs that are new, or one time more than they were; of a fight Stalled tells. */
  private static List<Repair> reverted(
      Optional<CalicoNetworkStatus> before, CalicoNetworkStatus after) {
    List<Repair> known = before.map(CalicoNetworkStatus::repairs).orElse(List.of());
    return after.repairs() == null
        ? List.of()
        : after.repairs().stream()
            .filter(r -> !known.contains(r) && r.times().size() < RepairLog.FIGHT)
            .toList();
  }

  /** What is to be pasted is in status; an Event has no room for it. */
  private static String headline(String message) {
    var end = message.indexOf('\n');
    return end < 0
        ? message
        : message.substring(0, end) + " (as status.conditions of the CalicoNetwork says)";
  }
}
