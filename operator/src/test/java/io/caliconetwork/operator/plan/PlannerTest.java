package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlannerTest {

  static Stream<Arguments> pairs() {
    return Stream.of(Encapsulation.values())
        .flatMap(from ->
            Stream.of(Encapsulation.values())
                .filter(to -> to != from)
                .map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest(name = "{0} → {1}")
  @MethodSource("pairs")
  void ordersTheStepsOfEveryPair(Encapsulation from, Encapsulation to) {
    var bird = from.family() != Family.VXLAN;
    var steps = names(plan(new ModelCalico(from, bird ? "bird" : "vxlan", 0), wish(to)));
    assertThat(steps).isEqualTo(expected(from, to));
  }

  private static List<String> expected(Encapsulation from, Encapsulation to) {
    var tunnels =
        from.family() == to.family() ? List.<String>of() : List.of("AwaitTunnelAddresses");
    var pool = new ArrayList<>(List.of("SetPoolEncapsulation"));
    pool.addAll(tunnels);
    if (from.family() == Family.VXLAN && to.family() != Family.VXLAN) {
      var steps =
          new ArrayList<>(List.of("StartBIRD", "AwaitRollout", "GuardBIRD", "AwaitRollout"));
      steps.addAll(pool);
      return steps;
    }
    if (from.family() != to.family()) {
      // Felix restarts on every node: no pod is replaced meanwhile.
      pool.add("AwaitForwarding");
    }
    pool.add(
        from.family() != Family.VXLAN && to.family() == Family.VXLAN
            ? "StopBIRD"
            : "SyncCalicoNode");
    pool.add("AwaitRollout");
    return pool;
  }

  @ParameterizedTest(name = "{0} → {1}")
  @MethodSource("pairs")
  void takesEveryPairThroughAPilotPoolWhereItBringsTunnels(Encapsulation from, Encapsulation to) {
    var bird = from.family() != Family.VXLAN;
    var calico = new ModelCalico(from, bird ? "bird" : "vxlan", 0);
    var steps = plan(calico, Clusters.lending(wish(to))).steps();
    if (from.family() == to.family() || to.family() == Family.NONE) {
      assertThat(steps.stream().map(Step::name)).isEqualTo(expected(from, to));
      return;
    }
    var straight = !from.direct() && !to.direct();
    var always = !straight && !to.direct();
    var expected = new ArrayList<String>();
    if (!bird) {
      expected.addAll(List.of("StartBIRD", "AwaitRollout", "GuardBIRD", "AwaitRollout"));
    }
    expected.addAll(
        List.of(
            "CreatePilotPool",
            "AwaitTunnelAddresses",
            "AwaitForwarding",
            "SetPoolEncapsulation",
            "AwaitForwarding",
            "DisablePool",
            "AwaitTunnelAddresses",
            "AwaitForwarding",
            "AwaitPoolEmpty",
            "ReleaseBlocks",
            "DeletePool"));
    if (always) {
      expected.add("SetPoolEncapsulation");
    }
    if (bird) {
      expected.add(to.family() == Family.VXLAN ? "StopBIRD" : "SyncCalicoNode");
      expected.add("AwaitRollout");
    }
    assertThat(steps.stream().map(Step::name)).isEqualTo(expected);
    var pool = (PoolStep.CreatePilotPool) at(steps, "CreatePilotPool").getFirst();
    assertThat(pool.pool().encapsulation().family()).isEqualTo(to.family());
    assertThat(pool.pool().cidr()).hasToString(Clusters.LENT);
    var forms =
        at(steps, "SetPoolEncapsulation").stream()
            .map(s -> ((Step.SetPoolEncapsulation) s).to())
            .toList();
    assertThat(forms).last().isEqualTo(to);
    assertThat(forms.getFirst().direct()).as("the CrossSubnet stage").isEqualTo(!straight);
  }

  private static List<Step> at(List<Step> steps, String name) {
    return steps.stream().filter(s -> s.name().equals(name)).toList();
  }

  @Test
  void lowersTheMtuBeforeAnEncapsulationComes() {
    var plan =
        plan(
            new ModelCalico(Encapsulation.NONE, "bird", 1500),
            Clusters.wish(Encapsulation.VXLAN, Optional.of(1450)));
    assertThat(names(plan))
        .containsExactly(
            "LowerMTU",
            "AwaitRollout",
            "SetPoolEncapsulation",
            "AwaitTunnelAddresses",
            "AwaitForwarding",
            "StopBIRD",
            "AwaitRollout");
  }

  @Test
  void raisesTheMtuAfterAnEncapsulationHasGone() {
    var plan =
        plan(
            new ModelCalico(Encapsulation.VXLAN, "vxlan", 1450),
            Clusters.wish(Encapsulation.NONE, Optional.of(1500)));
    assertThat(names(plan))
        .containsExactly(
            "StartBIRD",
            "AwaitRollout",
            "GuardBIRD",
            "AwaitRollout",
            "SetPoolEncapsulation",
            "AwaitTunnelAddresses",
            "AwaitForwarding",
            "SyncCalicoNode",
            "AwaitRollout");
  }

  @Test
  void doesNotTakeTheRestartThatSomebodysBirdReadyWouldDeadlockFor() {
    var calico = new ModelCalico(Encapsulation.VXLAN, "vxlan", 0);
    var wish = wish(Encapsulation.NONE);
    calico.write((Step.Write) plan(calico, wish).steps().getFirst(), false);
    calico.move();
    calico.somebodyAppliesCalicoYaml();
    assertThat(names(plan(calico, wish)).getFirst()).isEqualTo("StartBIRD");
  }

  /** What is planned is what will be done: a key that is written already is not written again. */
  @ParameterizedTest(name = "{0} → {1}")
  @MethodSource("pairs")
  void noStepRepeatsAKeyOfTheConfigMap(Encapsulation from, Encapsulation to) {
    var bird = from.family() != Family.VXLAN;
    var keys =
        plan(
                new ModelCalico(from, bird ? "bird" : "vxlan", 1500),
                Clusters.wish(to, Optional.of(1400)))
            .steps()
            .stream()
            .filter(s -> s instanceof Step.ReviseCalicoNode)
            .flatMap(s -> ((Step.ReviseCalicoNode) s).revision().configMapKeys().keySet().stream())
            .toList();
    assertThat(keys).doesNotHaveDuplicates().contains("veth_mtu");
  }

  @Test
  void saysWhatItCosts() {
    var plan = plan(new ModelCalico(Encapsulation.IPIP, "bird", 0), wish(Encapsulation.VXLAN));
    assertThat(plan.impact()).isEqualTo(ChangeImpact.ROLLING);
    assertThat(plan.summary())
        .startsWith("IPIP → VXLAN: ")
        .contains("one rolling restart of calico-node on 3 nodes")
        .contains("traffic between nodes stops for about 4 seconds")
        .contains("a spec.temporaryCIDR of /28 or larger would spare that");
    var lent =
        plan(
            new ModelCalico(Encapsulation.IPIP, "bird", 0),
            Clusters.lending(wish(Encapsulation.VXLAN_CROSS_SUBNET)));
    assertThat(lent.summary())
        .contains("a pilot pool that builds the VXLAN tunnels (no traffic is lost)")
        .contains("next to nothing is lost")
        .doesNotContain("4 seconds");
  }

  private static Wish wish(Encapsulation overlay) {
    return Clusters.wish(overlay, Optional.empty());
  }

  private static Plan plan(ModelCalico calico, Wish wish) {
    var cluster = calico.look();
    return Planner.plan(Target.resolve(wish, cluster), cluster);
  }

  private static List<String> names(Plan plan) {
    return plan.steps().stream().map(Step::name).toList();
  }
}
