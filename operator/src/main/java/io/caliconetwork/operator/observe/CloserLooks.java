package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.RangeChange;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a decision may need to know beyond what is watched, asked of the cluster as far as it is
 * known. Of tens of thousands of objects hardly one has anything to say, and few decisions ask.
 *
 * @param pods whether the decision depends on pods and namespaces
 * @param claims the range on whose blocks and claims it depends, if any
 * @param mentions the change of range after whose mentions is asked, if any
 */
public record CloserLooks(
    Predicate<ClusterSnapshot> pods,
    Function<ClusterSnapshot, Optional<Ipv4Range>> claims,
    Function<ClusterSnapshot, Optional<RangeChange>> mentions) {}
