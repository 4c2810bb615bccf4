package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What may be done to pods when their addresses must change. */
public enum MigrationStrategy {
  /** Nothing: a change of cidr or blockSize is refused, with the plan shown. */
  @JsonProperty("Forbid")
  FORBID,
  /** The operator prepares and finishes; the admin moves the pods. */
  @JsonProperty("Manual")
  MANUAL,
  /** The operator moves pods through the Eviction API. */
  @JsonProperty("Evict")
  EVICT
}
