package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.NODES;
import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §4.3, plain changes of mode, statement by statement. Gaps in simulated seconds. */
class Section4_3_SwitchTest {

  @BothReleases
  @DisplayName("Always↔CrossSubnet, VXLAN: 0 packets lost on each flow, both directions")
  void alwaysAndCrossSubnet(String release) {
    for (String backend : List.of("bird", "vxlan")) {
      Lab lab = Lab.settled(release, backend, Pools.VXLAN);
      lab.pools(Pools.VXLAN_CROSS_SUBNET).pass(20);
      assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by FELIX");
      lab.pools(Pools.VXLAN).pass(20);
      assertThat(lab.route("n1", "n2")).isEqualTo("VXLAN by FELIX");
      assertThat(lab.plane().log().lostTime(SETTLED, lab.plane().now())).isEmpty();
    }
  }

  @BothReleases
  @DisplayName("Always↔CrossSubnet, IPIP: only route rewrite")
  void alwaysAndCrossSubnetIpip(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.IPIP);
    lab.pools(Pools.IPIP_CROSS_SUBNET).pass(20).pools(Pools.IPIP).pass(20);
    assertThat(lab.plane().log().lostTime(SETTLED, lab.plane().now())).isEmpty();
    assertThat(lab.plane().felixRestarts("n1")).isZero();
  }

  @Test
  @DisplayName("pod traffic in CrossSubnet needs a fabric that passes pod IPs in the subnet")
  void crossSubnetNeedsAFabric() {
    Lab lab =
        Lab.settled(
            "v3.30.7", Timings.LABORATORY, Underlay.CLOUD, NodeEnv.backend("vxlan"), Pools.VXLAN);
    lab.pools(Pools.VXLAN_CROSS_SUBNET).pass(20);
    assertThat(lab.works("n1", "n2")).isFalse();
    assertThat(lab.works("n1", "n3")).isTrue();
  }

  @BothReleases
  @DisplayName(
      "IPIP↔VXLAN: IPv4IPIPTunnelAddr vanishes, IPv4VXLANTunnelAddr appears with another address of"
          + " the same node block within 4 s")
  void ipipToVxlanAnnotations(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.IPIP);
    String before = lab.annotation("n1", TunnelAddresses.IPIP_ANNOTATION);
    lab.pools(Pools.VXLAN).pass(3.8);
    String after = lab.annotation("n1", TunnelAddresses.VXLAN_ANNOTATION);
    assertThat(lab.annotation("n1", TunnelAddresses.IPIP_ANNOTATION)).isEmpty();
    assertThat(after).isNotEmpty().isNotEqualTo(before);
    assertThat(Cidr.of(lab.podBlock("n1")).containsAddress(after)).isTrue();
  }

  @BothReleases
  @DisplayName("IPIP→VXLAN: cross-node traffic is broken until both ends switched, then works")
  void ipipToVxlan(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.IPIP);
    lab.pools(Pools.VXLAN).pass(20);
    assertThat(lab.lost("n1", "n2", SETTLED)).isBetween(3.0, 4.3);
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @BothReleases
  @DisplayName("VXLAN→None, vxlan backend: dead from +0.1 s for good")
  void vxlanToNoneWithoutBird(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.VXLAN);
    lab.pools(Pools.NONE).pass(600);
    ReachabilityLog.Outage outage = lab.plane().log().outages("n1", "n2", SETTLED).getFirst();
    assertThat(outage.start().minus(SETTLED)).isLessThanOrEqualTo(Duration.ofMillis(100));
    assertThat(outage.end()).isEmpty();
    assertThat(outage.reasons().getLast())
        .contains("backend vxlan programs no unencapsulated routes");
  }

  @BothReleases
  @DisplayName("None→VXLAN, no BIRD: back +3.8…4.2 s after the patch")
  void noneToVxlanWithoutBird(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.NONE);
    lab.pools(Pools.VXLAN).pass(20);
    for (String peer : List.of("n2", "n3")) {
      assertThat(lab.lost("n1", peer, SETTLED)).isBetween(3.8, 4.2);
    }
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @BothReleases
  @DisplayName("with BIRD: None→VXLAN* 3.9 s (naive in the same lab 3.5–4.3 s)")
  void noneToVxlanWithBird(String release) {
    for (IpPool target : List.of(Pools.VXLAN, Pools.VXLAN_CROSS_SUBNET)) {
      Lab lab = Lab.settled(release, "bird", Pools.NONE);
      lab.pools(target).pass(20);
      assertThat(lab.lost("n1", "n2", SETTLED)).isBetween(3.5, 4.3);
      assertThat(lab.plane().reachability().complete()).isTrue();
    }
  }

  @Test
  @DisplayName(
      "with BIRD: VXLAN*→None 2.0–2.1 s in the same subnet (when BIRD comes first its add fails on"
          + " the existing route and waits for its 2 s scan), for good to the other subnet")
  void vxlanToNoneWhenBirdComesFirst() {
    Lab lab =
        Lab.settled(
            "v3.30.7",
            Timings.LABORATORY.withFelixReaction(Duration.ofMillis(115)),
            Underlay.SWITCHED,
            NodeEnv.backend("bird"),
            Pools.VXLAN);
    lab.pools(Pools.NONE).pass(600);
    assertThat(lab.lost("n1", "n2", SETTLED)).isBetween(1.9, 2.1);
    assertThat(lab.plane().log().outages("n1", "n3", SETTLED).getLast().end()).isEmpty();
  }

  @BothReleases
  @DisplayName(
      "VXLAN→None with BIRD, the plain patch: 50–110 ms, 10–73 ms; Felix deletes its routes ≈17 ms"
          + " after the patch, BIRD adds its own when confd has re-rendered (≈110 ms)")
  void vxlanToNoneWithBird(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.VXLAN);
    lab.pools(Pools.NONE).pass(600);
    assertThat(lab.lost("n1", "n2", SETTLED)).isBetween(0.01, 0.11);
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
  }

  @Test
  @DisplayName("VXLAN→None with BIRD: Flows to another subnet die for good")
  void otherSubnetDiesForGood() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.VXLAN);
    lab.pools(Pools.NONE).pass(600);
    assertThat(lab.plane().log().outages("n1", "n3", SETTLED).getLast().end()).isEmpty();
    assertThat(lab.plane().reachability().reason("n3", "n1").orElseThrow())
        .contains("no router between the subnets");
  }

  @BothReleases
  @DisplayName(
      "disabling the pool while a second VXLAN pool exists (tunnel IPs move, Felix restarts): 3–12"
          + " packets, longest gap 0.16 s")
  void tunnelAddressesMove(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.VXLAN, Pools.PILOT);
    lab.pools(Pools.VXLAN.with("disabled", true), Pools.PILOT).pass(20);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 1);
    assertThat(lab.plane().log().outages("n1", "n2", SETTLED))
        .isNotEmpty()
        .allSatisfy(outage ->
            assertThat(outage.length(lab.plane().now()))
                .isLessThanOrEqualTo(Duration.ofMillis(160)));
    assertThat(lab.lost("n1", "n2", SETTLED)).isBetween(0.03, 0.16);
  }

  @Test
  @DisplayName("to None: vxlan.calico is deleted")
  void deviceIsDeleted() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.VXLAN);
    lab.pools(Pools.NONE).pass(20);
    for (String node : NODES) {
      assertThat(lab.plane().routes(node)).noneMatch(route -> route.kind() == Route.Kind.VXLAN);
    }
  }
}
