package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Follows pod packets from node to node as the kernels would send them now. */
final class PathCheck {
  private final Datastore store;
  private final Map<String, SimulatedNode> nodes;
  private final Underlay underlay;
  private final Duration now;

  PathCheck(Datastore store, Map<String, SimulatedNode> nodes, Underlay underlay, Duration now) {
    this.store = store;
    this.nodes = nodes;
    this.underlay = underlay;
    this.now = now;
  }

  Reachability check() {
    Map<String, List<Destination>> pods =
        store.destinations().stream()
            .filter(destination -> destination.carriesPods())
            .filter(destination -> nodes.containsKey(destination.node()))
            .collect(Collectors.groupingBy(Destination::node));
    SortedMap<Pair, String> oneWay = new TreeMap<>();
    for (String from : pods.keySet()) {
      pods.forEach((to, destinations) -> {
        if (!from.equals(to)) {
          firstLoss(nodes.get(from), destinations)
              .ifPresent(reason -> oneWay.put(new Pair(from, to), reason));
        }
      });
    }
    SortedMap<Pair, String> lost = new TreeMap<>(oneWay);
    oneWay.forEach(
        (pair, reason) -> lost.putIfAbsent(pair.reversed(), "the answer is lost: " + reason));
    return new Reachability(lost);
  }

  private Optional<String> firstLoss(SimulatedNode from, List<Destination> destinations) {
    return destinations.stream().flatMap(to -> loss(from, to).stream()).findFirst();
  }

  private Optional<String> loss(SimulatedNode from, Destination to) {
    Optional<Route> route = from.kernel().lookup(to.cidr());
    if (route.isEmpty()) {
      return Optional.of(
          "%s has no route to %s: %s".formatted(from.spec().name(), to.cidr(), why(from, to)));
    }
    SimulatedNode peer = nodes.get(to.node());
    if (!route.get().via().equals(to.node())) {
      return Optional.of(
          "%s routes %s to %s instead of %s"
              .formatted(from.spec().name(), to.cidr(), route.get().via(), to.node()));
    }
    return switch (route.get().kind()) {
      case VXLAN -> vxlan(from, peer);
      case IPIP -> ipip(from, peer);
      case DIRECT -> direct(from, peer, route.get());
      case BLACKHOLE ->
          Optional.of("%s drops packets to %s".formatted(from.spec().name(), to.cidr()));
    };
  }

  private Optional<String> vxlan(SimulatedNode from, SimulatedNode to) {
    if (!from.kernel().hearsVxlan(now)) {
      return Optional.of("vxlan.calico of " + from.spec().name() + " is not up");
    }
    if (!from.kernel().forwardsTo(to.spec().name())) {
      return Optional.of(
          "%s has no forwarding entry for %s".formatted(from.spec().name(), to.spec().name()));
    }
    if (!to.kernel().hearsVxlan(now)) {
      return Optional.of("vxlan.calico of " + to.spec().name() + " is not up");
    }
    return unknownHost(from, to);
  }

  private Optional<String> ipip(SimulatedNode from, SimulatedNode to) {
    for (SimulatedNode end : List.of(from, to)) {
      if (!end.kernel().hasTunl0()) {
        return Optional.of("tunl0 of " + end.spec().name() + " is not up");
      }
    }
    if (underlay.blocksIpip()) {
      return Optional.of("the network between the machines drops IPIP");
    }
    return unknownHost(from, to);
  }

  private static Optional<String> unknownHost(SimulatedNode from, SimulatedNode to) {
    return to.kernel().acceptsTunnelFrom(from.spec().name())
        ? Optional.empty()
        : Optional.of(
            "%s drops tunnel packets of the unknown host %s"
                .formatted(to.spec().name(), from.spec().name()));
  }

  private Optional<String> direct(SimulatedNode from, SimulatedNode to, Route route) {
    if (from.spec().subnet().equals(to.spec().subnet())) {
      return underlay.carriesPodAddressesWithinSubnet()
          ? Optional.empty()
          : Optional.of("the network does not carry pod addresses within a subnet");
    }
    if (route.owner() == Route.Owner.FELIX) {
      // Felix writes "via <node> dev eth0 onlink", whatever a router would know (§4.2).
      return Optional.of(
          "Host Unreachable: Felix of %s takes %s to be on its own link"
              .formatted(from.spec().name(), to.spec().name()));
    }
    return underlay.carriesPodAddressesAcrossSubnets()
        ? Optional.empty()
        : Optional.of("no router between the subnets knows the pods of " + to.spec().name());
  }

  private String why(SimulatedNode from, Destination to) {
    Optional<IpPool> pool = store.poolOf(to.cidr());
    if (pool.isEmpty()) {
      return "no IP pool contains it";
    }
    if (pool.get().vxlanMode().isEnabled()) {
      return whyNoVxlan(from, to);
    }
    String routes = pool.get().ipipMode().isEnabled() ? "IPIP" : "unencapsulated";
    if (!from.env().runsBird()) {
      return "backend %s programs no %s routes".formatted(from.env().backend(), routes);
    }
    if (!from.bird().up()) {
      return "BIRD does not run there";
    }
    return nodes.get(to.node()).bird().up()
        ? "BIRD has not programmed it"
        : "BIRD of " + to.node() + " does not run";
  }

  private String whyNoVxlan(SimulatedNode from, Destination to) {
    if (from.kernel().vxlanAddress().isEmpty()) {
      return "Felix has not made vxlan.calico";
    }
    return store.annotation(to.node(), TunnelAddresses.VXLAN_ANNOTATION).isEmpty()
        ? to.node() + " has no VXLAN tunnel address"
        : "Felix has not programmed it";
  }
}
