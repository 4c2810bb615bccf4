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
 * The way out of a second pool that gives addresses to tunnels only: off, tunnel addresses moved or
 * given up, nobody holds an address of it, blocks and claims released, deleted. Nothing of it
 * remains.
 */
final class Retirement {

  private final ClusterSnapshot cluster;
  private final IpPool pool;
  private final Encapsulation carried;
  private final Set<String> unreachable;
  private final Optional<IpamClaims> claims;
  private final List<Step> steps = new ArrayList<>();

  /**
   * The retirement of a pool that is there.
   *
   * @param carried how the default pool is carried meanwhile
   * @param unreachable nodes that are not waited for
   */
  Retirement(IpPool pool, Encapsulation carried, ClusterSnapshot cluster, Set<String> unreachable) {
    this.pool = pool;
    this.carried = carried;
    this.cluster = cluster;
    this.unreachable = unreachable;
    this.claims = cluster.claims().filter(c -> pool.range().filter(c.range()::equals).isPresent());
  }

  /** All steps of a pool that is still to come. */
  static List<Step> ahead(String pool, Encapsulation carried, ClusterSnapshot cluster) {
    var steps = new ArrayList<Step>();
    steps.add(settling(cluster));
    off(pool, true, carried, cluster, steps);
    gone(pool, cluster, steps);
    return steps;
  }

  /**
   * The remaining steps.
   *
   * @param changing whether the default pool changes right before
   */
  List<Step> steps(boolean changing) {
    if (!begun()) {
      if (serves() && (changing || !cluster.settling().done())) {
        steps.add(changing ? settling(cluster) : new AwaitForwarding(cluster.settling()));
      }
      off(pool.name(), serves(), carried, cluster, steps);
      gone(pool.name(), cluster, steps);
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
    // What is kept there is shown when it is its turn: until then it changes.
    if (claims.isEmpty() || !steps.isEmpty()) {
      gone(pool.name(), cluster, steps);
    } else {
      release(claims.get());
    }
    return steps;
  }

  /** Whether the pool gives no new address any more. */
  private boolean begun() {
    return pool.disabled() || pool.terminating();
  }

  /** Whether the default pool's traffic goes through the tunnels that this pool has built. */
  private boolean serves() {
    return pool.encapsulation().filter(e -> e.family() == carried.family()).isPresent();
  }

  /** Whether it has to stay for nodes that cannot be waited for. */
  boolean kept() {
    return begun()
        && claims
            .map(IpamClaims::holders)
            .filter(h -> !h.isEmpty() && h.stream().allMatch(w -> unreachable.contains(w.node())))
            .isPresent();
  }

  private static void off(
      String pool,
      boolean serves,
      Encapsulation carried,
      ClusterSnapshot cluster,
      List<Step> steps) {
    steps.add(new DisablePool(pool, serves ? Gap.tunnelsMove(carried) : Gap.tunnelsGo()));
    steps.add(AwaitTunnelAddresses.ahead(carried, ""));
    // Also for those who were about to take an address when the pool was disabled.
    steps.add(settling(cluster));
  }

  private static void gone(String pool, ClusterSnapshot cluster, List<Step> steps) {
    steps.add(AwaitPoolEmpty.ahead(pool));
    if (releasesItself(cluster)) {
      steps.add(new ReleaseBlocks(pool, Optional.empty()));
    }
    steps.add(new DeletePool(pool));
  }

  private void release(IpamClaims found) {
    if (!found.holders().isEmpty() && !kept()) {
      steps.add(AwaitPoolEmpty.of(pool.name(), found));
    }
    var toRelease = releasesItself(cluster) ? found.releasable() : found.withoutBlocks();
    if (!toRelease.none()) {
      steps.add(new ReleaseBlocks(pool.name(), Optional.of(toRelease)));
    }
    if (!kept()) {
      steps.add(
          pool.terminating() ? new AwaitPoolDeletion(pool.name()) : new DeletePool(pool.name()));
    }
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
