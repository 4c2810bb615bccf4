package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusReportTest {

  private static final Instant T0 = Instant.parse("2026-11-23T12:00:00.7Z");
  private static final Rollout ROLLING = new Rollout(2, 2, 3, 1, 2);

  private Optional<CalicoNetworkStatus> last = Optional.empty();
  private Instant now = T0;
  private long generation = 1;

  /** The next status, as the reconciler would make it; the invariants hold of every one. */
  private CalicoNetworkStatus report(Decision decision) {
    var status = StatusReport.of(decision, last, generation, now);
    StatusInvariants.assertHold(status);
    last = Optional.of(status);
    return status;
  }

  private static Decision decide(Wish wish, Cluster cluster) {
    return Decider.decide(wish, cluster.snapshot(), false);
  }

  private static Condition condition(CalicoNetworkStatus status, String type) {
    return status.conditions().stream().filter(c -> c.type().equals(type)).findFirst().get();
  }

  private Kstatus kstatus() {
    return Kstatus.of(generation, last.orElseThrow());
  }

  /** Calico as calico.yaml installs it, and kubeadm says the range: nothing left to do for IPIP. */
  private static Cluster settled() {
    return Cluster.installed().podSubnet("192.168.0.0/16");
  }

  @Test
  void anInvalidSpecIsStalledWithEveryProblem() {
    var status =
        report(new Decision.InvalidSpec(List.of("spec.a: is; write", "spec.b: is; write")));
    assertThat(condition(status, "Stalled").message())
        .isEqualTo("spec.a: is; write; spec.b: is; write");
    assertThat(kstatus()).isEqualTo(Kstatus.FAILED);
  }

  @Test
  void anUnreadableClusterIsStalledForLackOfPermission() {
    var status =
        report(new Decision.Unreadable("no permission to list and watch nodes", "grant it"));
    assertThat(condition(status, "Ready").reason()).isEqualTo("PermissionDenied");
    assertThat(condition(status, "Ready").message()).contains("nodes; grant it");
    assertThat(kstatus()).isEqualTo(Kstatus.FAILED);
  }

  @Test
  void beforeCalicoIsThereItWaits() {
    var status = report(decide(Wishes.overlay(VXLAN), Cluster.empty()));
    assertThat(condition(status, "Reconciling").reason()).isEqualTo("WaitingForCalico");
    assertThat(condition(status, "Reconciling").message())
        .startsWith("Calico is not installed yet;");
    assertThat(status.effective().overlay()).isNull();
    assertThat(kstatus()).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void aSettledClusterIsReadyWithWhatIsInForce() {
    var status = report(decide(Wishes.overlay(IPIP), settled()));
    assertThat(condition(status, "Ready").message())
        .isEqualTo("pods of 192.168.0.0/16 are carried with overlay IPIP");
    assertThat(status.effective().backend()).isEqualTo("bird");
    assertThat(status.effective().mtu()).isEqualTo("auto");
    assertThat(status.effective().calicoVersion()).isEqualTo("v3.30.7");
    assertThat(status.effective().api()).isEqualTo("crd.projectcalico.org/v1");
    assertThat(kstatus()).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void aRefusalNamesTheFirstCheckAndListsAll() {
    var status = report(decide(Wishes.cidr(VXLAN, "10.244.0.0/16"), Cluster.installed().locked()));
    assertThat(condition(status, "Stalled").reason()).isEqualTo("DatastoreLocked");
    assertThat(condition(status, "Stalled").message())
        .endsWith("(and 1 more, see status.blockers)");
    assertThat(status.blockers())
        .extracting(b -> b.check())
        .containsExactly("DatastoreLocked", "MigrationRequired");
    assertThat(kstatus()).isEqualTo(Kstatus.FAILED);
  }

  @Test
  void inModePlanNothingRuns() {
    var status = report(decide(Wishes.planOnly(VXLAN), settled()));
    assertThat(status.plan().steps()).isNotEmpty().allMatch(s -> s.state().equals("Pending"));
    assertThat(condition(status, "Ready").reason()).isEqualTo("PlanOnly");
    assertThat(condition(status, "Ready").message()).contains(status.plan().summary());
    assertThat(kstatus()).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void aPlanRunsItsFirstStep() {
    var status = report(decide(Wishes.overlay(VXLAN), settled()));
    assertThat(status.plan().steps()).hasSizeGreaterThan(2);
    assertThat(status.plan().steps().getFirst().state()).isEqualTo("Running");
    assertThat(condition(status, "Reconciling").message())
        .startsWith("step 1 of " + status.plan().steps().size() + ", SetPoolEncapsulation: ");
  }

  @Test
  void aTransitionIsWhenTheStatusOfTheConditionChanged() {
    var first = report(decide(Wishes.overlay(VXLAN), settled()));
    assertThat(condition(first, "Ready").lastTransitionTime()).isEqualTo("2026-11-23T12:00:00Z");
    now = T0.plusSeconds(60);
    generation = 2;
    var invalid = report(new Decision.InvalidSpec(List.of("spec: is; write")));
    assertThat(condition(invalid, "Ready").lastTransitionTime()).isEqualTo("2026-11-23T12:00:00Z");
    assertThat(condition(invalid, "Stalled").lastTransitionTime())
        .isEqualTo("2026-11-23T12:01:00Z");
    assertThat(condition(invalid, "Reconciling").lastTransitionTime())
        .isEqualTo("2026-11-23T12:01:00Z");
  }

  @Test
  void theSameDecisionLaterIsTheSameStatus() {
    for (var decision :
        List.of(
            decide(Wishes.overlay(VXLAN), settled()),
            decide(Wishes.overlay(IPIP), settled()),
            decide(Wishes.overlay(VXLAN), Cluster.installed().locked()),
            decide(Wishes.overlay(VXLAN), Cluster.empty()),
            decide(Wishes.planOnly(VXLAN), settled()))) {
      var first = report(decision);
      now = now.plus(Duration.ofMinutes(1));
      assertThat(report(decision)).isEqualTo(first);
    }
  }

  @Test
  void nothingIsSaidBeforeTheFirstAnswers() {
    var first = report(decide(Wishes.overlay(VXLAN), settled()));
    assertThat(StatusReport.of(new Decision.NotYet(List.of()), last, 1, now)).isEqualTo(first);
  }

  @Test
  void aGateWithoutProgressForTooLongFailsAndNamesWhatToDo() {
    var rolling = decide(Wishes.overlay(IPIP), settled().rollout(ROLLING));
    var gate = ((Decision.Proceed) rolling).plan().steps().getFirst();
    assertThat(gate).isInstanceOf(Step.AwaitRollout.class);
    report(rolling);
    now = now.plus(((Step.Gate) gate).limit()).minusSeconds(1);
    assertThat(condition(report(rolling), "Stalled").status()).isEqualTo("False");
    now = now.plusSeconds(2);
    var late = report(rolling);
    assertThat(condition(late, "Stalled").reason()).isEqualTo("StepTimedOut");
    assertThat(late.plan().steps()).extracting(PlanStep::state).startsWith("Failed");
    assertThat(kstatus()).isEqualTo(Kstatus.FAILED);
    // It stays so, and passes when the gate does.
    now = now.plusSeconds(60);
    assertThat(report(rolling)).isEqualTo(late);
    report(decide(Wishes.overlay(IPIP), settled()));
    assertThat(kstatus()).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void aFailedGateSaysWhatEachNodeAndPodSaidLast() {
    var cluster =
        settled()
            .pool(
                Cluster.pool(
                    "default-ipv4-ippool",
                    "192.168.0.0/16",
                    new io.caliconetwork.operator.calico.IpPool.Modes("Never", "Always", false)));
    var waiting = decide(Wishes.overlay(VXLAN), cluster);
    report(waiting);
    var late =
        new Circumstances(
            T0.plus(Duration.ofHours(1)),
            io.caliconetwork.operator.plan.TimeLimits.DEFAULT,
            java.util.OptionalInt.empty(),
            List.of(new LastWords.Word("calico-node-x", "node node-2: pod calico-node-x is gone")),
            List.of());
    var status = StatusReport.of(waiting, last, generation, late);
    StatusInvariants.assertHold(status);
    assertThat(condition(status, "Stalled").message())
        .startsWith("AwaitTunnelAddresses made no progress for 5 minutes: 0 of 3 nodes")
        .contains(
            "node node-1: annotation projectcalico.org/IPv4VXLANTunnelAddr is not set,"
                + " IPv4IPIPTunnelAddr is 192.168.0.1")
        .contains("node node-2: pod calico-node-x is gone")
        .contains("kubectl -n kube-system describe pod calico-node-x")
        .contains("Nothing further is written until it passes");
  }

  @Test
  void modePlanInTheMiddleIsAPauseAndStaysOne() {
    report(decide(Wishes.overlay(VXLAN), settled()));
    var half =
        settled()
            .pool(
                Cluster.pool(
                    "default-ipv4-ippool",
                    "192.168.0.0/16",
                    new io.caliconetwork.operator.calico.IpPool.Modes("Never", "Always", false)));
    report(decide(Wishes.overlay(VXLAN), half));
    generation = 2;
    var paused = report(decide(Wishes.planOnly(VXLAN), half));
    assertThat(condition(paused, "Ready").reason()).isEqualTo("Paused");
    assertThat(condition(paused, "Ready").message())
        .startsWith("paused by mode Plan after 1 of ")
        .contains("now pool default-ipv4-ippool is VXLAN, backend bird, every node runs")
        .contains(
            "with mode Enforce it goes on with AwaitTunnelAddresses, AwaitForwarding, StopBIRD");
    assertThat(kstatus()).isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(report(decide(Wishes.planOnly(VXLAN), half))).isEqualTo(paused);
    generation = 3;
    assertThat(condition(report(decide(Wishes.planOnly(IPIP), half)), "Ready").reason())
        .isEqualTo("Paused");
    generation = 4;
    assertThat(condition(report(decide(Wishes.overlay(VXLAN), half)), "Reconciling").status())
        .isEqualTo("True");
  }

  /** Nothing had been done yet. */
  @Test
  void modePlanBeforeTheFirstWriteIsNoPause() {
    report(decide(Wishes.overlay(VXLAN), settled()));
    generation = 2;
    assertThat(condition(report(decide(Wishes.planOnly(VXLAN), settled())), "Ready").reason())
        .isEqualTo("PlanOnly");
  }

  @Test
  void whatCannotBeReadIsSaid() {
    var status = report(new Decision.Unanswered(List.of("nodes (HTTP 503)")));
    assertThat(condition(status, "Reconciling").reason()).isEqualTo("ClusterNotReadable");
    assertThat(condition(status, "Reconciling").message()).contains("nodes (HTTP 503)");
    assertThat(kstatus()).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void progressAtAGateStartsTheClockAnew() {
    report(decide(Wishes.overlay(IPIP), settled().rollout(ROLLING)));
    now = now.plus(Duration.ofMinutes(9));
    report(decide(Wishes.overlay(IPIP), settled().rollout(new Rollout(2, 2, 3, 2, 2))));
    now = now.plus(Duration.ofMinutes(9));
    var status =
        report(decide(Wishes.overlay(IPIP), settled().rollout(new Rollout(2, 2, 3, 2, 2))));
    assertThat(condition(status, "Stalled").status()).isEqualTo("False");
  }

  @Test
  void aRefusedWriteIsStalledWithTheAnswer() {
    var intent = report(decide(Wishes.overlay(VXLAN), settled()));
    var step = decide(Wishes.overlay(VXLAN), settled()).next().orElseThrow();
    var refused =
        StatusReport.refusedWrite(
            intent,
            step,
            Reason.PERMISSION_DENIED,
            "ippools is forbidden",
            InstantSource.fixed(now));
    StatusInvariants.assertHold(refused);
    assertThat(condition(refused, "Stalled").message())
        .isEqualTo(
            "SetPoolEncapsulation was refused: ippools is forbidden; grant it to the operator's"
                + " ServiceAccount");
    assertThat(refused.plan().steps().getFirst().state()).isEqualTo("Failed");
  }

  /** Otherwise the condition would flap with every retry. */
  @Test
  void aRefusedWriteStaysRefusedUntilItIsNot() {
    var decision = decide(Wishes.overlay(VXLAN), settled());
    var step = decision.next().orElseThrow();
    var refused =
        StatusReport.refusedWrite(
            report(decision), step, Reason.PERMISSION_DENIED, "no", InstantSource.fixed(now));
    last = Optional.of(refused);
    now = now.plusSeconds(30);
    var retried = report(decision);
    assertThat(retried).isEqualTo(refused);
    assertThat(
            StatusReport.refusedWrite(
                retried, step, Reason.PERMISSION_DENIED, "no", InstantSource.fixed(now)))
        .isEqualTo(refused);
    generation = 2;
    assertThat(condition(report(decision), "Reconciling").status()).isEqualTo("True");
  }

  @Test
  void fulfilledIsOnlyWhatThisGenerationWasReadyFor() {
    var ready = report(decide(Wishes.overlay(IPIP), settled()));
    assertThat(StatusReport.settled(Optional.of(ready), 1)).isTrue();
    assertThat(StatusReport.settled(Optional.of(ready), 2)).isFalse();
    assertThat(StatusReport.settled(Optional.empty(), 1)).isFalse();
    assertThat(
            StatusReport.settled(Optional.of(report(decide(Wishes.overlay(VXLAN), settled()))), 1))
        .isFalse();
  }

  @Test
  void warningsStandBesideEveryOutcome() {
    var unknown = settled().liveness(new HealthProbe.Other("tcpSocket"));
    assertThat(report(decide(Wishes.overlay(IPIP), unknown)).warnings())
        .extracting(w -> w.check())
        .containsExactly("ProbeNotRecognised");
    assertThat(report(decide(Wishes.overlay(VXLAN), unknown)).warnings())
        .extracting(w -> w.check())
        .containsExactly("StaleMTU", "ProbeNotRecognised");
  }

  @Test
  void whatCannotBeSeenAfterwardsIsToldUntilTheSpecIsEdited() {
    report(decide(Wishes.overlay(VXLAN), settled()));
    assertThat(report(decide(Wishes.overlay(IPIP), settled())).warnings())
        .extracting(w -> w.check())
        .containsExactly("StaleMTU");
    generation = 2;
    assertThat(report(decide(Wishes.overlay(IPIP), settled())).warnings()).isNull();
  }

  @Test
  void adviceStandsApartFromWarnings() {
    var status = report(decide(Wishes.overlay(IPIP), settled()));
    assertThat(status.advice()).singleElement().asString().startsWith("all 3 nodes are in");
    assertThat(status.warnings()).isNull();
  }

  @Test
  void whatHasBegunIsUnderWayUntilItIsFulfilled() {
    assertThat(StatusReport.past(Optional.empty(), 1)).isEqualTo(new Decider.Past(false, false));
    var running = report(decide(Wishes.overlay(VXLAN), settled()));
    assertThat(StatusReport.past(Optional.of(running), 1)).isEqualTo(new Decider.Past(false, true));
    assertThat(StatusReport.past(Optional.of(running), 2))
        .as("the spec was edited in the middle")
        .isEqualTo(new Decider.Past(false, true));
    var shown = report(decide(Wishes.planOnly(VXLAN), settled()));
    assertThat(StatusReport.past(Optional.of(shown), 1)).isEqualTo(new Decider.Past(false, false));
    var ready = report(decide(Wishes.overlay(IPIP), settled()));
    assertThat(StatusReport.past(Optional.of(ready), 1)).isEqualTo(new Decider.Past(true, false));
    assertThat(StatusReport.past(Optional.of(ready), 2)).isEqualTo(new Decider.Past(false, false));
  }
}
