package io.caliconetwork.local.calico.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpamAttribute;
import io.caliconetwork.local.calico.IpamBlock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Properties of the machinery itself. */
class DataPlaneTest {

  @Test
  void sameInputsGiveTheSameLog() {
    assertThat(story().plane().log().outages())
        .isEqualTo(story().plane().log().outages())
        .isNotEmpty();
  }

  @Test
  void advancingInSmallStepsChangesNothing() {
    Lab coarse = Lab.settled("v3.30.7", "bird", Pools.NONE).pools(Pools.VXLAN).pass(20);
    Lab fine = Lab.settled("v3.30.7", "bird", Pools.NONE).pools(Pools.VXLAN);
    for (int step = 0; step < 2000; step++) {
      fine.pass(0.01);
    }
    assertThat(fine.plane().log().outages()).isEqualTo(coarse.plane().log().outages());
  }

  @Test
  void wakesUpOnlyWhileSomethingIsPending() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    assertThat(lab.plane().nextWakeup()).isEmpty();
    lab.plane().setPools(List.of(Pools.NONE), lab.plane().now());
    assertThat(lab.plane().nextWakeup())
        .contains(lab.plane().now().plus(Timings.LABORATORY.felix().reaction()));
  }

  @Test
  void earlierMomentCountsAsNow() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    Duration now = lab.plane().now();
    lab.plane().setPools(List.of(Pools.NONE), Duration.ZERO);
    assertThat(lab.plane().now()).isEqualTo(now);
  }

  @Test
  void nodeUnknownToAStoppedFelixIsDropped() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    lab.plane().stopCalicoNode("n1", StopSignal.KILL, lab.plane().now());
    DataPlane plane = lab.plane();
    Duration now = plane.now();
    plane.addNode(new NodeSpec("n4", "10.0.1.4/24", "left", CalicoRelease.parse("v3.30.7")), now);
    plane.setNodeAnnotations(
        "n4",
        Map.of(
            Datastore.ADDRESS,
            "10.0.1.4/24",
            "projectcalico.org/IPv4VXLANTunnelAddr",
            "10.244.255.1"),
        now);
    plane.setDestinations(
        List.of(
            Destination.block(lab.podBlock("n1"), "n1"),
            Destination.block(lab.podBlock("n2"), "n2"),
            Destination.block("10.244.255.0/26", "n4")),
        now);
    plane.startCalicoNode("n4", NodeEnv.backend("vxlan"), now);
    lab.pass(20);
    assertThat(lab.works("n2", "n4")).isTrue();
    assertThat(plane.reachability().reason("n4", "n1").orElseThrow()).contains("unknown host n4");
  }

  @Test
  void borrowedAddressHasItsOwnRoute() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    IpamAttribute pod = new IpamAttribute("k8s-pod-network.x", Map.of("node", "n2"));
    IpamBlock block = IpamBlock.affine(Cidr.of("10.244.77.0/26"), "n1");
    IpamBlock lent = block.withAllocations(block.allocations().take(pod));
    assertThat(Destination.of(List.of(lent)))
        .containsExactly(
            new Destination("10.244.77.0/26", "n1", true, false),
            new Destination("10.244.77.0/32", "n2", false, true));
    lab.plane().setDestinations(Destination.of(List.of(lent)), lab.plane().now());
    lab.pass(1);
    assertThat(lab.plane().routes("n3"))
        .containsExactly(
            new Route("10.244.77.0/26", Route.Kind.VXLAN, Route.Owner.FELIX, "n1"),
            new Route("10.244.77.0/32", Route.Kind.VXLAN, Route.Owner.FELIX, "n2"));
    assertThat(Destination.of(List.of(lent.withoutAffinity())))
        .as("a released block is routed address by address")
        .containsExactly(new Destination("10.244.77.0/32", "n2", false, true));
  }

  @Test
  void networkThatDropsIpip() {
    Lab lab =
        Lab.settled(
            "v3.30.7",
            Timings.LABORATORY,
            new Underlay(true, false, true),
            NodeEnv.backend("bird"),
            Pools.IPIP_CROSS_SUBNET);
    assertThat(lab.works("n1", "n2")).isTrue();
    assertThat(lab.plane().reachability().reason("n1", "n3").orElseThrow()).contains("drops IPIP");
  }

  @Test
  void routersThatKnowPodRoutesCarryNoneAcrossSubnets() {
    Lab lab =
        Lab.settled(
            "v3.30.7",
            Timings.LABORATORY,
            new Underlay(true, true, false),
            NodeEnv.backend("bird"),
            Pools.NONE);
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @Test
  void oneWayLossIsALossBothWays() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN_CROSS_SUBNET);
    // n3 alone now takes n1 to be on its link, and sends to it directly.
    lab.annotate("n3", Datastore.ADDRESS, "10.0.2.3/16");
    lab.pass(20);
    assertThat(lab.plane().reachability().reason("n3", "n1").orElseThrow())
        .startsWith("Host Unreachable");
    assertThat(lab.plane().reachability().reason("n1", "n3").orElseThrow())
        .startsWith("the answer is lost: Host Unreachable");
  }

  @Test
  void removedNodeIsForgotten() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    DataPlane plane = lab.plane();
    plane.setDestinations(
        List.of(
            Destination.block(lab.podBlock("n1"), "n1"),
            Destination.block(lab.podBlock("n2"), "n2")),
        plane.now());
    plane.removeNode("n3", plane.now());
    lab.pass(300);
    assertThat(plane.routes("n1")).noneMatch(route -> route.via().equals("n3"));
    assertThat(plane.birdReady("n1", plane.now()).ok()).isTrue();
    assertThat(plane.reachability().complete()).isTrue();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> plane.routes("n3"));
  }

  private static Lab story() {
    return Lab.settled("v3.32.1", "bird", Pools.NONE)
        .pools(Pools.VXLAN)
        .pass(20)
        .pools(Pools.NONE)
        .pass(20);
  }
}
