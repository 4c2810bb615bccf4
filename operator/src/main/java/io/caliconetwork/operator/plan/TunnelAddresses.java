package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Pilot;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether the nodes' tunnel addresses follow from the pools. */
final class TunnelAddresses {

  private TunnelAddresses() {}

  /** Nodes whose annotations do not fit the encapsulation of the managed pool yet. */
  static List<String> lagging(Encapsulation encapsulation, ClusterSnapshot cluster) {
    return names(
        cluster,
        n ->
            !fits(Family.IPIP, n, n.ipipAddress(), encapsulation, cluster)
                || !fits(Family.VXLAN, n, n.vxlanAddress(), encapsulation, cluster));
  }

  /** Nodes whose annotation does not fit the encapsulation of the managed IPv6 pool yet. */
  static List<String> laggingIpv6(Encapsulation encapsulation, ClusterSnapshot cluster) {
    return names(
        cluster, n -> !fits(Family.VXLAN, n, n.ipv6().vxlanAddress(), encapsulation, cluster));
  }

  /** Nodes that have no tunnel address of the family from any enabled pool yet. */
  static List<String> without(Family family, ClusterSnapshot cluster) {
    var pools = enabled(family, cluster);
    return names(cluster, n -> !inOne(pools, address(family, n)));
  }

  private static Optional<String> address(Family family, NodeFacts node) {
    return family == Family.IPIP ? node.ipipAddress() : node.vxlanAddress();
  }

  private static List<String> names(ClusterSnapshot cluster, Predicate<NodeFacts> lags) {
    return cluster.calicoNodes().stream().filter(lags).map(NodeFacts::name).toList();
  }

  private static boolean fits(
      Family family,
      NodeFacts node,
      Optional<String> address,
      Encapsulation encapsulation,
      ClusterSnapshot cluster) {
    var pools = enabled(family, cluster);
    if (encapsulation.family() == family
        && (pools.isEmpty() || pools.stream().anyMatch(p -> Pilot.serves(p, node)))) {
      return inOne(pools, address);
    }
    // An address of another family may come from another pool; from this one it has to go.
    return address.isEmpty() || inOne(pools, address);
  }

  private static List<IpPool> enabled(Family family, ClusterSnapshot cluster) {
    return cluster.datastore().pools().stream()
        .filter(p -> !p.disabled() && !p.terminating() && p.forTunnels())
        .filter(p -> p.encapsulation().filter(e -> e.family() == family).isPresent())
        .toList();
  }

  private static boolean inOne(List<IpPool> pools, Optional<String> address) {
    return address.filter(a -> pools.stream().anyMatch(p -> has(p, a))).isPresent();
  }

  private static boolean has(IpPool pool, String address) {
    return pool.range().filter(r -> r.hasAddress(address)).isPresent()
        || pool.ipv6Range().filter(r -> r.hasAddress(address)).isPresent();
  }
}
