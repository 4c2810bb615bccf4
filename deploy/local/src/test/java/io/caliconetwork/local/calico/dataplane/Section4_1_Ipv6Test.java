package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;
import static io.caliconetwork.local.calico.dataplane.Lab.NODES;
import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static io.caliconetwork.local.calico.dataplane.Pools.IPIP;
import static io.caliconetwork.local.calico.dataplane.Pools.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §4.1 and §4.2 with a pool of IPv6: one Felix for both families, routes for each by itself. */
class Section4_1_Ipv6Test {

  private static final Duration LATER = Duration.ofSeconds(100);

  private static IpPool ipv6(EncapsulationMode vxlan) {
    return IpPool.of("v6", "fd00:10:244::/56", NEVER, vxlan);
  }

  @BothReleases
  @DisplayName("any change ⇒ Felix restarts, VXLAN v6 pools too; IPv4 loses nothing by it")
  void anIpv6VxlanPoolRestartsFelixAndCutsNobody(String release) {
    for (IpPool main : List.of(IPIP, VXLAN)) {
      Lab lab = Lab.settled(release, "bird", main);
      lab.pools(main, ipv6(ALWAYS)).pass(20);
      assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) >= 1);
      assertThat(lab.plane().log().lostTime(SETTLED, lab.plane().now())).isEmpty();
    }
  }

  @BothReleases
  @DisplayName("an IPv6 pool without encapsulation is no reason to restart")
  void anIpv6PoolWithoutEncapsulationRestartsNothing(String release) {
    Lab lab = Lab.settled(release, "bird", IPIP);
    lab.pools(IPIP, ipv6(NEVER)).pass(20);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 0);
  }

  /** Two nodes of one subnet with pods in IPv6 blocks. */
  private static DataPlane ipv6Nodes(EncapsulationMode vxlan, NodeEnv env) {
    DataPlane plane = new DataPlane(Timings.LABORATORY, Underlay.SWITCHED, true);
    plane.setPools(List.of(IPIP, ipv6(vxlan)), Duration.ZERO);
    for (int i = 1; i <= 2; i++) {
      String name = "n" + i;
      plane.addNode(
          new NodeSpec(name, "fd10::" + i + "/64", "left", CalicoRelease.parse("v3.32.1")),
          Duration.ZERO);
      plane.setNodeAnnotations(
          name,
          vxlan.isEnabled()
              ? Map.of(
                  Datastore.ADDRESS,
                  "fd10::" + i + "/64",
                  "projectcalico.org/IPv4VXLANTunnelAddr",
                  "fd00:10:244::" + i)
              : Map.of(Datastore.ADDRESS, "fd10::" + i + "/64"),
          Duration.ZERO);
    }
    plane.setDestinations(
        List.of(
            Destination.block("fd00:10:244::40/122", "n1"),
            Destination.block("fd00:10:244::80/122", "n2"),
            Destination.block("10.244.0.0/26", "n1"),
            Destination.block("10.244.0.64/26", "n2")),
        Duration.ZERO);
    plane.startCalicoNode("n1", env, Duration.ZERO);
    plane.startCalicoNode("n2", env, Duration.ZERO);
    plane.advance(LATER);
    return plane;
  }

  @Test
  @DisplayName("VXLAN: Felix – works without BIRD; no encapsulation: BIRD, or no routes at all")
  void whoProgramsWhat() {
    assertThat(ipv6Nodes(ALWAYS, NodeEnv.backend("vxlan")).reachability().lost()).isEmpty();
    assertThat(ipv6Nodes(NEVER, NodeEnv.backend("bird")).reachability().lost()).isEmpty();
    assertThat(ipv6Nodes(NEVER, NodeEnv.backend("vxlan")).reachability().lost()).hasSize(2);
  }

  @Test
  @DisplayName("FELIX_IPV6SUPPORT=false: no VXLAN over IPv6")
  void felixWithoutIpv6() {
    NodeEnv without = new NodeEnv("vxlan", Optional.of(false), Optional.of(false));
    assertThat(ipv6Nodes(ALWAYS, without).reachability().lost()).hasSize(2);
  }
}
