package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether the network under the nodes can carry what the overlay leaves to it. */
final class Underlay {

  private Underlay() {}

  static List<Check> checks() {
    return List.of(Underlay::severalSubnets);
  }

  private static Optional<Refusal> severalSubnets(Target target, ClusterSnapshot cluster) {
    if (target.pool().encapsulation() != Encapsulation.NONE
        || target.wish().accepted().contains(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS)) {
      return Optional.empty();
    }
    var subnets = subnets(cluster);
    return HandsOff.when(
        subnets.size() > 1,
        Refusal.acceptable(
            CheckId.SEVERAL_SUBNETS,
            AcceptableRisk.NODES_IN_SEVERAL_SUBNETS,
            "without an overlay the routers between the nodes must carry pod addresses, and the "
                + cluster.calicoNodes().size()
                + " nodes are in "
                + subnets.size()
                + " subnets: "
                + subnets.entrySet().stream()
                    .limit(4)
                    .map(e -> e.getKey() + " (" + e.getValue() + ")")
                    .collect(Collectors.joining(", ")),
            "use IPIPCrossSubnet or VXLANCrossSubnet, or, if the routers know the pod range, set"
                + " spec.acceptRisks: [NodesInSeveralSubnets]"));
  }

  /** Number of nodes by subnet; a /32 address is a subnet of its own. */
  private static Map<String, Long> subnets(ClusterSnapshot cluster) {
    return cluster.calicoNodes().stream()
        .map(NodeFacts::bgpAddress)
        .flatMap(Optional::stream)
        .map(a -> a.indexOf('/') < 0 ? a + "/32" : a)
        .flatMap(a -> Ipv4Range.parse(a).map(Ipv4Range::toString).stream())
        .collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting()));
  }
}
