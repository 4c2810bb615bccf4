package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.MigrationState;
import io.caliconetwork.api.v1alpha1.MigrationState.PodCount;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.Migration;
import io.caliconetwork.operator.observe.KeptFacts;
import io.caliconetwork.operator.plan.ChangeImpact;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.MovePods;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.Origin;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What status keeps of a change of ranges, written before the first write that needs it and dropped
 * when the change is over. Pure.
 */
public final class MigrationReport {

  private static final int MOST_NAMESPACES = 20;

  private MigrationReport() {}

  /** Reads what an earlier look has kept. */
  public static KeptFacts kept(Optional<CalicoNetworkStatus> status) {
    return status
        .map(CalicoNetworkStatus::migration)
        .flatMap(m ->
            Ipv4Range.parse(m.cidr())
                .map(range ->
                    new KeptFacts(
                        Optional.of(new Origin(m.pool(), range, m.blockSize(), moved(m))),
                        Optional.ofNullable(m.since()).map(Instant::parse))))
        .orElse(KeptFacts.NONE);
  }

  private static Origin.Moved moved(MigrationState state) {
    return state.pods() == null
        ? Origin.Moved.NONE
        : new Origin.Moved(
            ranges(state).stream().flatMap(r -> Ipv4Range.parse(r).stream()).toList(),
            state.pods());
  }

  private static List<String> ranges(MigrationState state) {
    return Objects.requireNonNullElse(state.leaving(), List.of());
  }

  /** What is kept now; null when nothing is under way. */
  static MigrationState of(Decision decision, MigrationState before, Instant now) {
    return switch (decision) {
      case Decision.Settled d -> null;
      case Decision.Proceed d when d.plan().impact() == ChangeImpact.MIGRATION ->
          before == null && !d.act() ? null : proceed(d, before, now);
      // What is in the way of it may be repaired in between.
      case Decision.Proceed d ->
          Migration.of(d.target(), d.cluster()).isPresent() || remains(d.cluster()) ? before : null;
      default -> before;
    };
  }

  /** Nothing else tells where to look for what is left of the range that pods came from. */
  private static boolean remains(ClusterSnapshot cluster) {
    return cluster
        .origin()
        .flatMap(o -> cluster.claims(o.cidr()))
        .map(c -> c.outside(cluster.datastore().pools()))
        .filter(c -> !c.none())
        .isPresent();
  }

  private static MigrationState proceed(
      Decision.Proceed decision, MigrationState before, Instant now) {
    var cluster = decision.cluster();
    var base = before == null ? begun(cluster) : before;
    var migration = Migration.of(decision.target(), cluster);
    if (migration.isEmpty()
        || !(decision.plan().steps().getFirst() instanceof MovePods gate)
        || !decision.act()) {
      return base;
    }
    var leaving = migration.get().leavingRanges().stream().map(Ipv4Range::toString).toList();
    var same = base.pods() != null && leaving.equals(ranges(base));
    var total = same ? Math.max(base.pods(), gate.total()) : gate.total();
    var moved = total - cluster.moves().map(m -> m.remaining().size()).orElse(0);
    return new MigrationState(
        base.pool(),
        base.cidr(),
        base.blockSize(),
        leaving,
        total,
        moved,
        moved + " of " + total,
        same ? base.since() : now.truncatedTo(ChronoUnit.SECONDS).toString(),
        namespaces(cluster));
  }

  private static MigrationState begun(ClusterSnapshot cluster) {
    IpPool pool = cluster.managedPool().orElseThrow();
    return new MigrationState(
        pool.name(),
        pool.range().orElseThrow().toString(),
        pool.effectiveBlockSize(),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static List<PodCount> namespaces(ClusterSnapshot cluster) {
    return cluster.moves().map(PodMoves::remaining).orElse(List.of()).stream()
        .map(MovingPod::owner)
        .collect(Collectors.groupingBy(o -> o.namespace(), Collectors.counting()))
        .entrySet()
        .stream()
        .map(e -> new PodCount(e.getKey(), Math.toIntExact(e.getValue())))
        .sorted(Comparator.comparing(PodCount::pods).reversed().thenComparing(PodCount::namespace))
        .limit(MOST_NAMESPACES)
        .toList();
  }
}
