package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ranges whose blocks and claims a decision depends on: none, as nearly always. Pure. */
public final class ClaimsAsked {

  private ClaimsAsked() {}

  /** Those of pools on their way out when it is their turn, and of pools that are to come. */
  public static List<Ipv4Range> of(Wish wish, ClusterSnapshot cluster) {
    if (cluster.datastore().api().read().isEmpty()) {
      return List.of();
    }
    var ranges = new ArrayList<Ipv4Range>();
    var target = Target.resolve(wish, cluster);
    Pilot.claimsAskedFor(wish, cluster).ifPresent(ranges::add);
    var migration = Migration.of(target, cluster);
    migration.ifPresent(m -> {
      if (m.live().isEmpty()) {
        ranges.add(m.destination().cidr());
      }
      if (noPods(cluster)) {
        m.leaving().stream()
            .filter(p -> emptied(p, cluster) || asksForConsent(p, wish))
            .flatMap(p -> p.range().stream())
            .forEach(ranges::add);
      }
    });
    if (migration.isEmpty()) {
      cluster.origin().ifPresent(o -> ranges.add(o.cidr()));
    }
    return ranges.stream().distinct().toList();
  }

  /** Whoever consents need not be told that nobody notices; nobody comes to a disabled pool. */
  private static boolean asksForConsent(IpPool pool, Wish wish) {
    return wish.consent().strategy() == MigrationStrategy.FORBID && !pool.disabled();
  }

  private static boolean noPods(ClusterSnapshot cluster) {
    return cluster.moves().map(PodMoves::remaining).filter(List::isEmpty).isPresent();
  }

  /** Disabled for long enough, and its tunnel addresses have moved. */
  static boolean emptied(IpPool pool, ClusterSnapshot cluster) {
    return (pool.disabled() || pool.terminating())
        // Until then somebody may still take an address.
        && cluster.settling().done()
        && pool.range().filter(r -> addressesHaveMoved(r, cluster)).isPresent();
  }

  /** As long as they have not, it is clear that the pool's blocks are in use. */
  private static boolean addressesHaveMoved(Ipv4Range range, ClusterSnapshot cluster) {
    return cluster.calicoNodes().stream()
        .filter(n -> n.host().notReady().isEmpty())
        .flatMap(n -> Stream.concat(n.ipipAddress().stream(), n.vxlanAddress().stream()))
        .noneMatch(range::hasAddress);
  }
}
