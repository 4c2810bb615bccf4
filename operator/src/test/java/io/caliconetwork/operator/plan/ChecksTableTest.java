package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.check.CheckCase;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.check.Refusal;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decision.Proceed;
import io.caliconetwork.operator.plan.Decision.Refused;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The whole preflight as an admin meets it, printed as a table: the smallest cluster that trips a
 * check, the sentence, and what the override changes.
 */
class ChecksTableTest {

  private static final Decider.Past FIRST_LOOK = new Decider.Past(false, false);

  private static Decision decide(Wish wish, CheckCase of) {
    return Decider.decide(wish, of.trips().snapshot(), FIRST_LOOK);
  }

  private static List<Refusal> refusals(Decision decision) {
    return decision instanceof Refused refused ? refused.refusals() : List.of();
  }

  @TestFactory
  Stream<DynamicTest> everyCheckRefusesInASentenceAndGoesOnWhenItsRiskIsAccepted() {
    return CheckCase.all().stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () -> {
                  var decision = decide(c.wish(), c);
                  assertThat(decision).isInstanceOf(Refused.class);
                  assertThat(decision.next()).as("nothing is written").isEmpty();
                  var refusal =
                      refusals(decision).stream()
                          .filter(r -> r.check() == c.check())
                          .findFirst()
                          .orElseThrow();
                  assertThat(refusal.message() + "; " + refusal.remedy()).contains(c.names());
                  assertThat(refusal.message() + refusal.remedy())
                      .doesNotContain("Optional", " null", "  ");
                  assertThat(refusal.remedy()).isNotBlank().doesNotEndWith(".");
                  System.out.println(
                      "| "
                          + c.check().id()
                          + " | "
                          + c.wish().overlay()
                          + " | "
                          + refusal.message()
                          + "; **"
                          + refusal.remedy()
                          + "** | "
                          + withOverride(c, refusal)
                          + " |");
                }));
  }

  private static String withOverride(CheckCase c, Refusal refusal) {
    if (refusal.override().isEmpty()) {
      for (var risk : AcceptableRisk.values()) {
        assertThat(refusals(decide(Wishes.accepting(c.wish(), risk), c)))
            .extracting(Refusal::check)
            .as("nothing overrides it")
            .contains(c.check());
      }
      return "not acceptable";
    }
    var risk = refusal.override().get();
    for (var other : EnumSet.complementOf(EnumSet.of(risk))) {
      assertThat(refusals(decide(Wishes.accepting(c.wish(), other), c)))
          .extracting(Refusal::check)
          .as("another risk's name does not override it")
          .contains(c.check());
    }
    var decision = decide(Wishes.accepting(c.wish(), risk), c);
    if (onlyMigration(decision)) {
      assertThat(((Refused) decision).notices())
          .as("it is still told")
          .anyMatch(n -> n.id().equals(c.check().id()) && n.message().contains("accepted by"));
      return "is refused as a migration only";
    }
    assertThat(decision).isInstanceOf(Proceed.class);
    assertThat(((Proceed) decision).notices())
        .as("it is still told")
        .anyMatch(n -> n.id().equals(c.check().id()) && n.message().contains("accepted by"));
    assertThat(decision.next()).as("the plan goes on").isPresent();
    return "goes on with " + decision.next().get().name();
  }

  /** Risks of a change of range are told beside the refusal of any such change. */
  private static boolean onlyMigration(Decision decision) {
    return decision instanceof Refused refused
        && refused.refusals().stream().allMatch(r -> r.check() == CheckId.MIGRATION_REQUIRED);
  }

  @Test
  void everyCheckAndEveryRiskIsInTheTable() {
    assertThat(CheckCase.all().stream().map(CheckCase::check).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(CheckId.class));
    assertThat(
            CheckCase.all().stream()
                .flatMap(c -> c.check().risk().stream())
                .collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(AcceptableRisk.class));
    assertThat(Arrays.stream(AcceptableRisk.values()).map(r -> CheckId.valueOf(r.name()).id()))
        .doesNotHaveDuplicates();
  }

  /** The neighbour differs in the cause alone, and is not refused for it. */
  @TestFactory
  Stream<DynamicTest> theNeighbourIsNotRefusedForIt() {
    return CheckCase.all().stream()
        .filter(c -> c.neighbour() != null)
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () ->
                    assertThat(
                            refusals(
                                Decider.decide(c.wish(), c.neighbour().snapshot(), FIRST_LOOK)))
                        .extracting(Refusal::check)
                        .doesNotContain(c.check())));
  }
}
