package io.caliconetwork.operator.calico;

/**
 * The fields of an IPPool that may change while it is in use, besides the encapsulation.
 *
 * @param natOutgoing masquerade traffic that leaves all pools
 * @param nodeSelector Calico selector of the nodes that use the pool; never empty
 * @param disableBgpExport keep the pool's routes from BGP peers
 */
public record PoolOptions(boolean natOutgoing, String nodeSelector, boolean disableBgpExport) {

  /** Selector of every node. */
  public static final String ALL_NODES = "all()";

  /** What calico-node gives an IPv4 pool that it creates. */
  public static final PoolOptions DEFAULT = new PoolOptions(true, ALL_NODES, false);

  /** What calico-node gives an IPv6 pool that it creates: no masquerading. */
  public static final PoolOptions DEFAULT_IPV6 = new PoolOptions(false, ALL_NODES, false);

  public PoolOptions {
    nodeSelector = nodeSelector == null || nodeSelector.isBlank() ? ALL_NODES : nodeSelector;
  }
}
