package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.List;

/** What a look at the cluster gave. */
public sealed interface Observation {

  /**
   * Everything was read.
   *
   * @param cluster as it is
   */
  record Seen(ClusterSnapshot cluster) implements Observation {}

  /**
   * Some first answers are still out.
   *
   * @param what has not been read, each with the API server's last answer if there was one
   */
  record NotYet(List<String> what) implements Observation {
    public NotYet {
      what = List.copyOf(what);
    }
  }

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
