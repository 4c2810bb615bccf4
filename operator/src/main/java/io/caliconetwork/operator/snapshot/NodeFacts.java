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
 * @param host what it runs on
 */
public record NodeFacts(
    String name,
    boolean linux,
    Optional<String> internalIp,
    Optional<String> bgpAddress,
    Optional<String> ipipAddress,
    Optional<String> vxlanAddress,
    NodeHost host) {

  /** A node on a host of which nothing is known. */
  public NodeFacts(
      String name,
      boolean linux,
      Optional<String> internalIp,
      Optional<String> bgpAddress,
      Optional<String> ipipAddress,
      Optional<String> vxlanAddress) {
    this(name, linux, internalIp, bgpAddress, ipipAddress, vxlanAddress, NodeHost.UNKNOWN);
  }

  /** Whether calico-node has started there at least once, so that it reacts to pools. */
  public boolean runsCalico() {
    return bgpAddress.isPresent();
  }
}
