package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Felix and confd watch. */
final class Datastore {
  static final String ADDRESS = "projectcalico.org/IPv4Address";

  private final Map<String, NodeSpec> nodes = new TreeMap<>();
  private final Map<String, Map<String, String>> annotations = new TreeMap<>();
  private final Map<String, Optional<IpPool>> poolByDestination = new HashMap<>();
  private List<IpPool> pools = List.of();
  private List<Destination> destinations = List.of();
  private FelixConfiguration felix = FelixConfiguration.UNSET;
  private BgpConfiguration bgp = BgpConfiguration.UNSET;

  Map<String, NodeSpec> nodes() {
    return nodes;
  }

  List<IpPool> pools() {
    return pools;
  }

  void pools(List<IpPool> changed) {
    pools = changed;
    poolByDestination.clear();
  }

  List<Destination> destinations() {
    return destinations;
  }

  void destinations(List<Destination> changed) {
    destinations = changed;
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
    return Cidr.of(address(me)).containsAddress(address(other));
  }

  /** The address BGP peers know; only nodes that have one are in the mesh. */
  Optional<String> bgpAddress(String node) {
    return annotation(node, ADDRESS).map(Cidr::hostOf);
  }

  private String address(String node) {
    return annotation(node, ADDRESS).orElseGet(() -> Cidr.hostOf(nodes.get(node).address()));
  }
}
