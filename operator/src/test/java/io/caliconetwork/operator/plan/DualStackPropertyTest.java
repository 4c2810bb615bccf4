package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.check.Ipv6Wish;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The properties of {@link PlannerPropertyTest}, with IPv6 coming, changing and being left. */
class DualStackPropertyTest {

  private static final int MANY = 400;

  @Property(tries = 5_000)
  void everyPlanKeepsTheRulesOfBothFamiliesAndEnds(
      @ForAll Encapsulation start,
      @ForAll boolean birdWithVxlan,
      @ForAll("wishes") List<Wish> wishes,
      @ForAll long seed) {
    var backend = start.family() == Family.VXLAN && !birdWithVxlan ? "vxlan" : "bird";
    var calico = new ModelCalico(start, backend, 0);
    var random = new Random(seed);
    for (var wish : wishes.subList(0, wishes.size() - 1)) {
      run(calico, wish, random, random.nextInt(30));
    }
    var last = wishes.getLast();
    run(calico, last, random, MANY);
    calico.settledAs(last);
    assertThat(plan(calico, last).impact()).isEqualTo(ChangeImpact.NONE);
  }

  private static void run(ModelCalico calico, Wish wish, Random random, int turns) {
    for (int i = 0; i < turns; i++) {
      var plan = plan(calico, wish);
      if (plan.steps().isEmpty()) {
        return;
      }
      if (plan.steps().getFirst() instanceof Step.Write write && random.nextBoolean()) {
        calico.write(write, random.nextInt(4) == 0);
      } else {
        calico.move();
      }
    }
    assertThat(turns).as("the plan never ends: " + plan(calico, wish)).isLessThan(MANY);
  }

  private static Plan plan(ModelCalico calico, Wish wish) {
    var cluster = calico.look();
    return Planner.plan(Target.resolve(wish, cluster), cluster);
  }

  private static Wish wish(Encapsulation overlay, Optional<Encapsulation> ipv6) {
    Optional<Ipv6Wish> pool = ipv6.map(v6 -> Wishes.ipv6Pool(Optional.of(v6)));
    var base = Clusters.wish(overlay, Optional.empty());
    return new Wish(
        base.overlay(), base.pool(), base.mtu(), base.planOnly(), base.accepted(), pool);
  }

  @Provide
  Arbitrary<List<Wish>> wishes() {
    var ipv6 =
        Arbitraries.of(
                Stream.of(Encapsulation.values())
                    .filter(e -> e.family() != Family.IPIP)
                    .map(Optional::of)
                    .toList())
            .injectNull(0.3)
            .map(e -> e == null ? Optional.<Encapsulation>empty() : e);
    return Arbitraries.of(Encapsulation.values())
        .flatMap(e -> ipv6.map(v6 -> wish(e, v6)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  /** Only pods that calico-node's init container comes before read it: it takes a revision. */
  @Test
  void aCniConfigurationThatIsResetIsRolledOutAgain() {
    var calico = new ModelCalico(Encapsulation.IPIP, "bird", 0);
    var wish = wish(Encapsulation.IPIP, Optional.of(Encapsulation.VXLAN));
    run(calico, wish, new Random(1), MANY);
    calico.somebodyResetsTheCniConfiguration();
    assertThat(plan(calico, wish).steps().stream().map(Step::name))
        .containsExactly("SyncCalicoNode", "AwaitRollout");
    var revision = ((Step.ReviseCalicoNode) plan(calico, wish).steps().getFirst()).revision();
    assertThat(revision.env()).isEmpty();
    assertThat(revision.annotations()).containsKey(ConfigMapFacts.REVISION_ANNOTATION);
    run(calico, wish, new Random(1), MANY);
    calico.settledAs(wish);
  }

  private static List<String> names(Encapsulation live, String backend, Wish wish) {
    return plan(new ModelCalico(live, backend, 0), wish).steps().stream().map(Step::name).toList();
  }

  @Test
  void thePoolComesFirstAndTheRestRidesOnOneRevision() {
    assertThat(
            names(
                Encapsulation.IPIP,
                "bird",
                wish(Encapsulation.IPIP, Optional.of(Encapsulation.VXLAN))))
        .containsExactly(
            "CreatePool",
            "AwaitTunnelAddresses",
            "AwaitForwarding",
            "SyncCalicoNode",
            "AwaitRollout",
            "AwaitNodeAddresses");
  }

  @Test
  void bothFamiliesShareTheRevisionThatStopsBird() {
    var plan =
        plan(
            new ModelCalico(Encapsulation.IPIP, "bird", 0),
            wish(Encapsulation.VXLAN, Optional.of(Encapsulation.VXLAN)));
    assertThat(plan.steps().stream().map(Step::name))
        .containsExactly(
            "CreatePool",
            "AwaitTunnelAddresses",
            "SetPoolEncapsulation",
            "AwaitTunnelAddresses",
            "AwaitForwarding",
            "StopBIRD",
            "AwaitRollout",
            "AwaitNodeAddresses");
    assertThat(plan.summary())
        .startsWith("IPIP → VXLAN, IPv6 new: VXLAN: create pool default-ipv6-ippool, then the pool")
        .contains("one rolling restart");
    assertThat(plan.steps().get(5).detail())
        .contains("cni_network_config=assign_ipv6: true", "FELIX_IPV6SUPPORT=true")
        .doesNotContain("calico-ipam");
  }

  @Test
  void withoutOverlayBirdIsStartedBeforeAnyPodGetsAnAddress() {
    assertThat(
            names(
                Encapsulation.VXLAN,
                "vxlan",
                wish(Encapsulation.VXLAN, Optional.of(Encapsulation.NONE))))
        .containsExactly(
            "CreatePool",
            "StartBIRD",
            "AwaitRollout",
            "GuardBIRD",
            "AwaitRollout",
            "AwaitNodeAddresses");
  }
}
