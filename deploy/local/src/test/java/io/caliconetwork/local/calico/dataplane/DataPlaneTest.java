package io.caliconetwork.local.calico.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.CalicoRelease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  private static Lab story() {
    return Lab.settled("v3.32.1", "bird", Pools.NONE)
        .pools(Pools.VXLAN)
        .pass(20)
        .pools(Pools.NONE)
        .pass(20);
  }
}
