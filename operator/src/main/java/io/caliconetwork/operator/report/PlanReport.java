package io.caliconetwork.operator.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.api.v1alpha1.Blocker;
import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.api.v1alpha1.Effective;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.api.v1alpha1.Warning;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Plan;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code plan -o yaml|json} prints, and {@code -o text} in words: the status that the operator
 * would write, with what a person wants to know before applying. Lists are always there.
 *
 * @param apiVersion of this document
 * @param kind of this document
 * @param outcome in one word
 * @param exitCode of the process
 * @param planOnly whether {@code spec.mode} is Plan and keeps the operator from acting
 * @param summary in one sentence
 * @param cost what it costs
 * @param changes fields, now and then
 * @param steps in their order, as status shows them
 * @param blockers why nothing would be done
 * @param warnings true things that stop nothing
 * @param advice what would be cheaper here
 * @param effective what is in force now
 */
public record PlanReport(
    String apiVersion,
    String kind,
    Outcome outcome,
    int exitCode,
    boolean planOnly,
    String summary,
    PlanCost cost,
    List<FieldChange> changes,
    List<PlannedStep> steps,
    List<Blocker> blockers,
    List<Warning> warnings,
    List<String> advice,
    Effective effective) {

  /** Of the document. */
  public static final String KIND = "CalicoNetworkPlan";

  public PlanReport {
    changes = List.copyOf(changes);
    steps = List.copyOf(steps);
    blockers = List.copyOf(blockers);
    warnings = List.copyOf(warnings);
    advice = List.copyOf(advice);
  }

  /** What would come of the CalicoNetwork. */
  public enum Outcome {
    /** The cluster is as wished. */
    NOTHING_TO_DO("NothingToDo", 0),
    /** The operator would act. */
    CHANGES("Changes", 2),
    /** The operator would act as soon as Calico is installed. */
    WAITING("Waiting", 2),
    /** The operator would write nothing to Calico. */
    BLOCKED("Blocked", 3);

    private final String text;
    private final int exitCode;

    Outcome(String text, int exitCode) {
      this.text = text;
      this.exitCode = exitCode;
    }

    @JsonValue
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A step.
   *
   * @param name of the kind of step
   * @param kind Write or Gate
   * @param state Pending; Done for those that the plan under way has behind it
   * @param detail what exactly
   * @param limit of a gate: longest time without progress, ISO 8601; null when there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PlannedStep(String name, String kind, String state, String detail, String limit) {
    @JsonIgnore
    public boolean isGate() {
      return "Gate".equals(kind);
    }

    @JsonIgnore
    public boolean isDone() {
      return PlanProgress.DONE.equals(state);
    }
  }

  /**
   * The report on a decision.
   *
   * @param decision about a valid spec and a cluster that could be read
   * @param status that the operator would write about it
   */
  public static PlanReport of(Decision decision, CalicoNetworkStatus status) {
    var outcome = outcome(status);
    var shown = Shown.of(decision);
    return new PlanReport(
        CalicoNetwork.GROUP + "/" + CalicoNetwork.VERSION,
        KIND,
        outcome,
        outcome.exitCode,
        decision instanceof Decision.Proceed p && !p.act(),
        summary(outcome, status),
        shown.map(p -> PlanCost.of(p.cluster(), p.plan())).orElse(PlanCost.NOTHING),
        shown.map(p -> PlanChanges.of(p.cluster(), p.plan().steps())).orElse(List.of()),
        shown.map(p -> steps(status, p.plan())).orElse(List.of()),
        orEmpty(status.blockers()),
        orEmpty(status.warnings()),
        advice(status),
        status.effective());
  }

  /** What is to be done, or would be done if somebody consented. */
  private record Shown(ClusterSnapshot cluster, Plan plan) {
    static Optional<Shown> of(Decision decision) {
      return switch (decision) {
        case Decision.Proceed d -> Optional.of(new Shown(d.cluster(), d.plan()));
        case Decision.Refused d -> d.withheld().map(plan -> new Shown(d.cluster(), plan));
        default -> Optional.empty();
      };
    }
  }

  private static Outcome outcome(CalicoNetworkStatus status) {
    if (Conditions.holds(status.conditions(), Conditions.READY)) {
      return Outcome.NOTHING_TO_DO;
    }
    if (Conditions.holds(status.conditions(), Conditions.STALLED)) {
      return Outcome.BLOCKED;
    }
    return ready(status)
            .filter(c -> Reason.WAITING_FOR_CALICO.text().equals(c.reason()))
            .isPresent()
        ? Outcome.WAITING
        : Outcome.CHANGES;
  }

  private static String summary(Outcome outcome, CalicoNetworkStatus status) {
    return outcome == Outcome.CHANGES
        ? status.plan().summary()
        : ready(status).map(Condition::message).orElse("");
  }

  private static Optional<Condition> ready(CalicoNetworkStatus status) {
    return Conditions.find(status.conditions(), Conditions.READY);
  }

  /** Status has those already done in front of those that remain. */
  private static List<PlannedStep> steps(CalicoNetworkStatus status, Plan plan) {
    var shown = status.plan().steps();
    var done = shown.size() - plan.steps().size();
    var steps = new ArrayList<PlannedStep>();
    for (int i = 0; i < shown.size(); i++) {
      steps.add(i < done ? done(shown.get(i)) : pending(plan.steps().get(i - done)));
    }
    return steps;
  }

  private static PlannedStep done(PlanStep step) {
    return new PlannedStep(
        step.name(),
        Step.Gate.isGate(step.name()) ? "Gate" : "Write",
        PlanProgress.DONE,
        step.detail(),
        null);
  }

  private static PlannedStep pending(Step step) {
    var limit =
        step instanceof Step.Gate gate && gate.limit().compareTo(Duration.ofDays(1)) < 0
            ? gate.limit().toString()
            : null;
    return new PlannedStep(
        step.name(),
        step instanceof Step.Gate ? "Gate" : "Write",
        PlanProgress.PENDING,
        step.detail(),
        limit);
  }

  /** By its name in the document, for statuses that have none. */
  private static List<String> advice(CalicoNetworkStatus status) {
    var advice = new ArrayList<String>();
    new ObjectMapper()
        .<JsonNode>valueToTree(status)
        .path("advice")
        .forEach(sentence -> advice.add(sentence.asText()));
    return advice;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
