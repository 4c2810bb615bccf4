package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.plan.Step.RewriteLegacyPool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fields of Calico v2 override all others, so they go before anything else is written. */
class LegacyPoolTest {

  @Test
  void theyGoFirstAndChangeNothing() {
    var steps = plan(pool("Always", "Never"), wish(Encapsulation.VXLAN, Optional.empty()));
    assertThat(steps.getFirst())
        .isEqualTo(new RewriteLegacyPool(IpPool.DEFAULT_NAME, Encapsulation.IPIP, true));
    assertThat(steps)
        .extracting(Step::name)
        .startsWith("RewriteLegacyPool", "SetPoolEncapsulation")
        .doesNotContain("RepairPoolModes");
  }

  @Test
  void theyGoBeforeOptionsThatTheyWouldOverride() {
    assertThat(plan(pool("Always", "Never"), wish(Encapsulation.IPIP, Optional.of(false))))
        .extracting(Step::name)
        .startsWith("RewriteLegacyPool", "SetPoolOptions");
  }

  @Test
  void theyGoFromAPoolThatIsAsWishedToo() {
    assertThat(plan(pool("Always", "Never"), wish(Encapsulation.IPIP, Optional.empty())))
        .extracting(Step::name)
        .contains("RewriteLegacyPool")
        .doesNotContain("SetPoolEncapsulation", "SetPoolOptions");
  }

  @Test
  void aMissingModeIsWrittenWithThem() {
    assertThat(plan(pool("Always", null), wish(Encapsulation.IPIP, Optional.empty())))
        .extracting(Step::name)
        .contains("RewriteLegacyPool")
        .doesNotContain("RepairPoolModes");
  }

  @Test
  void ofTwoEncapsulationsAtOnceTheWishedOneStays() {
    assertThat(
            plan(pool("Always", "Always"), wish(Encapsulation.VXLAN, Optional.empty())).getFirst())
        .isEqualTo(new RewriteLegacyPool(IpPool.DEFAULT_NAME, Encapsulation.VXLAN, true));
  }

  private static List<Step> plan(IpPool pool, Wish wish) {
    var cluster = Cluster.installed().pool(pool).snapshot();
    return Planner.plan(Target.resolve(wish, cluster), cluster).steps();
  }

  private static IpPool pool(String ipip, String vxlan) {
    return new IpPool(
        IpPool.DEFAULT_NAME,
        "7",
        "192.168.0.0/16",
        26,
        new IpPool.Modes(ipip, vxlan, true),
        PoolOptions.DEFAULT,
        false,
        List.of("Workload", "Tunnel"));
  }

  private static Wish wish(Encapsulation overlay, Optional<Boolean> natOutgoing) {
    return new Wish(
        overlay,
        new Wish.PoolWish(
            Optional.empty(), Optional.empty(), natOutgoing, Optional.empty(), Optional.empty()),
        Optional.empty(),
        false,
        Set.of(),
        Optional.empty());
  }
}
