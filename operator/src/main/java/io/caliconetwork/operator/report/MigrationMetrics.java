package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.PodMoves;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Pods while ranges change. */
final class MigrationMetrics {

  private enum Pods {
    /** They have an address of a range that is left. */
    REMAINING,
    /** They had, when the first was moved. */
    MOVED,
    /** Evicted, and not replaced by Ready ones yet. */
    MOVING,
    /** Of the remaining: their evictions are refused. */
    REFUSED
  }

  private final Map<Pods, AtomicInteger> pods = new EnumMap<>(Pods.class);

  MigrationMetrics(MeterRegistry registry) {
    for (var state : Pods.values()) {
      var count = new AtomicInteger();
      pods.put(state, count);
      Gauge.builder("caliconetwork.migration.pods", count, AtomicInteger::get)
          .description("pods that have to leave their addresses while ranges change, by state")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  void decided(Optional<ClusterSnapshot> cluster, CalicoNetworkStatus status) {
    var moves = cluster.flatMap(ClusterSnapshot::moves).orElse(PodMoves.NONE);
    var refused = moves.refused().keySet();
    set(Pods.REMAINING, moves.remaining().size());
    set(Pods.MOVING, moves.onTheWayInAll());
    set(
        Pods.REFUSED,
        refused.isEmpty()
            ? 0
            : (int) moves.remaining().stream().filter(p -> refused.contains(p.owner())).count());
    set(
        Pods.MOVED,
        Optional.ofNullable(status.migration())
            .flatMap(m -> Optional.ofNullable(m.moved()))
            .orElse(0));
  }

  void forget() {
    pods.values().forEach(p -> p.set(0));
  }

  private void set(Pods state, int count) {
    pods.get(state).set(count);
  }
}
