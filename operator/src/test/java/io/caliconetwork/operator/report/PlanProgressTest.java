package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.plan.ChangeImpact;
import io.caliconetwork.operator.plan.Plan;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.plan.TimeLimits;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlanProgressTest {

  private static final Instant T0 = Instant.parse("2026-11-23T12:00:00.9Z");
  private static final Step SWITCH = new Step.SetPoolEncapsulation("p", "IPIP", VXLAN, "gap");
  private static final Step REPAIR = new Step.RepairPoolModes("p", IPIP);
  private static final Step ROLLOUT = new Step.AwaitRollout("1 of 3", 1);
  private static final Step TUNNELS =
      new Step.AwaitTunnelAddresses("2 of 3 nodes", 2, List.of("node-3"));

  private static Plan plan(Step... steps) {
    return new Plan(ChangeImpact.ROLLING, "summary", List.of(steps));
  }

  private static Circumstances at(Instant now) {
    return at(now, OptionalInt.empty());
  }

  private static Circumstances at(Instant now, OptionalInt furthest) {
    return new Circumstances(now, TimeLimits.DEFAULT, furthest, List.of(), List.of());
  }

  private static List<String> states(List<PlanStep> steps) {
    return steps.stream().map(s -> s.name() + " " + s.state()).toList();
  }

  @Test
  void whatStoodBeforeWhatRemainsIsDone() {
    var first = PlanProgress.steps(List.of(), plan(REPAIR, SWITCH, TUNNELS), true, at(T0));
    assertThat(states(first))
        .containsExactly(
            "RepairPoolModes Running",
            "SetPoolEncapsulation Pending",
            "AwaitTunnelAddresses Pending");
    var second = PlanProgress.steps(first, plan(SWITCH, TUNNELS), true, at(T0.plusSeconds(5)));
    assertThat(states(second))
        .containsExactly(
            "RepairPoolModes Done", "SetPoolEncapsulation Running", "AwaitTunnelAddresses Pending");
    assertThat(second.get(1).since()).isEqualTo("2026-11-23T12:00:05Z");
    var third = PlanProgress.steps(second, plan(TUNNELS), true, at(T0.plusSeconds(6)));
    assertThat(states(third))
        .containsExactly(
            "RepairPoolModes Done", "SetPoolEncapsulation Done", "AwaitTunnelAddresses Running");
  }

  @Test
  void anotherPlanStartsAnew() {
    var first = PlanProgress.steps(List.of(), plan(REPAIR, SWITCH, TUNNELS), true, at(T0));
    assertThat(states(PlanProgress.steps(first, plan(SWITCH, ROLLOUT), true, at(T0))))
        .containsExactly("SetPoolEncapsulation Running", "AwaitRollout Pending");
    assertThat(
            states(PlanProgress.steps(first, plan(ROLLOUT, REPAIR, SWITCH, TUNNELS), true, at(T0))))
        .startsWith("AwaitRollout Running")
        .hasSize(4);
  }

  @Test
  void aStepThatHasToBeDoneAgainIsANewPlan() {
    var first = PlanProgress.steps(List.of(), plan(SWITCH, TUNNELS), true, at(T0));
    var done = PlanProgress.steps(first, plan(TUNNELS), true, at(T0));
    assertThat(states(PlanProgress.steps(done, plan(SWITCH, TUNNELS), true, at(T0))))
        .containsExactly("SetPoolEncapsulation Running", "AwaitTunnelAddresses Pending");
  }

  @Test
  void aStepRunsSinceItLastMadeProgress() {
    var first = PlanProgress.steps(List.of(), plan(ROLLOUT), true, at(T0));
    var same = PlanProgress.steps(first, plan(ROLLOUT), true, at(T0.plusSeconds(60)));
    assertThat(same).isEqualTo(first);
    var further =
        PlanProgress.steps(
            same, plan(new Step.AwaitRollout("2 of 3", 2)), true, at(T0.plusSeconds(60)));
    assertThat(further.getFirst().since()).isEqualTo("2026-11-23T12:01:00Z");
  }

  /** A calico-node that dies and comes back for ever is no progress. */
  @Test
  void aNodeThatComesAndGoesDoesNotStartTheClockAnew() {
    var first = PlanProgress.steps(List.of(), plan(new Step.AwaitRollout("2", 4)), true, at(T0));
    var back =
        PlanProgress.steps(
            first,
            plan(new Step.AwaitRollout("2, one gone", 3)),
            true,
            at(T0.plusSeconds(60), OptionalInt.of(4)));
    assertThat(back.getFirst().since()).isEqualTo("2026-11-23T12:00:00Z");
    assertThat(back.getFirst().detail()).isEqualTo("2, one gone");
    var again =
        PlanProgress.steps(
            back,
            plan(new Step.AwaitRollout("2", 4)),
            true,
            at(T0.plusSeconds(120), OptionalInt.of(4)));
    assertThat(again.getFirst().since()).isEqualTo("2026-11-23T12:00:00Z");
    var further =
        PlanProgress.steps(
            again,
            plan(new Step.AwaitRollout("3", 5)),
            true,
            at(T0.plusSeconds(180), OptionalInt.of(4)));
    assertThat(further.getFirst().since()).isEqualTo("2026-11-23T12:03:00Z");
  }

  /** The clock is in status, so a new process goes on with it. */
  @Test
  void aRestartOfTheOperatorDoesNotStartTheClockAnew() {
    var first = PlanProgress.steps(List.of(), plan(ROLLOUT), true, at(T0));
    var after = PlanProgress.steps(first, plan(ROLLOUT), true, at(T0.plusSeconds(500)));
    assertThat(PlanProgress.timedOut(after, plan(ROLLOUT), at(T0.plusSeconds(601)))).isPresent();
  }

  @Test
  void onlyAGateRunsOutOfTime() {
    var gate = PlanProgress.steps(List.of(), plan(ROLLOUT), true, at(T0));
    assertThat(PlanProgress.timedOut(gate, plan(ROLLOUT), at(T0.plusSeconds(599)))).isEmpty();
    assertThat(PlanProgress.timedOut(gate, plan(ROLLOUT), at(T0.plusSeconds(601)))).isPresent();
    var write = PlanProgress.steps(List.of(), plan(SWITCH), true, at(T0));
    assertThat(PlanProgress.timedOut(write, plan(SWITCH), at(T0.plusSeconds(99_999)))).isEmpty();
  }

  @Test
  void inModePlanNothingRunsOrRanOut() {
    var shown = PlanProgress.steps(List.of(), plan(ROLLOUT, SWITCH), false, at(T0));
    assertThat(shown).allMatch(s -> s.state().equals("Pending") && s.since() == null);
  }
}
