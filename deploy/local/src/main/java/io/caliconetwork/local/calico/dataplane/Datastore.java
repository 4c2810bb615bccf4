package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What Felix and confd watch. All nodes read all of it after every change, so whatever has to be
 * parsed or looked for is worked out once, when the change comes in.
 */
final class Datastore {
  static final String ADDRESS = "projectcalico.org/IPv4Address";

  private final boolean ipv6;
  private final Map<String, NodeSpec> nodes = new TreeMap<>();
  private final Map<String, Map<String, String>> annotations = new TreeMap<>();
  private final Map<String, Address> addresses = new HashMap<>();
  private final NavigableMap<String, String> bgpAddresses = new TreeMap<>();
  private final Map<String, Optional<IpPool>> poolByDestination = new HashMap<>();
  private List<IpPool> pools = List.of();
  private List<IpPool> familyPools = List.of();
  private List<Destination> destinations = List.of();
  private Map<String, List<Destination>> destinationsByNode = Map.of();
  private FelixConfiguration felix = FelixConfiguration.UNSET;
  private BgpConfiguration bgp = BgpConfiguration.UNSET;

  /** A node's own address and what it takes for its subnet. */
  private record Address(Cidr host, Cidr subnet) {
    static Optional<Address> parse(String text) {
      return Cidr.parse(text).map(subnet -> new Address(Cidr.of(Cidr.hostOf(text)), subnet));
    }

    Address alone() {
      return new Address(host, host);
    }
  }

  /** Of one family; the other's addresses are of no concern. */
  Datastore(boolean ipv6) {
    this.ipv6 = ipv6;
  }

  Map<String, NodeSpec> nodes() {
    return nodes;
  }

  void add(NodeSpec node) {
    nodes.put(node.name(), node);
    annotations(node.name(), Map.of());
  }

  List<IpPool> pools() {
    return pools;
  }

  /** Those of them that are of this family. */
  List<IpPool> familyPools() {
    return familyPools;
  }

  /** Whether a pool of the other family wants VXLAN: the one Felix serves both (§4.1). */
  boolean otherFamilyHasVxlan() {
    return pools.stream()
        .filter(pool -> !familyPools.contains(pool))
        .anyMatch(pool -> pool.vxlanMode().isEnabled());
  }

  void pools(List<IpPool> changed) {
    pools = changed;
    familyPools = changed.stream().filter(pool -> isOfFamily(pool.storedCidr())).toList();
    poolByDestination.clear();
  }

  List<Destination> destinations() {
    return destinations;
  }

  List<Destination> destinationsOf(String node) {
    return destinationsByNode.getOrDefault(node, List.of());
  }

  void destinations(List<Destination> changed) {
    destinations = changed.stream().filter(one -> isOfFamily(one.cidr())).toList();
    destinationsByNode = destinations.stream().collect(Collectors.groupingBy(Destination::node));
    // Not only to be right: what is gone must not be kept for ever.
    poolByDestination.clear();
  }

  private boolean isOfFamily(String cidr) {
    return Cidr.parse(cidr).filter(range -> range.isIpv4() != ipv6).isPresent();
  }

  FelixConfiguration felix() {
    return felix;
  }

  void felix(FelixConfiguration changed) {
    felix = changed;
  }

  BgpConfiguration bgp() {
    return bgp;
  }

  void bgp(BgpConfiguration changed) {
    bgp = changed;
  }

  void annotations(String node, Map<String, String> changed) {
    annotations.put(node, Map.copyOf(changed));
    Optional<Address> announced = annotation(node, ADDRESS).flatMap(Address::parse);
    addresses.put(
        node,
        announced.orElseGet(() -> Address.parse(nodes.get(node).address()).orElseThrow().alone()));
    announced.ifPresentOrElse(
        address -> bgpAddresses.put(node, Cidr.hostOf(annotations(node).get(ADDRESS))),
        () -> bgpAddresses.remove(node));
  }

  Map<String, String> annotations(String node) {
    return annotations.getOrDefault(node, Map.of());
  }

  Optional<String> annotation(String node, String name) {
    return Optional.ofNullable(annotations(node).get(name));
  }

  void remove(String node) {
    nodes.remove(node);
    annotations.remove(node);
    addresses.remove(node);
    bgpAddresses.remove(node);
  }

  /** The pool that decides about this destination: the narrowest around it, disabled or not. */
  Optional<IpPool> poolOf(String cidr) {
    return poolByDestination.computeIfAbsent(cidr, this::findPool);
  }

  private Optional<IpPool> findPool(String cidr) {
    Cidr wanted = Cidr.of(cidr);
    return pools.stream()
        .filter(pool -> pool.cidr().filter(range -> range.contains(wanted)).isPresent())
        .max(Comparator.comparingInt(pool -> pool.cidr().map(Cidr::prefix).orElse(0)));
  }

  /**
   * Whether {@code me} takes {@code other} to be in its own subnet: by its own mask alone, so not
   * always mutual; without an annotation or prefix it is alone in a /32 (§9).
   */
  boolean inSubnetOf(String me, String other) {
    return addresses.get(me).subnet().contains(addresses.get(other).host());
  }

  /** The addresses BGP peers know, by node; only nodes that have one are in the mesh. */
  NavigableMap<String, String> bgpAddresses() {
    return bgpAddresses;
  }
}
