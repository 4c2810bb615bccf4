package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * For how long what decides about routes and tunnels has been as it is. Only what this process saw
 * counts: one that has just started knows nothing of before, and waits the whole time once more.
 *
 * <p>What goes does not count, but for pools: a node that leaves makes nobody wait.
 */
final class Steadiness {

  private final Duration time;
  private Set<Object> known = Set.of();
  private long since;
  private boolean looked;

  /** A tunnel of a node, as it is announced. */
  private record Tunnel(String node, Optional<String> ipip, Optional<String> vxlan) {}

  /** A pool, as far as Felix, BIRD and the tunnels follow it. */
  private record Pool(String name, String cidr, IpPool.Modes modes, boolean disabled) {}

  /** All pools there are. */
  private record Pools(Set<String> names) {}

  /** Nodes whose calico-node is ready: one that restarts has to come back to its routes. */
  private record Ready(int nodes) {}

  /**
   * Nothing seen yet.
   *
   * @param time that things have to stay as they are
   */
  Steadiness(Duration time) {
    this.time = time;
  }

  /**
   * Takes the look in. Asked for only while a second pool is there: its coming begins the count.
   *
   * @param now nanoseconds of a clock that only goes forward
   */
  Settling look(ClusterSnapshot cluster, long now) {
    if (cluster.pilotPool().isEmpty()) {
      looked = false;
      return new Settling(time, Duration.ZERO);
    }
    var facts = facts(cluster);
    if (!looked || !known.containsAll(facts)) {
      since = now;
      looked = true;
    }
    known = facts;
    var left = time.minusNanos(now - since);
    return new Settling(time, left.isNegative() ? Duration.ZERO : left);
  }

  private static Set<Object> facts(ClusterSnapshot cluster) {
    var pools = cluster.datastore().pools();
    var facts = new HashSet<Object>();
    Stream.of(
            cluster.calicoNodes().stream().map(Steadiness::tunnel),
            pools.stream().map(p -> new Pool(p.name(), p.cidr(), p.modes(), p.disabled())),
            Stream.of(new Pools(pools.stream().map(IpPool::name).collect(Collectors.toSet()))),
            cluster.daemonSet().stream().map(d -> new Ready(d.rollout().available())))
        .flatMap(s -> s)
        .forEach(facts::add);
    return facts;
  }

  private static Tunnel tunnel(NodeFacts node) {
    return new Tunnel(node.name(), node.ipipAddress(), node.vxlanAddress());
  }
}
