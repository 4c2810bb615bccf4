package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.ClusterSnapshot;

/** What a look at the cluster gave. */
public sealed interface Observation {

  /**
   * Everything was read.
   *
   * @param cluster as it is
   */
  record Seen(ClusterSnapshot cluster) implements Observation {}

  /** Some first answers are still out. */
  record NotYet() implements Observation {}

  /**
   * The API server refuses a read.
   *
   * @param what was refused
   * @param remedy what to do about it
   */
  record Denied(String what, String remedy) implements Observation {
    Denied(String what) {
      this(what, "grant it to the operator's ServiceAccount");
    }
  }
}
