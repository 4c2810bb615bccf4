package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.Origin;
import java.time.Instant;
import java.util.Optional;

/**
 * What status keeps because it cannot be seen from the cluster.
 *
 * @param origin where a change of ranges began
 * @param moving since when pods are moved from the ranges that they leave now
 */
public record KeptFacts(Optional<Origin> origin, Optional<Instant> moving) {

  /** No change of ranges is under way. */
  public static final KeptFacts NONE = new KeptFacts(Optional.empty(), Optional.empty());
}
