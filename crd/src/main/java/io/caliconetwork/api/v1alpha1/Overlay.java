package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How Calico carries traffic between pods of different nodes. */
public enum Overlay {
  /** No encapsulation: the underlay routes pod addresses; BIRD distributes the routes. */
  @JsonProperty("None")
  NONE,
  /** IP-in-IP between all nodes. */
  @JsonProperty("IPIP")
  IPIP,
  /** IP-in-IP between nodes of different subnets, nothing inside a subnet. */
  @JsonProperty("IPIPCrossSubnet")
  IPIP_CROSS_SUBNET,
  /** VXLAN between all nodes. */
  @JsonProperty("VXLAN")
  VXLAN,
  /** VXLAN between nodes of different subnets, nothing inside a subnet. */
  @JsonProperty("VXLANCrossSubnet")
  VXLAN_CROSS_SUBNET
}
