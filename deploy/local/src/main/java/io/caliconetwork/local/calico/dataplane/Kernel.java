package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What stays when calico-node goes: routes, tunnel devices, forwarding entries, firewall sets. */
final class Kernel {
  private final Map<String, Route> routes = new TreeMap<>();

  /** How many routes there are of each prefix length. */
  private final NavigableMap<Integer, Integer> prefixes = new TreeMap<>();

  private Optional<String> vxlanAddress = Optional.empty();
  private Duration deafUntil = Duration.ZERO;
  private boolean tunl0;
  private Set<String> forwarding = Set.of();
  private Set<String> knownHosts = Set.of();
  private long version;

  /** Grows with every change. */
  long version() {
    return version;
  }

  void touch() {
    version++;
  }

  List<Route> routes() {
    return List.copyOf(routes.values());
  }

  Optional<Route> route(String destination) {
    return Optional.ofNullable(routes.get(destination));
  }

  /** The route that packets to this destination take: the narrowest around it. */
  Optional<Route> lookup(String destination) {
    Route exact = routes.get(destination);
    if (exact != null) {
      return Optional.of(exact);
    }
    var wider = prefixes.headMap(prefix(destination), false).descendingMap().keySet();
    if (wider.isEmpty()) {
      return Optional.empty();
    }
    Cidr wanted = Cidr.of(destination);
    return wider.stream()
        .map(shorter -> routes.get(wanted.widened(shorter).toString()))
        .filter(Objects::nonNull)
        .findFirst();
  }

  // Routes carry canonical CIDRs.
  private static int prefix(String destination) {
    return Integer.parseInt(destination, destination.indexOf('/') + 1, destination.length(), 10);
  }

  void put(Route route) {
    Route old = routes.put(route.destination(), route);
    if (old == null) {
      prefixes.merge(prefix(route.destination()), 1, Integer::sum);
    }
    if (!route.equals(old)) {
      version++;
    }
  }

  void removeIf(Predicate<Route> condition) {
    boolean removed =
        routes
            .values()
            .removeIf(route -> {
              boolean goes = condition.test(route);
              if (goes) {
                prefixes.computeIfPresent(
                    prefix(route.destination()), (prefix, n) -> n == 1 ? null : n - 1);
              }
              return goes;
            });
    if (removed) {
      version++;
    }
  }

  /** Removes the routes of this owner to such destinations. */
  void removeIf(Predicate<String> destination, Route.Owner owner) {
    removeIf(route -> route.owner() == owner && destination.test(route.destination()));
  }

  /** vxlan.calico's address; empty when there is no such device. */
  Optional<String> vxlanAddress() {
    return vxlanAddress;
  }

  void makeVxlan(String address, Duration deaf) {
    vxlanAddress = Optional.of(address);
    deafUntil = deaf;
    version++;
  }

  /** Routes through a device vanish with it. */
  void removeVxlan() {
    vxlanAddress = Optional.empty();
    forwarding = Set.of();
    removeIf(route -> route.kind() == Route.Kind.VXLAN);
    version++;
  }

  boolean hearsVxlan(Duration now) {
    return vxlanAddress.isPresent() && now.compareTo(deafUntil) >= 0;
  }

  /** tunl0 is never taken away again (§4.3). */
  void makeTunl0() {
    tunl0 = true;
    version++;
  }

  boolean hasTunl0() {
    return tunl0;
  }

  /** Peers whose tunnel end is known (neighbour and forwarding entries of vxlan.calico). */
  boolean forwardsTo(String node) {
    return forwarding.contains(node);
  }

  /** Tunnel packets of other hosts are dropped (§8). */
  boolean acceptsTunnelFrom(String node) {
    return knownHosts.contains(node);
  }

  void peers(Set<String> withTunnel, Set<String> hosts) {
    if (!withTunnel.equals(forwarding) || !hosts.equals(knownHosts)) {
      forwarding = Set.copyOf(withTunnel);
      knownHosts = Set.copyOf(hosts);
      version++;
    }
  }
}
