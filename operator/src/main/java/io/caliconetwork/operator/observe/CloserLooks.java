package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.ClaimsAsked;
import io.caliconetwork.operator.check.Migration;
import io.caliconetwork.operator.check.PoolPins;
import io.caliconetwork.operator.check.RangeMentions;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.RangeChange;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where a decision about a cluster needs a closer look. What is looked at is not watched all the
 * time: of tens of thousands hardly one has anything to say, and only a change of addresses or a
 * second pool asks.
 *
 * @param pins whether it depends on what pins pods to pools
 * @param leaving ranges whose pods it depends on
 * @param claims ranges on whose blocks and claims it depends
 * @param mentions the change of range after whose mentions is asked, if any
 */
public record CloserLooks(
    Predicate<ClusterSnapshot> pins,
    Function<ClusterSnapshot, List<Ipv4Range>> leaving,
    Function<ClusterSnapshot, List<Ipv4Range>> claims,
    Function<ClusterSnapshot, Optional<RangeChange>> mentions) {

  /** Those that a decision about this wish needs. */
  public static CloserLooks of(Wish wish) {
    return new CloserLooks(
        c -> PoolPins.matter(wish, c),
        c ->
            Migration.of(Target.resolve(wish, c), c)
                .map(Migration::leavingRanges)
                .orElse(List.of()),
        c -> ClaimsAsked.of(wish, c),
        c -> RangeMentions.sought(wish, c));
  }
}
