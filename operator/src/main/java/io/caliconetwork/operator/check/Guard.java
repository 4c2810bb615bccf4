package io.caliconetwork.operator.check;

import java.util.Optional;

/** One question about a change. Pure. */
@FunctionalInterface
interface Guard {

  /** What is found, or empty when all is well. */
  Optional<Finding> finding(Situation situation);
}
