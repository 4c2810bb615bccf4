package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.snapshot.IpamClaims.Holder;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Addresses that somebody holds.
 *
 * @param named who holds them, as far as it is told: every tunnel, and of all else only some, for a
 *     range has room for a million that nobody gives back
 * @param unnamed how many more there are; none of a tunnel
 */
public record Given(List<Holder> named, int unnamed) {

  public static final Given NONE = new Given(List.of(), 0);

  public Given {
    named = List.copyOf(named);
  }

  public static Given to(Holder... holders) {
    return new Given(List.of(holders), 0);
  }

  /** Of several blocks. */
  static Given all(List<Given> parts) {
    return new Given(
        parts.stream().flatMap(p -> p.named.stream()).toList(),
        parts.stream().mapToInt(Given::unnamed).sum());
  }

  /** How many addresses. */
  public int count() {
    return named.size() + unnamed;
  }

  public boolean none() {
    return count() == 0;
  }

  /** Whether nothing but tunnels of nodes holds any. */
  public boolean onlyTunnels() {
    return unnamed == 0 && named.stream().allMatch(Holder::tunnel);
  }

  /** Whether some are held, and by nobody but these nodes, as far as can be told. */
  public boolean onlyOf(Set<String> nodes) {
    return !none() && unnamed == 0 && named.stream().map(Holder::node).allMatch(nodes::contains);
  }

  /** Nodes whose tunnels hold one. */
  public Stream<String> tunnelNodes() {
    return nodes(named.stream().filter(Holder::tunnel));
  }

  /** Nodes that hold one, or whose pods do. */
  public Stream<String> nodes() {
    return nodes(named.stream());
  }

  private static Stream<String> nodes(Stream<Holder> holders) {
    return holders.map(Holder::node).filter(n -> !n.isEmpty()).distinct();
  }
}
