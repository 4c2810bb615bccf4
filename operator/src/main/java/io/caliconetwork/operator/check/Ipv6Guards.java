package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.Ipv6Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands against a change of IPv6, and is only told where the cluster lives with it. */
final class Ipv6Guards {

  private Ipv6Guards() {}

  static List<Guard> guards() {
    return List.of(Ipv6Guards::services, Ipv6Guards::severalSubnets);
  }

  private static Optional<Finding> services(Situation s) {
    var overlapping =
        s.target().ipv6().stream()
            .flatMap(pool ->
                Stream.concat(
                        s.cluster().surroundings().services().stream(),
                        s.cluster().surroundings().pods().stream()
                            .flatMap(p -> p.serviceRanges().stream()))
                    .filter(
                        v -> Ipv6Range.parse(v.range()).filter(pool.cidr()::overlaps).isPresent())
                    .map(v -> v.range() + " (" + v.source() + ")"))
            .toList();
    if (overlapping.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            CheckId.SERVICE_OVERLAP,
            "the IPv6 pool's range "
                + s.target().ipv6().orElseThrow().cidr()
                + " overlaps "
                + Words.some(overlapping)
                + ", where Services have their addresses: a pod and a Service could have the same",
            "choose a spec.ipv6.cidr outside",
            s.cluster().managedIpv6Pool().isEmpty()));
  }

  private static Optional<Finding> severalSubnets(Situation s) {
    var wished = s.target().ipv6().map(TargetIpv6::encapsulation);
    if (wished.filter(Encapsulation.NONE::equals).isEmpty()) {
      return Optional.empty();
    }
    var nodes = s.cluster().calicoNodes();
    // Before calico-node has told the IPv6 subnets, those of IPv4 show where the routers are.
    var known = nodes.stream().allMatch(n -> n.ipv6().bgpAddress().isPresent());
    var subnets =
        known
            ? subnets(s.cluster(), n -> n.ipv6().bgpAddress().flatMap(Ipv6Guards::subnet))
            : subnets(
                s.cluster(),
                n -> n.bgpAddress().flatMap(Ipv4Range::parse).map(Ipv4Range::toString));
    return Finding.when(
        subnets.size() > 1,
        new Finding(
            CheckId.NODES_IN_SEVERAL_SUBNETS,
            "without an overlay for IPv6 the routers between the nodes must carry IPv6 pod"
                + " addresses, and the "
                + nodes.size()
                + " nodes are in "
                + subnets.size()
                + (known ? " IPv6" : " IPv4")
                + " subnets: "
                + Subnets.described(subnets),
            "set spec.ipv6.overlay: VXLANCrossSubnet, or teach the routers the IPv6 pod range",
            !s.cluster().managedIpv6Pool().flatMap(IpPool::encapsulation).equals(wished)));
  }

  /** An address without prefix is alone in its subnet. */
  private static Optional<String> subnet(String address) {
    return Ipv6Range.parse(address.indexOf('/') < 0 ? address + "/128" : address)
        .map(Ipv6Range::toString);
  }

  private static Map<String, Long> subnets(
      ClusterSnapshot cluster, Function<NodeFacts, Optional<String>> subnet) {
    return cluster.calicoNodes().stream()
        .flatMap(n -> subnet.apply(n).stream())
        .collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting()));
  }
}
