package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Blocker;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.api.v1alpha1.Effective;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.api.v1alpha1.Warning;
import io.caliconetwork.operator.check.Notice;
import io.caliconetwork.operator.check.Notices;
import io.caliconetwork.operator.plan.ChangeImpact;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.MovePods;
import io.caliconetwork.operator.plan.Plan;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TimeLimits;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The status that follows from a decision. Pure: the time is handed in. */
public final class StatusReport {

  private final CalicoNetworkStatus before;
  private final Conditions.Context context;
  private final Circumstances circumstances;

  private StatusReport(CalicoNetworkStatus before, long generation, Circumstances circumstances) {
    this.before = before;
    this.circumstances = circumstances;
    this.context =
        new Conditions.Context(
            before.conditions() == null ? List.of() : before.conditions(),
            generation,
            circumstances.now());
  }

  /**
   * The new status.
   *
   * @param before as last written
   * @param generation of the spec
   * @param now for times that are set once
   */
  public static CalicoNetworkStatus of(
      Decision decision, Optional<CalicoNetworkStatus> before, long generation, Instant now) {
    return of(
        decision,
        before,
        generation,
        new Circumstances(
            now,
            TimeLimits.DEFAULT,
            OptionalInt.empty(),
            List.of(),
            RepairLog.known(before, generation)));
  }

  /** The new status, with all that is known beside the decision. */
  static CalicoNetworkStatus of(
      Decision decision,
      Optional<CalicoNetworkStatus> before,
      long generation,
      Circumstances circumstances) {
    var empty = new CalicoNetworkStatus(null, null, null, null, null, null);
    var known = before.orElse(empty);
    return new StatusReport(known, generation, circumstances)
        .status(decision)
        .with(MigrationReport.of(decision, known.migration(), circumstances.now()));
  }

  /** Whether the status says that the spec of this generation was fulfilled. */
  public static boolean settled(Optional<CalicoNetworkStatus> status, long generation) {
    return status
        .flatMap(s -> Conditions.find(s.conditions(), Conditions.READY))
        .filter(c -> "True".equals(c.status()))
        .filter(c -> c.observedGeneration() != null && c.observedGeneration() == generation)
        .isPresent();
  }

  /** What the status says of earlier looks. */
  public static Decider.Past past(Optional<CalicoNetworkStatus> status, long generation) {
    return new Decider.Past(
        settled(status, generation),
        status
            .map(CalicoNetworkStatus::plan)
            .map(io.caliconetwork.api.v1alpha1.Plan::steps)
            .filter(steps ->
                steps.stream().anyMatch(step -> !PlanProgress.PENDING.equals(step.state())))
            .isPresent());
  }

  /** The status when the API server refused a write of the decided step for good. */
  static CalicoNetworkStatus refusedWrite(
      CalicoNetworkStatus intent,
      Step.Write step,
      Reason reason,
      String answer,
      InstantSource clock) {
    var context =
        new Conditions.Context(intent.conditions(), intent.observedGeneration(), clock.instant());
    var remedy =
        reason == Reason.PERMISSION_DENIED
            ? "grant it to the operator's ServiceAccount"
            : "the object is not as this operator expects it; repair it, the write is tried again";
    return new CalicoNetworkStatus(
        intent.observedGeneration(),
        Conditions.stalled(
            context, reason.text(), step.name() + " was refused: " + answer + "; " + remedy),
        intent.effective(),
        new io.caliconetwork.api.v1alpha1.Plan(
            intent.plan().impact(),
            intent.plan().summary(),
            PlanProgress.failed(intent.plan().steps())),
        null,
        intent.warnings(),
        intent.advice(),
        intent.repairs(),
        intent.migration());
  }

  private CalicoNetworkStatus status(Decision decision) {
    return switch (decision) {
      case Decision.NotYet d -> before;
      case Decision.InvalidSpec d ->
          build(
              Conditions.stalled(
                  context, Reason.INVALID_SPEC.text(), String.join("; ", d.problems())),
              before.effective(),
              null,
              null,
              List.of());
      case Decision.Unreadable d ->
          build(
              Conditions.stalled(
                  context, Reason.PERMISSION_DENIED.text(), d.what() + "; " + d.remedy()),
              before.effective(),
              null,
              null,
              List.of());
      case Decision.Unanswered d ->
          build(
              Conditions.reconciling(
                  context,
                  Reason.CLUSTER_NOT_READABLE,
                  "the API server does not let itself be read: "
                      + String.join(", ", d.what())
                      + "; nothing is decided before it does"),
              before.effective(),
              null,
              null,
              List.of());
      case Decision.Waiting d ->
          build(
              Conditions.reconciling(
                  context,
                  Reason.WAITING_FOR_CALICO,
                  d.missing() + "; the operator acts as soon as it is"),
              InForce.effective(d.cluster()),
              null,
              null,
              List.of());
      case Decision.Refused d -> refused(d);
      case Decision.Settled d ->
          build(
              Conditions.ready(context, InForce.sentence(d.cluster())),
              InForce.effective(d.cluster()),
              null,
              null,
              d.notices());
      case Decision.Proceed d -> proceed(d);
      case Decision.Contested d -> contested(d);
    };
  }

