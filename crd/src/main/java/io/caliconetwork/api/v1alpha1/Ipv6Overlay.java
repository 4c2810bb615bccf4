package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How IPv6 pod traffic is carried. Calico has no IP-in-IP for IPv6. */
public enum Ipv6Overlay {
  /** No encapsulation. */
  @JsonProperty("None")
  NONE,
  /** VXLAN between all nodes. */
  @JsonProperty("VXLAN")
  VXLAN,
  /** VXLAN between nodes of different subnets. */
  @JsonProperty("VXLANCrossSubnet")
  VXLAN_CROSS_SUBNET
}
