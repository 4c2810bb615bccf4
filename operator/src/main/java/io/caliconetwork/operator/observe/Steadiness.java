package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For how long what decides about routes and tunnels has been as it is. Only what this process saw
 * counts: one that has just started knows nothing of before, and waits the whole time once more.
 *
 * <p>What comes, or becomes different, begins the count anew; what goes does not: a node that
 * leaves makes nobody wait.
 */
public final class Steadiness {

  private final Duration time;
  private final Count everything = new Count();
  private final Count pools = new Count();

  /** A tunnel of a node, as it is announced. */
  private record Tunnel(String node, Optional<String> ipip, Optional<String> vxlan) {}

  /** A pool, as far as tunnels follow it; Always and CrossSubnet are the same in that. */
  private record Pool(
      String name, String cidr, Optional<Encapsulation.Family> family, boolean disabled) {}

  /**
   * What Felix restarts for (calico-semantics §4.1): encapsulations of any pool, disabled or not.
   */
  private record Encapsulations(Set<Encapsulation.Family> ipv4, Set<Encapsulation.Family> ipv6) {}

  /** Nodes whose calico-node is ready: one that restarts has to come back to its routes. */
  private record Ready(int nodes) {}

  /**
   * Nothing seen yet.
   *
   * @param time that things have to stay as they are
   */
  public Steadiness(Duration time) {
    this.time = time;
  }

  /**
   * Takes the look in.
   *
   * @param now nanoseconds of a clock that only goes forward
   */
  public Settling look(ClusterSnapshot cluster, long now) {
    var carried = Set.<Object>of(encapsulations(cluster));
    var facts = new HashSet<Object>(carried);
    cluster.datastore().pools().stream().map(Steadiness::pool).forEach(facts::add);
    cluster.calicoNodes().stream().map(Steadiness::tunnel).forEach(facts::add);
    cluster.daemonSet().map(d -> new Ready(d.rollout().available())).ifPresent(facts::add);
    var first = !everything.looked;
    return new Settling(
        time,
        left(everything.look(facts, now)),
        first ? past(carried, now) : left(pools.look(carried, now)));
  }

  /** Of a change before the first look nothing is known. */
  private Duration past(Set<Object> carried, long now) {
    pools.look(carried, now - time.toNanos());
    return Duration.ZERO;
  }

  private Duration left(long passed) {
    var left = time.minusNanos(passed);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** For how long some facts have been as they are. */
  private static final class Count {
    private Set<Object> known = Set.of();
    private long since;
    private boolean looked;

    /** Nanoseconds since a fact was new. */
    long look(Set<Object> facts, long now) {
      if (!looked || !known.containsAll(facts)) {
        since = now;
        looked = true;
      }
      known = facts;
      return now - since;
    }
  }

  private static Tunnel tunnel(NodeFacts node) {
    return new Tunnel(node.name(), node.ipipAddress(), node.vxlanAddress());
  }

  private static Encapsulations encapsulations(ClusterSnapshot cluster) {
    return new Encapsulations(families(cluster, false), families(cluster, true));
  }

  private static Set<Encapsulation.Family> families(ClusterSnapshot cluster, boolean ipv6) {
    return cluster.datastore().pools().stream()
        .filter(p -> p.ipv6() == ipv6)
        .flatMap(p -> p.encapsulation().stream())
        .map(Encapsulation::family)
        .filter(f -> f != Encapsulation.Family.NONE)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Pool pool(IpPool pool) {
    return new Pool(
        pool.name(), pool.cidr(), pool.encapsulation().map(Encapsulation::family), pool.disabled());
  }
}
