package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which nodes share a subnet, by the addresses that Calico goes by (law §9). */
final class Subnets {

  private static final int HOST = 32;

  private Subnets() {}

  static List<Guard> guards() {
    return List.of(Subnets::several, Subnets::asymmetric, Subnets::none);
  }

  /** Number of nodes by subnet, without those whose address tells none. */
  static Map<String, Long> of(ClusterSnapshot cluster) {
    return cluster.calicoNodes().stream()
        .flatMap(n -> subnet(n).stream())
        .filter(s -> s.prefix() < HOST)
        .collect(Collectors.groupingBy(Ipv4Range::toString, TreeMap::new, Collectors.counting()));
  }

  /** Nodes whose address has no prefix, or /32. */
  static List<NodeFacts> without(ClusterSnapshot cluster) {
    return cluster.calicoNodes().stream()
        .filter(n -> subnet(n).filter(s -> s.prefix() == HOST).isPresent())
        .toList();
  }

  private static Optional<Ipv4Range> subnet(NodeFacts node) {
    return node.bgpAddress().map(a -> a.indexOf('/') < 0 ? a + "/32" : a).flatMap(Ipv4Range::parse);
  }

  private static Optional<Ipv4Range> host(NodeFacts node) {
    return node.bgpAddress().flatMap(a -> Ipv4Range.parse(a.replaceFirst("/.*", "") + "/32"));
  }

  private static Optional<Finding> several(Situation s) {
    var subnets = of(s.cluster());
    return Finding.when(
        s.overlay() == Encapsulation.NONE && subnets.size() > 1,
        new Finding(
            CheckId.NODES_IN_SEVERAL_SUBNETS,
            "without an overlay the routers between the nodes must carry pod addresses, and the "
                + subnets.values().stream().mapToLong(Long::longValue).sum()
                + " nodes are in "
                + subnets.size()
                + " subnets: "
                + described(subnets),
            "use VXLANCrossSubnet or IPIPCrossSubnet, or teach the routers the pod range",
            s.change().carriage()));
  }

  /** {@code 10.0.0.0/24 (3), 10.0.1.0/24 (1)}. */
  static String described(Map<String, Long> subnets) {
    return Words.some(
        subnets.entrySet().stream().map(e -> e.getKey() + " (" + e.getValue() + ")").toList());
  }

  /** One node counts the other to its subnet, which does not do so in return. */
  private static Optional<Finding> asymmetric(Situation s) {
    if (!s.overlay().direct()) {
      return Optional.empty();
    }
    var pair = unequal(s.cluster().calicoNodes());
    return Finding.when(
        !pair.isEmpty(),
        new Finding(
            CheckId.ASYMMETRIC_SUBNETS,
            "the nodes' prefixes disagree: "
                + String.join(" counts ", pair)
                + " to its subnet, but not the reverse, so packets go directly one way and "
                + (s.overlay() == Encapsulation.NONE ? "by the routers" : "encapsulated")
                + " the other, which reverse path filters drop",
            "give all nodes of a subnet the same prefix on the host, and restart calico-node there:"
                + " kubectl -n kube-system rollout restart daemonset calico-node",
            s.change().carriage()));
  }

  /** The first such pair, each with its address; empty when there is none. */
  private static List<String> unequal(List<NodeFacts> nodes) {
    var bySubnet = new HashMap<Ipv4Range, NodeFacts>();
    nodes.forEach(n -> subnet(n).ifPresent(subnet -> bySubnet.putIfAbsent(subnet, n)));
    var prefixes = bySubnet.keySet().stream().map(Ipv4Range::prefix).distinct().sorted().toList();
    for (var node : nodes) {
      var own = subnet(node);
      if (own.isEmpty()) {
        continue;
      }
      for (int prefix : prefixes) {
        // A wider subnet around this node that the node itself does not know of.
        var wider =
            prefix < own.get().prefix()
                ? Optional.ofNullable(bySubnet.get(host(node).orElse(own.get()).widened(prefix)))
                : Optional.<NodeFacts>empty();
        if (wider.isPresent()) {
          return List.of(named(wider.get()), named(node));
        }
      }
    }
    return List.of();
  }

  private static String named(NodeFacts node) {
    return node.name() + " (" + node.bgpAddress().orElse("") + ")";
  }

  private static Optional<Finding> none(Situation s) {
    var nodes = without(s.cluster());
    var bare = s.overlay() == Encapsulation.NONE;
    var names = new ArrayList<String>();
    nodes.forEach(n -> names.add(named(n)));
    return Finding.when(
        s.overlay().direct() && !nodes.isEmpty() && s.cluster().calicoNodes().size() > 1,
        new Finding(
            CheckId.NODE_ADDRESSES_WITHOUT_SUBNET,
            Words.count(nodes.size(), "node")
                + (nodes.size() == 1 ? " has" : " have")
                + " a /32 address, "
                + Words.some(names)
                + ", so "
                + (bare
                    ? "nothing tells whether the network between them carries pod addresses"
                    : s.overlay()
                        + " encapsulates all traffic of theirs, as its Always form would do"),
            bare
                ? "use an overlay, or teach the routers the pod range"
                : "give the interface a prefix on the host, and restart calico-node there",
            bare && s.change().carriage()));
  }
}
