package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;

/**
 * What of the cluster the target would change. A check that guards a change refuses only that
 * change: what a working cluster lives with already is a warning, or adopting it would end in a
 * refusal.
 *
 * @param creates there is no pool yet
 * @param range cidr or blockSize of the pool, so that pods move to another
 * @param begun whether some do already
 * @param encapsulation the pool's modes
 * @param family what carries the packets, such as VXLAN instead of IP-in-IP
 * @param backend what calico-node runs beside Felix
 * @param mtu the fixed MTU
 */
record Change(
    boolean creates,
    boolean range,
    boolean begun,
    boolean encapsulation,
    boolean family,
    boolean backend,
    boolean mtu) {

  static Change of(Target target, ClusterSnapshot cluster) {
    var live = cluster.managedPool();
    var to = target.pool();
    var from = live.flatMap(IpPool::encapsulation);
    return new Change(
        live.isEmpty(),
        Migration.of(target, cluster).isPresent(),
        Migration.underWay(cluster),
        live.isPresent() && from.filter(to.encapsulation()::equals).isEmpty(),
        live.isPresent()
            && from.map(Encapsulation::family)
                .filter(to.encapsulation().family()::equals)
                .isEmpty(),
        DaemonSetShape.backendChanges(target, cluster),
        target.wish().mtu().isPresent() && !target.wish().mtu().equals(cluster.configuredMtu()));
  }

  /** Pods would get addresses they could not get before. */
  boolean addresses() {
    return creates || range;
  }

  /** Packets would travel in a way they did not before. */
  boolean carriage() {
    return creates || encapsulation;
  }

  /** A second pool would be lent the temporary range. */
  boolean lends() {
    return range || family;
  }
}
