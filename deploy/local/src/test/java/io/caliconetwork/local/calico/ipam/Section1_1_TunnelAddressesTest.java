package io.caliconetwork.local.calico.ipam;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.IpPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §1.1, "Tunnel address allocation is part of start-up too". */
class Section1_1_TunnelAddressesTest {
  private static final IpPool TINY =
      IpPool.of("tiny", "10.99.0.0/30", NEVER, ALWAYS).with("blockSize", 31);

  @Test
  @DisplayName(
      "6: a stored pool whose CIDR does not parse makes `allocate-tunnel-addrs` fatal ⇒ every"
          + " calico-node crash-loops")
  void unreadablePool() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.VXLAN, Ipam.NONE.with("cidr", "notacidr"));
    assertThat(ipam.askTunnels("n1")).isInstanceOf(TunnelAddresses.Result.Failed.class);
  }

  @Test
  @DisplayName(
      "no free address in any enabled pool of that encap ⇒ fatal \"Failed to reconcile tunnel"
          + " address\"")
  void noFreeAddress() {
    Ipam ipam = new Ipam("v3.30.7", TINY).tunnels("n1", "n2", "n3", "n4");
    assertThat(ipam.askTunnels("n5"))
        .isInstanceOfSatisfying(
            TunnelAddresses.Result.Failed.class,
            failed ->
                assertThat(failed.logMessage()).startsWith("Failed to reconcile tunnel address"));
  }

  @Test
  @DisplayName("strictAffinity with fewer blocks than nodes ⇒ fatal")
  void strictAffinity() {
    Ipam ipam = new Ipam("v3.30.7", TINY);
    ipam.change(state -> state.withConfig(new IpamConfig(true, true, 0))).tunnels("n1", "n2");
    assertThat(ipam.askTunnels("n3")).isInstanceOf(TunnelAddresses.Result.Failed.class);
  }

  @Test
  @DisplayName("without strictAffinity extra nodes borrow from another node's block (works)")
  void borrowing() {
    Ipam ipam = new Ipam("v3.30.7", TINY).tunnels("n1", "n2", "n3");
    assertThat(ipam.vxlanAddress("n3")).startsWith("10.99.0.");
    assertThat(ipam.state().affinities()).hasSize(2);
  }
}
