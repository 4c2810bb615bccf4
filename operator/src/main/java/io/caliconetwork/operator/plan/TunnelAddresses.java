package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;
import java.util.Optional;

/** Whether the nodes' tunnel addresses follow from the pools. */
final class TunnelAddresses {

  private TunnelAddresses() {}

  /** Nodes whose annotations do not fit the encapsulation of the managed pool yet. */
  static List<String> lagging(Encapsulation encapsulation, ClusterSnapshot cluster) {
    return cluster.calicoNodes().stream()
        .filter(n ->
            !fits(Family.IPIP, n.ipipAddress(), encapsulation, cluster)
                || !fits(Family.VXLAN, n.vxlanAddress(), encapsulation, cluster))
        .map(NodeFacts::name)
        .toList();
  }

  /** Nodes whose annotation does not fit the encapsulation of the managed IPv6 pool yet. */
  static List<String> laggingIpv6(Encapsulation encapsulation, ClusterSnapshot cluster) {
    return cluster.calicoNodes().stream()
        .filter(n -> !fits(Family.VXLAN, n.ipv6().vxlanAddress(), encapsulation, cluster))
        .map(NodeFacts::name)
        .toList();
  }

  private static boolean fits(
      Family family,
      Optional<String> address,
      Encapsulation encapsulation,
      ClusterSnapshot cluster) {
    var pools =
        cluster.datastore().pools().stream()
            .filter(p -> !p.disabled() && p.forTunnels())
            .filter(p -> p.encapsulation().filter(e -> e.family() == family).isPresent())
            .toList();
    if (encapsulation.family() == family) {
      return address.filter(a -> pools.stream().anyMatch(p -> has(p, a))).isPresent();
    }
    // An address of another family may come from another pool; from this one it has to go.
    return address.isEmpty() || pools.stream().anyMatch(p -> has(p, address.get()));
  }

  private static boolean has(IpPool pool, String address) {
    return pool.range().filter(r -> r.hasAddress(address)).isPresent()
        || pool.ipv6Range().filter(r -> r.hasAddress(address)).isPresent();
  }
}
