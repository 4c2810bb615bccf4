package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.plan.PoolGate.AwaitForwarding;
import io.caliconetwork.operator.plan.PoolGate.AwaitPoolDeletion;
import io.caliconetwork.operator.plan.PoolGate.AwaitPoolEmpty;
import io.caliconetwork.operator.plan.PoolStep.DeletePool;
import io.caliconetwork.operator.plan.PoolStep.DisablePool;
import io.caliconetwork.operator.plan.PoolStep.ReleaseBlocks;
import io.caliconetwork.operator.plan.Step.AwaitTunnelAddresses;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.IpamClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way out of a pool: off, tunnel addresses moved or given up, nobody holds an address of it,
 * blocks and claims released, deleted. Nothing of it remains.
 */
final class Retirement {

  private final ClusterSnapshot cluster;
  private final IpPool pool;
  private final Encapsulation carried;
  private final Set<String> unreachable;
  private final Optional<IpamClaims> claims;

  /**
   * The retirement of a pool that is there.
   *
   * @param carried how pods are carried meanwhile
   * @param unreachable nodes that are not waited for
   */
  Retirement(IpPool pool, Encapsulation carried, ClusterSnapshot cluster, Set<String> unreachable) {
    this.pool = pool;
    this.carried = carried;
    this.cluster = cluster;
    this.unreachable = unreachable;
    this.claims = pool.range().flatMap(cluster::claims);
  }

  /** All steps of a pool that is still to come. */
  static List<Step> ahead(String pool, Encapsulation carried, ClusterSnapshot cluster) {
    var steps = new ArrayList<>(offAhead(pool, carried, cluster));
    steps.addAll(goneAhead(pool, cluster));
    return steps;
  }

  /** Until it gives no address any more, of a pool that is still to come. */
  static List<Step> offAhead(String pool, Encapsulation carried, ClusterSnapshot cluster) {
    var steps = new ArrayList<Step>();
    steps.add(settling(cluster));
    steps.addAll(off(pool, true, carried, cluster));
    return steps;
  }

  /** From then on. */
  static List<Step> goneAhead(String pool, ClusterSnapshot cluster) {
    var steps = new ArrayList<Step>();
    steps.add(AwaitPoolEmpty.ahead(pool));
    if (releasesItself(cluster)) {
      steps.add(new ReleaseBlocks(pool, Optional.empty()));
    }
    steps.add(new DeletePool(pool));
    return steps;
  }

  /**
   * The remaining steps.
   *
   * @param changing whether another pool changes right before
   */
  List<Step> steps(boolean changing) {
    var steps = new ArrayList<>(off(changing));
    steps.addAll(gone(!steps.isEmpty()));
    return steps;
  }

  /**
   * What remains until it gives no address any more and tunnels have followed.
   *
   * @param changing whether another pool changes right before
   */
  List<Step> off(boolean changing) {
    var steps = new ArrayList<Step>();
    if (!begun()) {
      if (serves() && (changing || !cluster.settling().done())) {
        steps.add(changing ? settling(cluster) : new AwaitForwarding(cluster.settling()));
      }
      steps.addAll(off(pool.name(), serves(), carried, cluster));
      return steps;
    }
    var lagging =
        TunnelAddresses.lagging(carried, cluster).stream()
            .filter(n -> !unreachable.contains(n))
            .toList();
    if (!lagging.isEmpty()) {
      steps.add(AwaitTunnelAddresses.of(carried, "", cluster.calicoNodes().size(), lagging));
      steps.add(settling(cluster));
    } else if (!cluster.settling().done()) {
      steps.add(new AwaitForwarding(cluster.settling()));
    }
    return steps;
  }

  /** The same behind that of another pool, which ends with the very waits that this one needs. */
  List<Step> offAfterAnother() {
    return begun() ? List.of() : off(pool.name(), serves(), carried, cluster);
  }

  /**
   * What remains from then on.
   *
   * @param later whether something comes before; what address management keeps is shown when it is
   *     its turn, for until then it changes
   */
  List<Step> gone(boolean later) {
    return later || claims.isEmpty() ? goneAhead(pool.name(), cluster) : release(claims.get());
  }

  /** Whether the pool gives no new address any more. */
  private boolean begun() {
    return pool.disabled() || pool.terminating();
  }

  /** Whether pods' traffic goes through the tunnels that this pool has built. */
  private boolean serves() {
    return pool.encapsulation().filter(e -> e.family() == carried.family()).isPresent();
  }

  /** Whether it has to stay for nodes that cannot be waited for. */
  boolean kept() {
    return begun() && claims.map(IpamClaims::given).filter(g -> g.onlyOf(unreachable)).isPresent();
  }

  private static List<Step> off(
      String pool, boolean serves, Encapsulation carried, ClusterSnapshot cluster) {
    return List.of(
        new DisablePool(pool, serves ? Gap.tunnelsMove(carried) : Gap.tunnelsGo()),
        AwaitTunnelAddresses.ahead(carried, ""),
        // Also for those who were about to take an address when the pool was disabled.
        settling(cluster));
  }

  private List<Step> release(IpamClaims found) {
    var steps = new ArrayList<Step>();
    if (!found.given().none() && !kept()) {
      steps.add(AwaitPoolEmpty.of(pool, found, cluster));
    }
    var toRelease = releasesItself(cluster) ? found.releasable() : found.withoutBlocks();
    if (!toRelease.none()) {
      steps.add(new ReleaseBlocks(pool.name(), Optional.of(toRelease)));
    } else if (!steps.isEmpty() && releasesItself(cluster)) {
      steps.add(new ReleaseBlocks(pool.name(), Optional.empty()));
    }
    if (!kept()) {
      steps.add(
          pool.terminating() ? new AwaitPoolDeletion(pool.name()) : new DeletePool(pool.name()));
    }
    return steps;
  }

  /**
   * Calico's API server releases blocks and claims itself when it deletes a pool, but for claims to
   * blocks that are not there.
   */
  private static boolean releasesItself(ClusterSnapshot cluster) {
    return cluster.datastore().api() != Datastore.Api.AGGREGATED_V3;
  }

  private static AwaitForwarding settling(ClusterSnapshot cluster) {
    return new AwaitForwarding(cluster.settling().ahead());
  }
}
