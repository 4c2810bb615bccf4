package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.HopPool;
import io.caliconetwork.operator.check.Migration;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.UnreachableNodes;
import io.caliconetwork.operator.plan.PoolGate.AwaitPoolEmpty;
import io.caliconetwork.operator.plan.PoolGate.AwaitPoolUsable;
import io.caliconetwork.operator.plan.PoolStep.EnablePool;
import io.caliconetwork.operator.plan.PoolStep.ReleaseBlocks;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.Origin;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pods from one range to another: the new pool first; the old ones off, tunnels moved; pods moved;
 * the old ones without a trace. Where the ranges overlap, all of that twice (calico-semantics
 * §11D).
 */
final class MigrationSteps {

  private final Migration migration;
  private final Target target;
  private final ClusterSnapshot cluster;

  MigrationSteps(Migration migration, Target target, ClusterSnapshot cluster) {
    this.migration = migration;
    this.target = target;
    this.cluster = cluster;
  }

  /** What remains until pods can get addresses where they go. */
  List<Step> arrive() {
    var steps = new ArrayList<Step>();
    var there = migration.live();
    if (there.isEmpty()) {
      // Left in the range from a pool of long ago: nodes would make blocks of that size again.
      cluster
          .claims(migration.destination().cidr())
          .map(c -> c.outside(after(migration.destination())))
          .map(IpamClaims::releasable)
          .filter(c -> !c.none())
          .ifPresent(c ->
              steps.add(
                  new ReleaseBlocks(migration.destination().cidr().toString(), Optional.of(c))));
      steps.add(new Step.CreatePool(migration.destination()));
      return steps;
    }
    var pool = there.get();
    if (pool.disabled()) {
      steps.add(new EnablePool(pool.name()));
    }
    if (!pool.options().equals(target.pool().options())) {
      steps.add(new Step.SetPoolOptions(pool.name(), target.pool().options()));
    }
    pool.notAllocatable()
        .filter(why -> !pool.disabled())
        .ifPresent(why -> steps.add(new AwaitPoolUsable(pool.name(), why)));
    return steps;
  }

  /** As a pool that is there, for what lies in its range. */
  private static List<IpPool> after(HopPool pool) {
    return List.of(
        new IpPool(
            pool.name(),
            "",
            pool.cidr().toString(),
            pool.blockSize(),
            new IpPool.Modes("Never", "Never", false),
            pool.options(),
            false,
            List.of()));
  }

  /**
   * What remains from then on.
   *
   * @param arriving whether something remains before
   */
  List<Step> leave(boolean arriving) {
    var unreachable = UnreachableNodes.accepted(target, cluster);
    var carried = migration.goal().encapsulation();
    var steps = new ArrayList<Step>();
    var retirements =
        migration.leaving().stream()
            .map(p -> new Retirement(p, carried, cluster, unreachable))
            .toList();
    for (var retirement : retirements) {
      steps.addAll(steps.isEmpty() ? retirement.off(arriving) : retirement.offAfterAnother());
    }
    move(arriving || !steps.isEmpty()).ifPresent(steps::add);
    for (var retirement : retirements) {
      steps.addAll(retirement.gone(arriving || !steps.isEmpty()));
    }
    if (migration.hopAhead()) {
      hop(steps);
    }
    return steps;
  }

  private Optional<Step> move(boolean ahead) {
    var moves = cluster.moves();
    var consent = target.wish().consent();
    if (moves.isEmpty() || ahead) {
      return everMoves()
          ? Optional.of(MovePods.ahead(consent, moves.map(m -> m.remaining().size()).orElse(0)))
          : Optional.empty();
    }
    return moves.get().remaining().isEmpty() && moves.get().onTheWay().isEmpty()
        ? Optional.empty()
        : Optional.of(MovePods.of(moves.get(), began(), consent));
  }

  private int began() {
    return cluster
        .origin()
        .map(Origin::moved)
        .filter(m -> m.leaving().equals(migration.leavingRanges()))
        .map(Origin.Moved::pods)
        .orElse(0);
  }

  /** Whether there are pods to move at all, or have been. */
  private boolean everMoves() {
    return cluster.moves().map(PodMoves::remaining).filter(List::isEmpty).isEmpty()
        || cluster.origin().filter(o -> o.moved().pods() > 0).isPresent();
  }

  /** The same once more, to the goal. */
  private void hop(List<Step> steps) {
    var from = migration.destination().name();
    var carried = migration.goal().encapsulation();
    steps.add(new Step.CreatePool(migration.goal()));
    steps.addAll(Retirement.offAhead(from, carried, cluster));
    if (everMoves()) {
      steps.add(MovePods.ahead(target.wish().consent(), 0));
    }
    steps.addAll(Retirement.goneAhead(from, cluster));
  }

  /**
   * What is found of the range that pods came from after its pool has been deleted: nothing, unless
   * somebody held on to it at the very last moment.
   */
  static List<Step> remains(ClusterSnapshot cluster) {
    var steps = new ArrayList<Step>();
    cluster
        .origin()
        .flatMap(o -> cluster.claims(o.cidr()))
        .map(c -> c.outside(cluster.datastore().pools()))
        .filter(c -> !c.none())
        .ifPresent(c -> {
          if (!c.given().none()) {
            steps.add(AwaitPoolEmpty.left(c.range(), c, cluster));
          }
          if (!c.releasable().none()) {
            steps.add(new ReleaseBlocks(c.range().toString(), Optional.of(c.releasable())));
          }
        });
    return steps;
  }
}
