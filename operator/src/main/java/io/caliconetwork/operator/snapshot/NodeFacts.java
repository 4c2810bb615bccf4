package io.caliconetwork.operator.snapshot;

import java.util.Optional;

/**
 * A node.
 *
 * @param name of it
 * @param linux whether it runs Linux
 * @param internalIp its first InternalIP, if any
 * @param bgpAddress Calico's {@code projectcalico.org/IPv4Address}, with prefix; absent until
 *     calico-node first started there
 * @param ipipAddress {@code projectcalico.org/IPv4IPIPTunnelAddr}
 * @param vxlanAddress {@code projectcalico.org/IPv4VXLANTunnelAddr}
 */
public record NodeFacts(
    String name,
    boolean linux,
    Optional<String> internalIp,
    Optional<String> bgpAddress,
    Optional<String> ipipAddress,
    Optional<String> vxlanAddress) {

  /** Whether calico-node has started there at least once, so that it reacts to pools. */
  public boolean runsCalico() {
    return bgpAddress.isPresent();
  }
}
