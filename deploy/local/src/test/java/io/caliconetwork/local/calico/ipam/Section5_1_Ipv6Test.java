package io.caliconetwork.local.calico.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamAttribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * IPv6 pools beside IPv4 ones: addresses, blocks and tunnels of the one never mix with the other.
 */
class Section5_1_Ipv6Test {

  private static final AddressRequest.Host HOST =
      new AddressRequest.Host("n1", Map.of(), CalicoRelease.parse("v3.32.1"));

  private static final IpPool IPV4 =
      IpPool.of("v4", "10.244.0.0/16", EncapsulationMode.ALWAYS, EncapsulationMode.NEVER);

  private static IpPool ipv6(EncapsulationMode vxlan) {
    return IpPool.of("v6", "fd00:10:244::/56", EncapsulationMode.NEVER, vxlan);
  }

  private static IpamState state(IpPool... pools) {
    return IpamState.EMPTY.withPools(List.of(pools));
  }

  private static AddressRequest pod() {
    return AddressRequest.forPod(
        HOST, new AddressRequest.Pod("default", "web", "c0ffee"), "2026-01-01", List.of());
  }

  @Test
  void aPodGetsOneAddressOfEachFamilyUnderOneHandle() {
    var first =
        (AddressResult.Assigned)
            Allocator.assign(state(IPV4, ipv6(EncapsulationMode.ALWAYS)), pod());
    var second =
        (AddressResult.Assigned) Allocator.assign(first.update().after(), pod().inIpv6(List.of()));
    assertThat(first.address()).startsWith("10.244.");
    assertThat(second.address()).startsWith("fd00:10:244:");
    assertThat(second.update().after().blocks())
        .extracting(block -> block.cidr().replaceAll(".*/", ""))
        .containsExactlyInAnyOrder("26", "122");
    var released = Allocator.release(second.update().after(), "k8s-pod-network.c0ffee").after();
    assertThat(released.handles()).isEmpty();
    assertThat(released.blocks()).allMatch(block -> block.isEmpty());
  }

  @Test
  void withoutAnIpv6PoolThereIsNoAddress() {
    assertThat(Allocator.assign(state(IPV4), pod().inIpv6(List.of())))
        .isEqualTo(new AddressResult.Refused("cannot find a qualified ippool"));
  }

  @Test
  void theTunnelOverIpv6HasAnAddressAndAnAnnotationOfItsOwn() {
    var result =
        (TunnelAddresses.Result.Reconciled)
            TunnelAddresses.reconcile(
                state(IPV4, ipv6(EncapsulationMode.CROSS_SUBNET)), HOST, Map.of());
    assertThat(result.annotations())
        .containsOnlyKeys(TunnelAddresses.IPIP_ANNOTATION, TunnelAddresses.VXLAN_IPV6_ANNOTATION);
    assertThat(result.annotations().get(TunnelAddresses.VXLAN_IPV6_ANNOTATION).orElseThrow())
        .startsWith("fd00:10:244:");
    assertThat(result.update().after().blocks())
        .flatExtracting(block -> block.allocations().used().values())
        .extracting(IpamAttribute::handleId)
        .containsExactlyInAnyOrder("ipip-tunnel-addr-n1", "vxlan-v6-tunnel-addr-n1");
  }

  @Test
  void itsAnnotationGoesWithTheEncapsulation() {
    var result =
        (TunnelAddresses.Result.Reconciled)
            TunnelAddresses.reconcile(
                state(ipv6(EncapsulationMode.NEVER)),
                HOST,
                Map.of(TunnelAddresses.VXLAN_IPV6_ANNOTATION, "fd00:10:244::1"));
    assertThat(result.annotations())
        .containsEntry(TunnelAddresses.VXLAN_IPV6_ANNOTATION, Optional.empty());
  }
}
