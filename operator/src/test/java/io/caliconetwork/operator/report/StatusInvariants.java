package io.caliconetwork.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.api.v1alpha1.Plan;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.plan.ChangeImpact;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What holds of every status the operator writes, whatever the decision: the conventions of kstatus
 * and Flux, and our own about plans and refusals. Asserted wherever a test makes or reads a status.
 */
public final class StatusInvariants {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> CHECKS =
      Arrays.stream(CheckId.values()).map(CheckId::id).collect(Collectors.toUnmodifiableSet());

  private static final Set<String> REASONS =
      Stream.concat(Arrays.stream(Reason.values()).map(Reason::text), CHECKS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final List<String> IMPACTS =
      Arrays.stream(ChangeImpact.values()).map(ChangeImpact::label).toList();

  /** First all that is done, then the one step that runs or failed, then all that is to come. */
  private static final String ORDER_OF_STATES = "(Done )*((Running )|(Failed ))?(Pending )*";

  private final CalicoNetworkStatus status;
  private final Map<String, Condition> conditions;

  private StatusInvariants(CalicoNetworkStatus status) {
    this.status = status;
    this.conditions =
        status.conditions().stream()
            .collect(Collectors.toMap(Condition::type, Function.identity()));
  }

  /** Asserts them of a status as the API server holds it. */
  public static CalicoNetworkStatus assertHold(JsonNode stored) {
    try {
      var status = JSON.treeToValue(stored, CalicoNetworkStatus.class);
      assertHold(status);
      return status;
    } catch (JsonProcessingException e) {
      throw new AssertionError("unreadable status: " + stored, e);
    }
  }

  /** Asserts them. */
  public static void assertHold(CalicoNetworkStatus status) {
    assertThat(status.observedGeneration()).as("status.observedGeneration").isPositive();
    assertThat(status.conditions())
        .extracting(Condition::type)
        .as("each condition once, in a stable order")
        .containsExactly("Ready", "Reconciling", "Stalled");
    var invariants = new StatusInvariants(status);
    status.conditions().forEach(invariants::condition);
    invariants.oneStory();
    invariants.blockers();
    invariants.plan();
    invariants.kstatus();
  }

  private void condition(Condition condition) {
    var as = condition.toString();
    assertThat(condition.status()).as(as).isIn("True", "False");
    assertThat(condition.observedGeneration()).as(as).isEqualTo(status.observedGeneration());
    assertThat(condition.reason()).as(as).isIn(REASONS).matches("[A-Za-z]([A-Za-z0-9]*)");
    assertThat(Instant.parse(condition.lastTransitionTime()))
        .as(as)
        .isEqualTo(Instant.parse(condition.lastTransitionTime()).truncatedTo(ChronoUnit.SECONDS));
    assertThat(condition.message()).as(as).isNotNull();
    // A patch to paste may take a field out.
    assertThat(condition.message().replace("\":null", ""))
        .as(as)
        .hasSizeLessThanOrEqualTo(32768)
        .doesNotContain("Optional[", "null", "io.caliconetwork.operator");
    var applies = condition.type().equals("Ready") || holds(condition.type());
    assertThat(condition.reason().equals(Reason.NOT_APPLICABLE.text()))
        .as(as)
        .isNotEqualTo(applies);
    assertThat(condition.message().isBlank()).as(as).isNotEqualTo(applies);
  }

  private boolean holds(String type) {
    return conditions.get(type).status().equals("True");
  }

  /** Never two stories at once, and the summary tells the one that holds. */
  private void oneStory() {
    var ready = conditions.get("Ready");
    assertThat(holds("Reconciling") && holds("Stalled")).as("both %s", conditions).isFalse();
    for (var type : List.of("Reconciling", "Stalled")) {
      if (holds(type)) {
        assertThat(holds("Ready")).as("Ready while %s", type).isFalse();
        assertThat(ready.reason()).isEqualTo(conditions.get(type).reason());
        assertThat(ready.message()).isEqualTo(conditions.get(type).message());
      }
    }
    if (holds("Ready")) {
      assertThat(ready.reason()).isEqualTo(Reason.CONVERGED.text());
    } else if (!holds("Reconciling") && !holds("Stalled")) {
      assertThat(ready.reason()).isIn(Reason.PLAN_ONLY.text(), Reason.PAUSED.text());
    }
    if (holds("Stalled")) {
      assertThat(ready.message()).as("says what is wrong; then what to do").matches("(?s).+; .+");
    }
  }

  /** Blockers are there exactly when a check refuses, and the first one names the condition. */
  private void blockers() {
    var stalled = conditions.get("Stalled");
    if (CHECKS.contains(stalled.reason())) {
      assertThat(status.blockers()).isNotEmpty();
      var first = status.blockers().getFirst();
      assertThat(first.check()).isEqualTo(stalled.reason());
      assertThat(stalled.message()).contains(first.message(), first.remedy());
      assertThat(status.blockers())
          .allSatisfy(b -> {
            assertThat(b.check()).isIn(CHECKS);
            assertThat(b.message()).isNotBlank();
            assertThat(b.remedy()).isNotBlank();
            assertThat(b.acceptable()).isNotNull();
          });
    } else {
      assertThat(status.blockers()).isNull();
    }
    if (status.warnings() != null) {
      assertThat(status.warnings())
          .isNotEmpty()
          .allSatisfy(w -> assertThat(w.check() + " " + w.message()).matches("[A-Za-z0-9]+ .+"));
    }
  }

  private void plan() {
    if (holds("Ready")) {
      assertThat(status.plan()).isEqualTo(new Plan("None", "nothing to do", null));
    }
    if (status.plan() == null) {
      return;
    }
    var steps = status.plan().steps() == null ? List.<PlanStep>of() : status.plan().steps();
    assertThat(status.plan().impact()).isIn(IMPACTS);
    assertThat(status.plan().summary()).isNotBlank();
    var states = steps.stream().map(s -> s.state() + " ").collect(Collectors.joining());
    assertThat(states).matches(ORDER_OF_STATES);
    // Only what is under way runs, and only what gave up has failed.
    assertThat(states.contains("Running")).as(states).isEqualTo(holds("Reconciling"));
    assertThat(states.contains("Failed")).as(states).isEqualTo(holds("Stalled"));
    assertThat(steps)
        .allSatisfy(s -> {
          assertThat(s.name()).matches("[A-Z][A-Za-z]+");
          if (List.of("Running", "Failed").contains(s.state())) {
            assertThat(s.detail()).isNotBlank();
            assertThat(Instant.parse(s.since())).isNotNull();
          } else {
            assertThat(s.since()).isNull();
          }
        });
  }

  private void kstatus() {
    var expected =
        holds("Ready") ? Kstatus.CURRENT : holds("Stalled") ? Kstatus.FAILED : Kstatus.IN_PROGRESS;
    assertThat(Kstatus.of(status.observedGeneration(), status)).isEqualTo(expected);
    assertThat(Kstatus.of(status.observedGeneration() + 1, status))
        .as("after an edit, before the next look")
        .isEqualTo(Kstatus.IN_PROGRESS);
  }
}
