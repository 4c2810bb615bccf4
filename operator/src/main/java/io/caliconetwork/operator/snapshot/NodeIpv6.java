package io.caliconetwork.operator.snapshot;

import java.util.Optional;

/**
 * What a node has of IPv6.
 *
 * @param internalIp its first InternalIP of that family, if any
 * @param bgpAddress Calico's {@code projectcalico.org/IPv6Address}, with prefix; absent until a
 *     calico-node that was told to look for one has started there
 * @param vxlanAddress {@code projectcalico.org/IPv6VXLANTunnelAddr}
 */
public record NodeIpv6(
    Optional<String> internalIp, Optional<String> bgpAddress, Optional<String> vxlanAddress) {

  /** Nothing. */
  public static final NodeIpv6 NONE =
      new NodeIpv6(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether the node has an address of its own, so that calico-node will find one. */
  public boolean addressed() {
    return internalIp.isPresent() || bgpAddress.isPresent();
  }
}
