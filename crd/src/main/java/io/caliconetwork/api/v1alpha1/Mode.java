package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether the operator acts or only shows what it would do. */
public enum Mode {
  /** Converge the cluster to the spec. */
  @JsonProperty("Enforce")
  ENFORCE,
  /** Compute and show the plan in status; write nothing to Calico. */
  @JsonProperty("Plan")
  PLAN
}
