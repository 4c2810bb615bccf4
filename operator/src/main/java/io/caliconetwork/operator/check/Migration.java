package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How pods get from the ranges they are in to the wished one. Which pools there are tells how far
 * it got, from whichever side it is looked at, so it can be turned around anywhere.
 *
 * <p>Calico's pools must not overlap, and neither cidr nor blockSize of one can be edited. So where
 * the wished range overlaps one that is in use, pods live in a third range meanwhile: they move
 * twice.
 *
 * @param goal the pool as it shall be
 * @param destination where pods go now: the goal, or a pool that does not overlap it
 * @param live that pool, if it is there
 * @param leaving pools that pods leave now
 * @param hopAhead whether pods will move once more, to the goal
 */
public record Migration(
    HopPool goal,
    HopPool destination,
    Optional<IpPool> live,
    List<IpPool> leaving,
    boolean hopAhead) {

  public Migration {
    leaving = List.copyOf(leaving);
  }

  /** What is left of it; empty when there is one pool, and it has the wished range. */
  public static Optional<Migration> of(Target target, ClusterSnapshot cluster) {
    var pools = cluster.managedPools();
    var carried = pools.stream().flatMap(p -> p.encapsulation().stream()).findFirst();
    if (carried.isEmpty()) {
      // No pool, or one in a state that has to be repaired first.
      return Optional.empty();
    }
    return new Way(target, cluster, carried.get()).find();
  }

  /** Whether it has begun: there is a second pool, or only the temporary one. */
  public static boolean underWay(ClusterSnapshot cluster) {
    var pools = cluster.managedPools();
    return pools.size() > 1
        || pools.stream().map(IpPool::name).anyMatch(IpPool.TEMPORARY_NAME::equals);
  }

  /** Whether a third range is needed, and no pool is there that has one. */
  boolean needsTemporary() {
    return hopAhead && live.isEmpty();
  }

  /** Ranges that pods leave now. */
  public List<Ipv4Range> leavingRanges() {
    return leaving.stream().flatMap(p -> p.range().stream()).toList();
  }

  private record Way(Target target, ClusterSnapshot cluster, Encapsulation carried) {

    Optional<Migration> find() {
      var pools = cluster.managedPools();
      var wished = target.pool();
      var there =
          pools.stream()
              .filter(p -> p.isOf(wished.cidr(), wished.blockSize()) && !p.terminating())
              .findFirst();
      if (there.isPresent()) {
        var others = without(pools, there.get()::equals);
        var goal = goal(there.get().name());
        return others.isEmpty()
            ? Optional.empty()
            : Optional.of(new Migration(goal, goal, there, others, false));
      }
      var inTheWay = pools.stream().filter(this::overlapsGoal).toList();
      var stay = without(pools, inTheWay::contains);
      var free = freeName(pools);
      if (inTheWay.isEmpty() && free.isPresent()) {
        var goal = goal(free.get());
        return Optional.of(new Migration(goal, goal, Optional.empty(), pools, false));
      }
      return Optional.of(
          stay.stream()
              .filter(p -> !p.terminating())
              .findFirst()
              .map(p -> over(p, pools))
              .orElseGet(() -> overTemporary(pools)));
    }

    private boolean overlapsGoal(IpPool pool) {
      return pool.range().filter(target.pool().cidr()::overlaps).isPresent();
    }

    /** Over a pool that is there and in nobody's way. */
    private Migration over(IpPool pool, List<IpPool> pools) {
      var hop =
          new HopPool(
              pool.name(),
              pool.range().orElseThrow(),
              pool.effectiveBlockSize(),
              carried,
              target.pool().options(),
              uses());
      var others = without(pools, pool::equals);
      return new Migration(goalAfter(others), hop, Optional.of(pool), others, true);
    }

    /** Over the range that is lent; over nowhere, which the preflight refuses, if none is. */
    private Migration overTemporary(List<IpPool> pools) {
      var lent = target.wish().pool().temporaryCidr().orElse(target.pool().cidr());
      var name =
          cluster.pool(IpPool.TEMPORARY_NAME).isEmpty()
              ? Optional.of(IpPool.TEMPORARY_NAME)
              : freeName(pools);
      var hop =
          new HopPool(
              name.orElse(IpPool.TEMPORARY_NAME),
              lent,
              HopPool.blockSizeFor(lent, Pilot.nodes(cluster)),
              carried,
              target.pool().options(),
              uses());
      return new Migration(goalAfter(pools), hop, Optional.empty(), pools, true);
    }

    /** By then the pools that are left now are gone, and their names are free. */
    private HopPool goalAfter(List<IpPool> gone) {
      var then = without(cluster.managedPools(), gone::contains);
      return goal(freeName(then).orElse(IpPool.DEFAULT_NAME));
    }

    private HopPool goal(String name) {
      var pool = target.pool();
      return new HopPool(name, pool.cidr(), pool.blockSize(), carried, pool.options(), uses());
    }

    private List<String> uses() {
      return cluster.managedPool().map(IpPool::allowedUses).orElse(List.of());
    }

    /** One that no pool has, managed or not. */
    private Optional<String> freeName(List<IpPool> managed) {
      var others = without(cluster.datastore().pools(), cluster.managedPools()::contains);
      var taken = Stream.concat(managed.stream(), others.stream()).map(IpPool::name).toList();
      return IpPool.MANAGED_NAMES.stream()
          .filter(name -> !name.equals(IpPool.TEMPORARY_NAME))
          .filter(name -> !taken.contains(name))
          .findFirst();
    }

    private static List<IpPool> without(List<IpPool> pools, Predicate<IpPool> gone) {
      return new ArrayList<>(pools.stream().filter(gone.negate()).toList());
    }
  }
}
