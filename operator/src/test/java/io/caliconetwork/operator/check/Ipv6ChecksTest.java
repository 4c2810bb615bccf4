package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;
import static io.caliconetwork.operator.check.Ipv6Cases.RANGE;
import static io.caliconetwork.operator.check.Ipv6Cases.V6;
import static io.caliconetwork.operator.check.Ipv6Cases.dualStack;
import static io.caliconetwork.operator.check.Ipv6Cases.v6;
import static io.caliconetwork.operator.check.Ipv6Cases.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for the checks of {@code spec.ipv6} together; each is in {@code ChecksTableTest}. */
class Ipv6ChecksTest {

  private static List<Refusal> refusals(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Preflight.refusals(Target.resolve(wish, snapshot), snapshot);
  }

  @TestFactory
  Stream<DynamicTest> noneOfThemTripsWhereIpv6IsLeftAlone() {
    return Ipv6Cases.CASES.stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () -> {
                  var snapshot = c.trips().snapshot();
                  var target = Target.resolve(Wishes.overlay(VXLAN), snapshot);
                  assertThat(Preflight.refusals(target, snapshot)).isEmpty();
                }));
  }

  @Test
  void nothingObjectsToADualStackCluster() {
    for (var overlay : List.of(NONE, VXLAN, VXLAN_CROSS_SUBNET)) {
      assertThat(refusals(wish(overlay), dualStack())).isEmpty();
      assertThat(refusals(wish(overlay), dualStack().withoutDaemonSet())).isEmpty();
      assertThat(refusals(wish(overlay), dualStack().pool(v6(V6, RANGE)))).isEmpty();
    }
  }

  @Test
  void subnetsMayBeAccepted() {
    var snapshot = dualStack().node("node-4", "10.0.1.4/24").dualStack().snapshot();
    var accepting =
        new Wish(
            VXLAN,
            Wishes.KEEP,
            Optional.empty(),
            false,
            Set.of(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS),
            wish(NONE).ipv6());
    assertThat(Preflight.refusals(Target.resolve(accepting, snapshot), snapshot)).isEmpty();
  }

  /** What the cluster lives with is told, and so is what is accepted; neither stops anything. */
  @Test
  void subnetsAndServicesStandAgainstAChangeOnly() {
    var live =
        new IpPool(
            V6,
            "1",
            RANGE,
            122,
            new IpPool.Modes("Never", "Never", false),
            PoolOptions.DEFAULT_IPV6,
            false,
            List.of());
    var cluster =
        Cluster.installed()
            .node("node-4", "10.0.1.4/24")
            .dualStack()
            .surroundings(Around.services("fd00:10:244:ff::/112", "ServiceCIDR v6"));
    assertThat(refusals(wish(NONE), cluster))
        .extracting(Refusal::check)
        .containsExactly(CheckId.SERVICE_OVERLAP, CheckId.NODES_IN_SEVERAL_SUBNETS);
    assertThat(refusals(wish(NONE), cluster.pool(live))).isEmpty();
    var accepting = Wishes.accepting(wish(NONE), AcceptableRisk.NODES_IN_SEVERAL_SUBNETS);
    var snapshot = cluster.snapshot();
    assertThat(Notices.of(Target.resolve(accepting, snapshot), snapshot))
        .extracting(Notice::id)
        .contains("ServiceRangeOverlap", "NodesInSeveralSubnets")
        .doesNotContain("AcceptedRiskAbsent");
  }

  /** Once calico-node looks for the addresses, a node without one harms nobody but itself. */
  @Test
  void aNodeThatComesLaterWithoutIpv6IsAWarning() {
    var cluster = dualStack().env("IP6", "autodetect").node("late", "10.0.0.9/24");
    assertThat(refusals(wish(VXLAN), cluster)).isEmpty();
    var snapshot = cluster.snapshot();
    assertThat(Notices.of(Target.resolve(wish(VXLAN), snapshot), snapshot))
        .filteredOn(n -> n.id().equals("NodesWithoutIPv6"))
        .singleElement()
        .satisfies(n -> assertThat(n.message()).contains("late"));
  }
}
