package io.caliconetwork.operator.snapshot;

import java.util.Optional;

/**
 * A node.
 *
 * @param name of it
 * @param linux whether it runs Linux
 * @param internalIp its first InternalIP of IPv4, else its first of any family, if any
 * @param bgpAddress Calico's {@code projectcalico.org/IPv4Address}, with prefix; absent until
 *     calico-node first started there
 * @param ipipAddress {@code projectcalico.org/IPv4IPIPTunnelAddr}
 * @param vxlanAddress {@code projectcalico.org/IPv4VXLANTunnelAddr}
 * @param host what it runs on
 * @param kernel {@code status.nodeInfo.kernelVersion}; empty text while unknown
 * @param ipv6 what it has of IPv6
 */
public record NodeFacts(
    String name,
    boolean linux,
    Optional<String> internalIp,
    Optional<String> bgpAddress,
    Optional<String> ipipAddress,
    Optional<String> vxlanAddress,
    NodeHost host,
    String kernel,
    NodeIpv6 ipv6) {

  /** A node of which nothing is known but IPv4. */
  public NodeFacts(
      String name,
      boolean linux,
      Optional<String> internalIp,
      Optional<String> bgpAddress,
      Optional<String> ipipAddress,
      Optional<String> vxlanAddress) {
    this(
        name,
        linux,
        internalIp,
        bgpAddress,
        ipipAddress,
        vxlanAddress,
        NodeHost.UNKNOWN,
        "",
        NodeIpv6.NONE);
  }

  /** The same node with IPv6. */
  public NodeFacts with(String kernelVersion, NodeIpv6 facts) {
    return new NodeFacts(
        name, linux, internalIp, bgpAddress, ipipAddress, vxlanAddress, host, kernelVersion, facts);
  }

  /** Whether calico-node has started there at least once, so that it reacts to pools. */
  public boolean runsCalico() {
    return bgpAddress.isPresent() || ipv6.bgpAddress().isPresent();
  }
}
