package io.caliconetwork.operator.check;

import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.Optional;

/** One question to the cluster. Pure. */
@FunctionalInterface
interface Check {

  /** The refusal, or empty when there is nothing to object to. */
  Optional<Refusal> refusal(Target target, ClusterSnapshot cluster);
}
