package io.caliconetwork.operator.report;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Pools and what is held of them, as far as it was looked at anyway; nothing is read for this. */
final class PoolMetrics {

  private final AtomicLong nodes = new AtomicLong();
  private final AtomicLong room = new AtomicLong();
  private final AtomicLong enabled = new AtomicLong();
  private final AtomicLong disabled = new AtomicLong();
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong addresses = new AtomicLong();

  PoolMetrics(MeterRegistry registry) {
    Gauge.builder("caliconetwork.nodes", nodes, AtomicLong::get)
        .description("nodes of the cluster")
        .register(registry);
    Gauge.builder("caliconetwork.pool.blocks", room, AtomicLong::get)
        .description("blocks that the range of the managed IPv4 pool has room for")
        .register(registry);
    pools(registry, "enabled", enabled);
    pools(registry, "disabled", disabled);
    Gauge.builder("caliconetwork.claimed.blocks", blocks, AtomicLong::get)
        .description("IPAM blocks in ranges that a change of ranges looks at; 0 at other times")
        .register(registry);
    Gauge.builder("caliconetwork.claimed.addresses", addresses, AtomicLong::get)
        .description("addresses given out of these blocks; 0 at other times")
        .register(registry);
  }

  private static void pools(MeterRegistry registry, String state, AtomicLong count) {
    Gauge.builder("caliconetwork.pools", count, AtomicLong::get)
        .description("IPv4 pools for pods, by whether they give new addresses")
        .tag("state", state)
        .register(registry);
  }

  void decided(Optional<ClusterSnapshot> cluster) {
    var pools = cluster.map(ClusterSnapshot::workloadPools).orElse(List.of());
    var off = pools.stream().filter(IpPool::disabled).count();
    nodes.set(cluster.map(c -> c.nodes().size()).orElse(0));
    room.set(cluster.flatMap(ClusterSnapshot::managedPool).map(PoolMetrics::blocks).orElse(0L));
    enabled.set(pools.size() - off);
    disabled.set(off);
    var held =
        cluster.map(ClusterSnapshot::claims).orElse(List.of()).stream()
            .flatMap(c -> c.blocks().stream())
            .filter(b -> !b.deleted())
            .toList();
    blocks.set(held.size());
    addresses.set(held.stream().mapToLong(b -> b.given().count()).sum());
  }

  private static long blocks(IpPool pool) {
    return pool.range().map(range -> range.blocks(pool.effectiveBlockSize())).orElse(0L);
  }
}