  private CalicoNetworkStatus refused(Decision.Refused decision) {
    var refusals = decision.refusals();
    var first = refusals.getFirst();
    var more = refusals.size() - 1;
    return build(
        Conditions.stalled(
            context,
            first.check().id(),
            first.message()
                + "; "
                + first.remedy()
                + (more == 0 ? "" : " (and " + more + " more, see status.blockers)")),
        InForce.effective(decision.cluster()),
        decision
            .withheld()
            .map(plan ->
                new io.caliconetwork.api.v1alpha1.Plan(
                    plan.impact().label(),
                    plan.summary(),
                    PlanProgress.steps(shown(), plan, false, circumstances)))
            .orElse(null),
        refusals.stream()
            .map(
                r -> new Blocker(r.check().id(), r.message(), r.remedy(), r.override().isPresent()))
            .toList(),
        decision.notices());
  }

  private CalicoNetworkStatus contested(Decision.Contested decision) {
    return planned(
        Conditions.stalled(context, Reason.FIELD_CONTESTED.text(), decision.message()),
        decision.cluster(),
        decision.plan(),
        PlanProgress.failed(PlanProgress.steps(shown(), decision.plan(), true, circumstances)),
        decision.notices());
  }

  private CalicoNetworkStatus proceed(Decision.Proceed decision) {
    var plan = decision.plan();
    var steps = PlanProgress.steps(shown(), plan, decision.act(), circumstances);
    var late =
        decision.act()
            ? PlanProgress.timedOut(steps, plan, circumstances)
            : Optional.<PlanStep>empty();
    List<Condition> conditions;
    if (late.isPresent()) {
      steps = PlanProgress.failed(steps);
      var gate = (Step.Gate) plan.steps().getFirst();
      conditions =
          Conditions.stalled(
              context,
              (gate instanceof MovePods ? Reason.PODS_NOT_MOVING : Reason.STEP_TIMED_OUT).text(),
              GateMessage.timedOut(
                  gate,
                  late.get(),
                  circumstances.limits().of(gate),
                  decision.cluster(),
                  circumstances.lastWords()));
    } else if (decision.next().isPresent() && refused(steps)) {
      // It is tried again; until the answer changes, nothing is under way.
      steps = PlanProgress.failed(steps);
      conditions = before.conditions();
    } else if (decision.act()) {
      conditions = Conditions.reconciling(context, Reason.PROGRESSING, running(steps));
    } else if (Pause.midway(before, plan)) {
      conditions =
          Conditions.shown(context, Reason.PAUSED, Pause.message(steps, plan, decision.cluster()));
    } else {
      conditions =
          Conditions.shown(
              context, Reason.PLAN_ONLY, "mode is Plan; with mode Enforce: " + plan.summary());
    }
    return planned(conditions, decision.cluster(), plan, steps, decision.notices());
  }

  private List<PlanStep> shown() {
    return before.plan() == null || before.plan().steps() == null
        ? List.of()
        : before.plan().steps();
  }

  /** A status with a plan, which keeps its name while it is the one that was shown before. */
  private CalicoNetworkStatus planned(
      List<Condition> conditions,
      ClusterSnapshot cluster,
      Plan plan,
      List<PlanStep> steps,
      List<Notice> notices) {
    var sameRun = steps.size() > plan.steps().size();
    return build(
        conditions,
        InForce.effective(cluster),
        new io.caliconetwork.api.v1alpha1.Plan(
            sameRun ? before.plan().impact() : plan.impact().label(),
            sameRun ? before.plan().summary() : plan.summary(),
            steps),
        null,
        notices);
  }

  /** Whether the API server refused the running step before, for this generation of the spec. */
  private boolean refused(List<PlanStep> steps) {
    return before.observedGeneration() != null
        && before.observedGeneration() == context.generation()
        && Conditions.find(before.conditions(), Conditions.STALLED)
            .filter(c -> "True".equals(c.status()))
            .filter(c -> Reason.refusals().contains(c.reason()))
            .isPresent()
        && before.plan() != null
        && before.plan().steps() != null
        && before.plan().steps().equals(PlanProgress.failed(steps));
  }

  private static String running(List<PlanStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (PlanProgress.RUNNING.equals(steps.get(i).state())) {
        return "step "
            + (i + 1)
            + " of "
            + steps.size()
            + ", "
            + steps.get(i).name()
            + ": "
            + steps.get(i).detail();
      }
    }
    return "";
  }

  private CalicoNetworkStatus build(
      List<Condition> conditions,
      Effective effective,
      io.caliconetwork.api.v1alpha1.Plan plan,
      List<Blocker> blockers,
      List<Notice> notices) {
    return new CalicoNetworkStatus(
        context.generation(),
        conditions,
        effective,
        plan == null && blockers == null && Conditions.holds(conditions, Conditions.READY)
            ? new io.caliconetwork.api.v1alpha1.Plan(
                ChangeImpact.NONE.label(), "nothing to do", null)
            : plan,
        blockers,
        warnings(notices),
        notices.stream().filter(Notice::isAdvice).map(Notice::message).toList(),
        circumstances.repairs().isEmpty() ? null : circumstances.repairs(),
        null);
  }

  /** With those that stay true after the change they tell of, until the spec is edited. */
  private List<Warning> warnings(List<Notice> notices) {
    var warnings = new ArrayList<Warning>();
    if (before.warnings() != null
        && before.observedGeneration() != null
        && before.observedGeneration() == context.generation()) {
      before.warnings().stream()
          .filter(w -> Notices.stays(w.check()))
          .filter(w -> notices.stream().noneMatch(n -> n.id().equals(w.check())))
          .forEach(warnings::add);
    }
    notices.stream()
        .filter(n -> !n.isAdvice())
        .map(n -> new Warning(n.id(), n.message()))
        .forEach(warnings::add);
    circumstances.repairs().stream()
        .map(r -> new Warning(Announcement.REVERTED, ContestMessage.repaired(r)))
        .forEach(warnings::add);
    return warnings.isEmpty() ? null : warnings;
  }
}
