package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Checks whose refusal an admin may override, one by one; each is named as its check. */
public enum AcceptableRisk {
  /** Overlay None while nodes are in several subnets: the routers between must carry pods. */
  @JsonProperty("NodesInSeveralSubnets")
  NODES_IN_SEVERAL_SUBNETS,
  /** Nodes that are not Ready: gates do not wait for them, and they catch up when they are back. */
  @JsonProperty("NodesUnreachable")
  NODES_UNREACHABLE,
  /** None or CrossSubnet while one node counts another to its subnet but not the reverse. */
  @JsonProperty("AsymmetricSubnets")
  ASYMMETRIC_SUBNETS,
  /** Overlay None while node addresses are /32, so that nothing tells who shares a subnet. */
  @JsonProperty("NodeAddressesWithoutSubnet")
  NODE_ADDRESSES_WITHOUT_SUBNET,
  /** None or CrossSubnet in a cloud whose network drops addresses it has not assigned. */
  @JsonProperty("CloudFabric")
  CLOUD_FABRIC,
  /** A fixed MTU that, with the overlay's headers, is more than links are known to carry. */
  @JsonProperty("MTUTooLarge")
  MTU_TOO_LARGE,
  /** FelixConfiguration or FELIX_* keeps a tunnel that no pool needs any more. */
  @JsonProperty("FelixKeepsTunnel")
  FELIX_KEEPS_TUNNEL,
  /** A range outside kubeadm's podSubnet. */
  @JsonProperty("OutsidePodSubnet")
  OUTSIDE_POD_SUBNET,
  /** A range outside kube-proxy's clusterCIDR. */
  @JsonProperty("OutsideClusterCIDR")
  OUTSIDE_CLUSTER_CIDR,
  /** A change of range that policies or network sets have not been adapted to. */
  @JsonProperty("OldRangeInPolicies")
  OLD_RANGE_IN_POLICIES,
  /** A change of range that BGP filters or advertisements have not been adapted to. */
  @JsonProperty("OldRangeInBGP")
  OLD_RANGE_IN_BGP,
  /** Blocks with fewer addresses than a node takes pods. */
  @JsonProperty("FewAddressesPerNode")
  FEW_ADDRESSES_PER_NODE,
  /** calico-kube-controllers does not run, or not its node controller. */
  @JsonProperty("KubeControllersCannotCleanUp")
  KUBE_CONTROLLERS_CANNOT_CLEAN_UP
}
