package io.caliconetwork.local.calico.ipam;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.CROSS_SUBNET;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §5.2 and §5.3, statement by statement. */
class Section5_3_DisabledPoolTest {
  private static final IpPool OFF = Ipam.VXLAN.with("disabled", true);
  private static final IpPool OTHER = IpPool.of("other", "10.250.0.0/16", NEVER, CROSS_SUBNET);

  @BothReleases
  @DisplayName(
      "existing affine blocks of that pool are not used any more; no enabled pool left ⇒ \"cannot"
          + " find a qualified ippool\"")
  void disabled(String release) {
    Ipam ipam = new Ipam(release, Ipam.VXLAN);
    assertThat(ipam.pod("n1")).startsWith("10.244.");
    assertThat(ipam.pools(OFF).pod("n1")).isEqualTo("cannot find a qualified ippool");
    assertThat(ipam.pools(OFF, OTHER).pod("n1")).startsWith("10.250.");
  }

  @BothReleases
  @DisplayName(
      "tunnel addresses: each node's tunnel IP is moved to another enabled pool with the same encap"
          + " (the freed blocks stay empty and affine)")
  void moved(String release) {
    Ipam ipam = new Ipam(release, Ipam.VXLAN).tunnels("n1");
    assertThat(ipam.vxlanAddress("n1")).startsWith("10.244.");
    ipam.pools(OFF, OTHER).tunnels("n1");
    assertThat(ipam.vxlanAddress("n1")).startsWith("10.250.");
    assertThat(ipam.block("n1", "10.244.0.0/16").isEmpty()).isTrue();
  }

  @BothReleases
  @DisplayName("or released and the Node annotation removed when none exists")
  void released(String release) {
    Ipam ipam = new Ipam(release, Ipam.VXLAN).tunnels("n1");
    ipam.pools(OFF, OTHER.withModes(ALWAYS, NEVER)).tunnels("n1");
    assertThat(ipam.vxlanAddress("n1")).isEmpty();
    assertThat(ipam.ipipAddress("n1")).startsWith("10.250.");
    assertThat(ipam.state().handle("vxlan-tunnel-addr-n1")).isEmpty();
    assertThat(ipam.block("n1", "10.244.0.0/16").isEmpty()).isTrue();
  }

  @BothReleases
  @DisplayName("allowedUses must include Tunnel; a nodeSelector must choose the node")
  void usesAndSelector(String release) {
    Ipam ipam =
        new Ipam(
            release,
            OTHER.with("allowedUses", List.of("Workload")),
            Ipam.VXLAN.with("nodeSelector", "name == 'n1'"));
    ipam.tunnels("n1", "n2");
    assertThat(ipam.vxlanAddress("n1")).startsWith("10.244.");
    assertThat(ipam.vxlanAddress("n2")).isEmpty();
  }

  @BothReleases
  @DisplayName("a change of nodeSelector alone moves nothing until another pool field changes")
  void nodeSelectorAlone(String release) {
    IpPool retired = Ipam.VXLAN.with("nodeSelector", "!all()");
    assertThat(wakes(release, Ipam.VXLAN, retired)).isFalse();
    assertThat(wakes(release, retired, retired.with("natOutgoing", false))).isTrue();
    assertThat(wakes(release, Ipam.VXLAN, OFF)).isTrue();
    assertThat(wakes(release, Ipam.VXLAN, Ipam.IPIP)).isTrue();
    Ipam ipam = new Ipam(release, Ipam.VXLAN, OTHER).tunnels("n1");
    ipam.pools(retired, OTHER).tunnels("n1");
    assertThat(ipam.vxlanAddress("n1")).as("after a restart").startsWith("10.250.");
  }

  @Test
  @DisplayName("the same for allowedUses alone on 3.30.7 (3.32.1 reacts)")
  void allowedUsesAlone() {
    IpPool changed = Ipam.VXLAN.with("allowedUses", List.of("Workload"));
    assertThat(wakes("v3.30.7", Ipam.VXLAN, changed)).isFalse();
    assertThat(wakes("v3.32.1", Ipam.VXLAN, changed)).isTrue();
  }

  @Test
  @DisplayName(
      "Enabled pools are used in alphanumeric name order; a node with free addresses in old affine"
          + " blocks keeps using them until the old pool is disabled")
  void order() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.VXLAN);
    ipam.pod("n1");
    IpPool first = IpPool.of("aaa", "10.250.0.0/16", NEVER, ALWAYS);
    ipam.pools(Ipam.VXLAN, first);
    assertThat(ipam.pod("n1")).startsWith("10.244.");
    assertThat(ipam.pod("n2")).startsWith("10.250.");
  }

  @Test
  @DisplayName(
      "Pinned pods fail with \"the given pool (…) does not exist, or is not enabled\"; pin bypasses"
          + " selectors")
  void pinned() {
    IpPool retired = OTHER.with("nodeSelector", "!all()");
    Ipam ipam = new Ipam("v3.30.7", Ipam.VXLAN, retired);
    assertThat(ipam.pod("n1", "other")).startsWith("10.250.");
    assertThat(ipam.pod("n1", "10.250.0.0/16")).startsWith("10.250.");
    assertThat(ipam.pod("n1")).startsWith("10.244.");
    assertThat(ipam.pools(Ipam.VXLAN, retired.with("disabled", true)).pod("n1", "other"))
        .isEqualTo("the given pool (other) does not exist, or is not enabled");
  }

  @Test
  @DisplayName(
      "§5.2: default max 20 blocks per host when maxBlocksPerHost=0, applied before borrowing")
  void blocksPerHost() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.VXLAN.with("blockSize", 32));
    ipam.change(state -> state.withConfig(new IpamConfig(true, true, 0)));
    for (int pod = 0; pod < 20; pod++) {
      assertThat(ipam.pod("n1")).startsWith("10.244.");
    }
    assertThat(ipam.pod("n1")).startsWith("Assigned 0 out of 1");
    assertThat(ipam.pod("n2")).startsWith("10.244.");
    ipam.change(state -> state.withConfig(new IpamConfig(true, true, 21)));
    assertThat(ipam.pod("n1")).startsWith("10.244.");
  }

  @Test
  @DisplayName("release by handle frees the address and drops the handle; a block stays affine")
  void release() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.VXLAN);
    String address = ipam.pod("n1");
    IpamUpdate update = Allocator.release(ipam.state(), "k8s-pod-network.c0");
    assertThat(update.after().handles()).isEmpty();
    assertThat(update.after().blocks()).singleElement().matches(block -> block.isEmpty());
    assertThat(Allocator.release(update.after(), "k8s-pod-network.c0").changes()).isEmpty();
    ipam.change(state -> update.after());
    assertThat(ipam.pod("n1")).as("released addresses queue last").isNotEqualTo(address);
  }

  private static boolean wakes(String release, IpPool before, IpPool after) {
    return TunnelAddresses.wakesOn(CalicoRelease.parse(release), List.of(before), List.of(after));
  }
}
