package io.caliconetwork.local.calico.dataplane;

/**
 * What the network between the machines carries; VXLAN and the machines' own addresses always pass.
 *
 * @param carriesPodAddressesWithinSubnet unencapsulated pod packets between machines of one subnet
 * @param carriesPodAddressesAcrossSubnets the same between subnets: its routers know pod routes
 * @param blocksIpip IP protocol 4 is dropped, as in Azure (§8)
 */
public record Underlay(
    boolean carriesPodAddressesWithinSubnet,
    boolean carriesPodAddressesAcrossSubnets,
    boolean blocksIpip) {
  /** The laboratory of the law: plain switches, a router that knows no pod route, IPIP passes. */
  public static final Underlay SWITCHED = new Underlay(true, false, false);

  /** A cloud's fabric: only packets with machine addresses pass. */
  public static final Underlay CLOUD = new Underlay(false, false, false);
}
