package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Blocker;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.api.v1alpha1.Effective;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.api.v1alpha1.Warning;
import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Notice;
import io.caliconetwork.operator.plan.ChangeImpact;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Plan;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The status that follows from a decision. Pure: the time is handed in. */
public final class StatusReport {

  private final CalicoNetworkStatus before;
  private final Conditions.Context context;

  private StatusReport(CalicoNetworkStatus before, long generation, Instant now) {
    this.before = before;
    this.context =
        new Conditions.Context(
            before.conditions() == null ? List.of() : before.conditions(), generation, now);
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
    var empty = new CalicoNetworkStatus(null, null, null, null, null, null);
    return new StatusReport(before.orElse(empty), generation, now).status(decision);
  }

  /** Whether the status says that the spec of this generation was fulfilled. */
  public static boolean settled(Optional<CalicoNetworkStatus> status, long generation) {
    return status
        .flatMap(s -> Conditions.find(s.conditions(), Conditions.READY))
        .filter(c -> "True".equals(c.status()))
        .filter(c -> c.observedGeneration() != null && c.observedGeneration() == generation)
        .isPresent();
  }

  /** The status when the API server refused a write of the decided step for good. */
  static CalicoNetworkStatus refusedWrite(
      CalicoNetworkStatus intent,
      Step.Write step,
      Reason reason,
      String answer,
      InstantSource clock) {
    var report = new StatusReport(intent, intent.observedGeneration(), clock.instant());
    var remedy =
        reason == Reason.PERMISSION_DENIED
            ? "grant it to the operator's ServiceAccount"
            : "the object is not as this operator expects it; repair it, the write is tried again";
    return new CalicoNetworkStatus(
        intent.observedGeneration(),
        Conditions.stalled(
            report.context, reason.text(), step.name() + " was refused: " + answer + "; " + remedy),
        intent.effective(),
        new io.caliconetwork.api.v1alpha1.Plan(
            intent.plan().impact(),
            intent.plan().summary(),
            PlanProgress.failed(intent.plan().steps())),
        null,
        intent.warnings());
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
      case Decision.Waiting d ->
          build(
              Conditions.reconciling(
                  context,
                  Reason.WAITING_FOR_CALICO,
                  d.missing() + "; the operator acts as soon as it is"),
              effective(d.cluster()),
              null,
              null,
              List.of());
      case Decision.Refused d -> refused(d);
      case Decision.Settled d ->
          build(
              Conditions.ready(context, converged(d.cluster())),
              effective(d.cluster()),
              null,
              null,
              d.notices());
      case Decision.Proceed d -> proceed(d);
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
        effective(decision.cluster()),
        null,
        refusals.stream()
            .map(
                r -> new Blocker(r.check().id(), r.message(), r.remedy(), r.override().isPresent()))
            .toList(),
        decision.notices());
  }

  private CalicoNetworkStatus proceed(Decision.Proceed decision) {
    var plan = decision.plan();
    List<PlanStep> shown =
        before.plan() == null || before.plan().steps() == null ? List.of() : before.plan().steps();
    var steps = PlanProgress.steps(shown, plan, decision.act(), context.now());
    var late =
        decision.act()
            ? PlanProgress.timedOut(steps, plan, context.now())
            : Optional.<PlanStep>empty();
    List<Condition> conditions;
    if (late.isPresent()) {
      steps = PlanProgress.failed(steps);
      conditions =
          Conditions.stalled(context, Reason.STEP_TIMED_OUT.text(), timedOut(plan, late.get()));
    } else if (decision.next().isPresent() && refused(steps)) {
      // It is tried again; until the answer changes, nothing is under way.
      steps = PlanProgress.failed(steps);
      conditions = before.conditions();
    } else if (decision.act()) {
      conditions = Conditions.reconciling(context, Reason.PROGRESSING, running(steps));
    } else {
      conditions = Conditions.shown(context, "mode is Plan; with mode Enforce: " + plan.summary());
    }
    var sameRun = steps.size() > plan.steps().size();
    return build(
        conditions,
        effective(decision.cluster()),
        new io.caliconetwork.api.v1alpha1.Plan(
            sameRun ? before.plan().impact() : plan.impact().label(),
            sameRun ? before.plan().summary() : plan.summary(),
            steps),
        null,
        decision.notices());
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

  private static String timedOut(Plan plan, PlanStep late) {
    var gate = (Step.Gate) plan.steps().getFirst();
    var nodes =
        gate.lagging().isEmpty()
            ? "see the pods of calico-node that are not ready"
            : "waiting for "
                + gate.lagging().stream().limit(10).collect(Collectors.joining(", "))
                + (gate.lagging().size() > 10 ? " and others" : "");
    return late.name()
        + " made no progress for "
        + gate.limit().toMinutes()
        + " minutes: "
        + late.detail()
        + "; "
        + nodes
        + ". Nothing further is written until it passes; repair these nodes, or return spec.overlay"
        + " to what it was";
  }

  private static String converged(ClusterSnapshot cluster) {
    return cluster
        .managedPool()
        .map(p ->
            "pods of "
                + p.cidr()
                + " are carried with overlay "
                + p.encapsulation().map(Encapsulation::overlay).orElse("unknown"))
        .orElse("as declared");
  }

  static Effective effective(ClusterSnapshot cluster) {
    var pool = cluster.managedPool();
    return new Effective(
        pool.map(p -> p.encapsulation().map(Encapsulation::overlay).orElse("IPIP and VXLAN"))
            .orElse(null),
        pool.map(IpPool::name).orElse(null),
        pool.map(IpPool::cidr).orElse(null),
        pool.map(IpPool::effectiveBlockSize).orElse(null),
        pool.map(p -> p.options().natOutgoing()).orElse(null),
        pool.map(p -> p.options().nodeSelector()).orElse(null),
        pool.map(p -> p.options().disableBgpExport()).orElse(null),
        cluster.configuredBackend().map(Backend::value).orElse(null),
        cluster.configuredMtu().map(m -> m == 0 ? "auto" : m.toString()).orElse(null),
        cluster.version().map(Object::toString).orElse(null),
        cluster.datastore().api().groupVersion().isEmpty()
            ? null
            : cluster.datastore().api().groupVersion());
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
        notices.isEmpty()
            ? null
            : notices.stream().map(n -> new Warning(n.id(), n.message())).toList());
  }
}
