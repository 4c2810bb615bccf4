package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.NODES;
import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static io.caliconetwork.local.calico.dataplane.Pools.NONE;
import static io.caliconetwork.local.calico.dataplane.Pools.PILOT;
import static io.caliconetwork.local.calico.dataplane.Pools.VXLAN;
import static io.caliconetwork.local.calico.dataplane.Pools.VXLAN_CROSS_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §4.3, "Gapless None→VXLAN by a pilot pool", step by step. */
class Section4_3_PilotPoolTest {
  private static final IpPool PILOT_OFF = PILOT.with("disabled", true);

  @BothReleases
  @DisplayName(
      "(1) all nodes get tunnel addresses from it in 0.1–0.4 s, Felix restarts once with"
          + " vxlan.calico; 0 lost on the main pool meanwhile")
  void pilotAppears(String release) {
    Lab lab = Lab.settled(release, "bird", NONE);
    lab.pools(NONE, PILOT);
    assertThat(NODES)
        .allSatisfy(node ->
            assertThat(lab.annotation(node, TunnelAddresses.VXLAN_ANNOTATION))
                .startsWith("10.99.0."));
    assertThat(lab.plane().now().minus(SETTLED)).hasMillis(200);
    lab.pass(20);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 1);
    assertThat(lab.lost("n1", "n2", SETTLED)).isZero();
  }

  @Test
  @DisplayName("(1) peers' forwarding entries are there 3.5–4.5 s later")
  void forwardingEntries() {
    for (int seconds : new int[] {3, 5}) {
      Lab lab = Lab.settled("v3.30.7", "bird", NONE);
      lab.pools(NONE, PILOT).pass(seconds - 0.2);
      Duration flip = lab.plane().now();
      lab.pools(VXLAN, PILOT).pass(20);
      if (seconds == 3) {
        assertThat(lab.lost("n1", "n2", flip)).as("too early").isGreaterThan(0.5);
      } else {
        assertThat(lab.lost("n1", "n2", flip)).as("in time").isZero();
      }
    }
  }

  @BothReleases
  @DisplayName(
      "(2) patch the main pool to CrossSubnet or Always: no Felix restart; 0 lost; flows to the"
          + " other subnet come up within 10–48 ms")
  void mainPoolFlips(String release) {
    for (IpPool target : new IpPool[] {VXLAN, VXLAN_CROSS_SUBNET}) {
      Lab lab = Lab.settled(release, "bird", NONE).pools(NONE, PILOT).pass(20);
      Duration flip = lab.plane().now();
      lab.pools(target, PILOT).pass(20);
      assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 1);
      assertThat(lab.lost("n1", "n2", flip)).isZero();
      assertThat(lab.lost("n1", "n3", flip)).isBetween(0.01, 0.048);
    }
  }

  @Test
  @DisplayName(
      "(3) `disabled: true` on the pilot, tunnel addresses move to the main pool, Felix restarts:"
          + " 0 lost while the main pool is CrossSubnet, 0–150 ms when Always, 10–360 ms to the"
          + " other subnet")
  void pilotGoesOff() {
    for (IpPool main : new IpPool[] {VXLAN, VXLAN_CROSS_SUBNET}) {
      Lab lab =
          Lab.settled("v3.30.7", "bird", NONE)
              .pools(NONE, PILOT)
              .pass(20)
              .pools(main, PILOT)
              .pass(20);
      Duration off = lab.plane().now();
      lab.pools(main, PILOT_OFF).pass(20);
      assertThat(lab.annotation("n1", TunnelAddresses.VXLAN_ANNOTATION)).startsWith("10.244.");
      assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 2);
      assertThat(lab.lost("n1", "n2", off))
          .isLessThanOrEqualTo(main.equals(VXLAN_CROSS_SUBNET) ? 0 : 0.15);
      assertThat(lab.lost("n1", "n3", off)).isBetween(0.01, 0.36);
    }
  }

  @Test
  @DisplayName(
      "(4) a raw delete leaves one empty affine block, affinity and blackhole route per node")
  void rawDeletionLeavesBlocks() {
    Lab lab =
        Lab.settled("v3.30.7", "bird", NONE)
            .pools(NONE, PILOT)
            .pass(20)
            .pools(VXLAN, PILOT)
            .pass(20)
            .pools(VXLAN, PILOT_OFF)
            .pass(20)
            .pools(VXLAN)
            .pass(20);
    assertThat(lab.ipam().blocks())
        .filteredOn(block -> block.cidr().startsWith("10.99."))
        .hasSize(3)
        .allMatch(block -> block.isEmpty() && block.node().isPresent());
    assertThat(lab.ipam().affinities())
        .filteredOn(affinity -> affinity.cidr().startsWith("10.99."))
        .hasSize(3);
    for (String node : NODES) {
      assertThat(lab.plane().routes(node))
          .filteredOn(route -> route.destination().startsWith("10.99."))
          .anyMatch(route -> route.kind() == Route.Kind.BLACKHOLE && route.via().equals(node));
    }
  }

  @Test
  @DisplayName(
      "The whole order \"pilot → CrossSubnet → pilot off → Always\" lost 0 packets between nodes of"
          + " one subnet")
  void wholeOrder() {
    Lab lab =
        Lab.settled("v3.30.7", "bird", NONE)
            .pools(NONE, PILOT)
            .pass(20)
            .pools(VXLAN_CROSS_SUBNET, PILOT)
            .pass(20)
            .pools(VXLAN_CROSS_SUBNET, PILOT_OFF)
            .pass(20)
            .pools(VXLAN, PILOT_OFF)
            .pass(20);
    assertThat(lab.lost("n1", "n2", SETTLED)).isZero();
    assertThat(lab.lost("n2", "n1", SETTLED)).isZero();
    assertThat(lab.route("n1", "n2")).isEqualTo("VXLAN by FELIX");
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @Test
  @DisplayName(
      "Setting FelixConfiguration.vxlanEnabled beforehand instead of a pilot does not help (3.9 s)")
  void overrideIsNoPilot() {
    Lab lab = Lab.settled("v3.30.7", "bird", NONE);
    lab.plane().setFelixConfiguration(FelixConfiguration.UNSET.withVxlanEnabled(true), SETTLED);
    lab.pass(20);
    Duration flip = lab.plane().now();
    lab.pools(VXLAN).pass(20);
    assertThat(lab.lost("n1", "n2", flip)).isBetween(3.5, 4.3);
  }
}
