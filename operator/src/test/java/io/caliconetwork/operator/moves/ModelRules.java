package io.caliconetwork.operator.moves;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolEnv;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.gap.StoredIpam;
import io.caliconetwork.operator.moves.ModelPods.Phase;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** What no interleaving may break (calico-semantics §5.3, §5.4 and its pitfalls). */
final class ModelRules {

  private ModelRules() {}

  /** At every moment. */
  static void hold(ModelCluster cluster) {
    var pools = cluster.pools();
    assertThat(pools)
        .as("pods get addresses from some pool")
        .anyMatch(p -> p.forWorkloads() && !p.disabled());
    for (var one : pools) {
      for (var other : pools) {
        if (one.name().compareTo(other.name()) < 0) {
          assertThat(range(one).overlaps(range(other))).as(one + " overlaps " + other).isFalse();
        }
      }
    }
    Stream.concat(
            cluster.ipam().blocks().stream().map(b -> b.cidr()),
            cluster.ipam().affinities().stream().map(a -> a.cidr()))
        .map(Ipv4Range::of)
        .forEach(block ->
            assertThat(pools)
                .as(block + " is of a pool, and of its size")
                .anyMatch(
                    p -> range(p).contains(block) && p.effectiveBlockSize() == block.prefix()));
    var given = new HashSet<String>();
    for (var block : cluster.ipam().blocks()) {
      for (var ordinal : block.allocations().used().keySet()) {
        assertThat(given.add(block.address(ordinal)))
            .as(block.address(ordinal) + " is given twice")
            .isTrue();
      }
    }
  }

  /** Before a pool is deleted. */
  static void deletion(ModelCluster cluster, String name) {
    var pool = pool(cluster, name);
    var range = range(pool);
    assertThat(pool.disabled()).as(name + " still gives addresses").isTrue();
    assertThat(cluster.pods().all()).as(name).noneMatch(p -> p.in(List.of(range)));
    for (var node : ModelCluster.NODES) {
      assertThat(cluster.annotations(node).values()).as(name).noneMatch(range::hasAddress);
    }
    assertThat(StoredIpam.remains(cluster.ipam(), range)).as("left behind by " + name).isEmpty();
  }

  /** Before a pool is disabled: were all of them to go, calico-node would create the wished one. */
  static void disabling(ModelCluster cluster, ClusterSnapshot seen, Wish wish, String name) {
    var pool = pool(cluster, name);
    if (!pool.forWorkloads()) {
      return;
    }
    var goal = Target.resolve(wish, seen).pool();
    assertThat(cluster.calicoNode().variable(PoolEnv.CIDR.variable()))
        .as("calico-node's range before a pool goes: what it would create were all to go")
        .contains(goal.cidr().toString());
    assertThat(cluster.calicoNode().variable(PoolEnv.BLOCK_SIZE.variable()).orElse("26"))
        .as("calico-node's block size before a pool goes")
        .isEqualTo(String.valueOf(goal.blockSize()));
    assertThat(cluster.calicoNode().rolling()).as("not on every node yet").isFalse();
    assertThat(cluster.pools())
        .as("tunnels find another pool of the same kind")
        .anyMatch(p ->
            !p.name().equals(name)
                && !p.disabled()
                && p.encapsulation().equals(pool.encapsulation()));
  }

  /** Before a pool is carried otherwise. */
  static void encapsulation(ClusterSnapshot seen) {
    assertThat(seen.managedPools()).as("two pools would be carried differently").hasSize(1);
  }

  /** At the end. */
  static void fulfilled(ModelCluster cluster, Wish wish) {
    assertThat(cluster.pools()).hasSize(1);
    var pool = cluster.pools().getFirst();
    assertThat(pool.disabled()).isFalse();
    wish.pool().cidr().ifPresent(r -> assertThat(pool.range()).contains(r));
    wish.pool()
        .blockSize()
        .ifPresent(size -> assertThat(pool.effectiveBlockSize()).isEqualTo(size));
    assertThat(pool.encapsulation()).contains(wish.overlay());
    // One that starts gets its address of the pool that is left.
    assertThat(cluster.pods().all())
        .allMatch(p -> p.phase() == Phase.PENDING || p.in(List.of(range(pool))));
  }

  private static IpPool pool(ModelCluster cluster, String name) {
    return cluster.pools().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private static Ipv4Range range(IpPool pool) {
    return pool.range().orElseThrow();
  }
}
