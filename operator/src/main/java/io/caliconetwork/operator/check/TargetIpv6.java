package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv6Range;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;

/**
 * The IPv6 pool as it shall be.
 *
 * @param name of the live pool, or calico-node's name for a new one
 * @param encapsulation as wished, else the live pool's, else none as with calico-node
 * @param cidr range
 * @param blockSize prefix length
 * @param options the other managed fields
 */
public record TargetIpv6(
    String name, Encapsulation encapsulation, Ipv6Range cidr, int blockSize, PoolOptions options)
    implements DesiredPool {

  /** Resolves the wish. */
  static TargetIpv6 resolve(Ipv6Wish wish, ClusterSnapshot cluster) {
    var live = cluster.managedIpv6Pool();
    var base = live.map(IpPool::options).orElse(PoolOptions.DEFAULT_IPV6);
    return new TargetIpv6(
        live.map(IpPool::name).orElse(IpPool.DEFAULT_IPV6_NAME),
        wish.overlay()
            // IP-in-IP on an IPv6 pool carries nothing; it cannot be what is to be kept.
            .or(() -> live.flatMap(IpPool::encapsulation).filter(e -> e.family() != Family.IPIP))
            .orElse(Encapsulation.NONE),
        wish.cidr(),
        wish.blockSize()
            .or(() -> live.map(IpPool::effectiveBlockSize))
            .orElse(IpPool.DEFAULT_IPV6_BLOCK_SIZE),
        new PoolOptions(
            wish.natOutgoing().orElse(base.natOutgoing()),
            wish.nodeSelector().orElse(base.nodeSelector()),
            wish.disableBgpExport().orElse(base.disableBgpExport())));
  }

  /** Whether BIRD has to distribute its routes. */
  boolean needsBird() {
    return encapsulation.family() == Family.NONE;
  }
}
