package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.plan.Plan;
import io.caliconetwork.operator.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan with what is already done. Plans hold what remains; when the remaining steps are the end
 * of the list that was last shown, what stood before them has been done, otherwise it is a new
 * plan.
 */
final class PlanProgress {

  static final String PENDING = "Pending";
  static final String RUNNING = "Running";
  static final String DONE = "Done";
  static final String FAILED = "Failed";

  private PlanProgress() {}

  /** All steps, those done first. In mode Plan none of them runs. */
  static List<PlanStep> steps(
      List<PlanStep> shown, Plan plan, boolean running, Circumstances circumstances) {
    var remaining = plan.steps();
    var done = done(shown, remaining);
    var all = new ArrayList<PlanStep>(done);
    for (int i = 0; i < remaining.size(); i++) {
      var step = remaining.get(i);
      all.add(
          i == 0 && running
              ? running(step, shown, done.size(), circumstances)
              : new PlanStep(step.name(), PENDING, step.detail(), null));
    }
    return List.copyOf(all);
  }

  /** The gate that has stood still for longer than its limit. */
  static Optional<PlanStep> timedOut(List<PlanStep> steps, Plan plan, Circumstances circumstances) {
    if (!(plan.steps().getFirst() instanceof Step.Gate gate)) {
      return Optional.empty();
    }
    return steps.stream()
        .filter(s -> RUNNING.equals(s.state()))
        .filter(s ->
            since(s)
                .map(t -> past(t, circumstances.limits().of(gate), circumstances.now()))
                .orElse(false))
        .findFirst();
  }

  /** The step that runs, if one does. */
  static Optional<PlanStep> runningStep(CalicoNetworkStatus status) {
    return Optional.ofNullable(status.plan()).map(p -> p.steps()).stream()
        .flatMap(List::stream)
        .filter(s -> RUNNING.equals(s.state()))
        .findFirst();
  }

  /** The step that the plan has come to, be it that it stands there for too long. */
  static Optional<PlanStep> presentStep(CalicoNetworkStatus status) {
    return Optional.ofNullable(status.plan()).map(p -> p.steps()).stream()
        .flatMap(List::stream)
        .filter(s -> RUNNING.equals(s.state()) || FAILED.equals(s.state()))
        .findFirst();
  }

  static List<PlanStep> failed(List<PlanStep> steps) {
    return steps.stream()
        .map(s ->
            RUNNING.equals(s.state()) ? new PlanStep(s.name(), FAILED, s.detail(), s.since()) : s)
        .toList();
  }

  private static boolean past(Instant since, Duration limit, Instant now) {
    return Duration.between(since, now).compareTo(limit) > 0;
  }

  /** A gate whose nodes come and go makes no progress; only one that got further than ever does. */
  private static boolean stands(Step step, PlanStep before, Circumstances circumstances) {
    return step.detail().equals(before.detail())
        || (step instanceof Step.Gate gate
            && circumstances.furthest().isPresent()
            && gate.progress() <= circumstances.furthest().getAsInt());
  }

  private static PlanStep running(
      Step step, List<PlanStep> shown, int index, Circumstances circumstances) {
    var before =
        index < shown.size() && shown.get(index).name().equals(step.name())
            ? Optional.of(shown.get(index))
            : Optional.<PlanStep>empty();
    var since =
        before
            .filter(b -> !PENDING.equals(b.state()) && stands(step, b, circumstances))
            .flatMap(PlanProgress::since)
            .orElse(circumstances.now().truncatedTo(ChronoUnit.SECONDS));
    return new PlanStep(step.name(), RUNNING, step.detail(), since.toString());
  }

  /** When it last made progress. */
  static Optional<Instant> since(PlanStep step) {
    try {
      return Optional.ofNullable(step.since()).map(Instant::parse);
    } catch (DateTimeParseException e) {
      // Somebody edited the status; the clock starts anew.
      return Optional.empty();
    }
  }

  private static List<PlanStep> done(List<PlanStep> shown, List<Step> remaining) {
    var first = shown.size() - remaining.size();
    if (first < 0) {
      return List.of();
    }
    for (int i = 0; i < remaining.size(); i++) {
      var step = shown.get(first + i);
      if (!step.name().equals(remaining.get(i).name()) || DONE.equals(step.state())) {
        return List.of();
      }
    }
    return shown.subList(0, first).stream()
        .map(
            s -> new PlanStep(s.name(), DONE, Step.Gate.isGate(s.name()) ? null : s.detail(), null))
        .toList();
  }
}
