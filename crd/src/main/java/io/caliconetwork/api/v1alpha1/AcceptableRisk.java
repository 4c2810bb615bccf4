package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Checks whose refusal an admin may override, one by one. */
public enum AcceptableRisk {
  /**
   * Overlay None while nodes are in several subnets, or where that cannot be told: the routers
   * between must carry pod addresses.
   */
  @JsonProperty("NodesInSeveralSubnets")
  NODES_IN_SEVERAL_SUBNETS
}
