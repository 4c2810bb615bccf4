package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import java.util.Arrays;
import java.util.Optional;

/** Names of the checks, in the order in which the first of several failures names the condition. */
public enum CheckId {
  /** tigera-operator manages this Calico. */
  TIGERA_OPERATOR("TigeraOperator"),
  /** Canal: flannel carries the traffic. */
  CANAL("Canal"),
  /** Calico's datastore is etcd, which this operator cannot read. */
  ETCD_DATASTORE("EtcdDatastore"),
  /** calico-node only enforces policy. */
  BACKEND_NONE("BackendNone"),
  /** Addresses come from host-local IPAM, not from IPPools. */
  HOST_LOCAL_IPAM("HostLocalIPAM"),
  /** Calico's datastore is locked for an upgrade or a migration. */
  DATASTORE_LOCKED("DatastoreLocked"),
  /** Calico's objects are being moved from one API group to the other. */
  DATASTORE_MIGRATING("DatastoreMigrating"),
  /** It cannot be told which API group Calico uses. */
  API_GROUP("CalicoAPIGroup"),
  /** Calico's aggregated API server does not answer. */
  API_UNAVAILABLE("CalicoAPIUnavailable"),
  /** The DaemonSet has no container calico-node. */
  CONTAINER_MISSING("CalicoNodeContainerMissing"),
  /** The ConfigMap that calico-node reads is not there, or lacks the key. */
  CONFIG_MAP_MISSING("CalicoConfigMapMissing"),
  /** The backend may have to change but comes from where we neither read nor write. */
  BACKEND_SOURCE("BackendSource"),
  /** BIRD must stop but a probe is of a form we do not know, and may ask for it. */
  PROBE_UNKNOWN("ProbeNotRecognised"),
  /** The MTU must change but does not come from the ConfigMap's veth_mtu alone. */
  MTU_LITERAL("MTULiteral"),
  /** A variable of the default pool comes from somewhere we cannot follow. */
  ENV_SOURCE("PoolEnvSource"),
  /** NO_DEFAULT_POOLS together with a CIDR terminates calico-node. */
  NO_DEFAULT_POOLS("NoDefaultPools"),
  /** Several pools, none of which is calico-node's default. */
  POOL_AMBIGUOUS("DefaultPoolAmbiguous"),
  /** The pool's range cannot be read. */
  POOL_CIDR("PoolCIDRInvalid"),
  /** The pool is disabled. */
  POOL_DISABLED("PoolDisabled"),
  /** Calico's pool controller has taken the pool out of use, or it is being deleted. */
  POOL_NOT_ALLOCATABLE("PoolNotAllocatable"),
  /** The new pool would overlap another. */
  POOL_OVERLAP("PoolOverlap"),
  /** Blocks of another size are left in the new pool's range. */
  LEFTOVER_BLOCKS("LeftoverBlocks"),
  /** Several pools of a change of ranges, and nothing tells which of them is to stay. */
  MIGRATION_UNCLEAR("MigrationUnclear"),
  /** The wished range overlaps the present one, and no third one is lent. */
  TEMPORARY_CIDR_REQUIRED("TemporaryCIDRRequired"),
  /** The wished range has fewer addresses than are needed. */
  RANGE_TOO_SMALL("RangeTooSmall"),
  /** Pods got addresses again of a pool that is disabled. */
  PODS_COME_BACK("PodsComeBack"),
  /** cidr or blockSize differ from the live IPv6 pool's, whose pods this version does not move. */
  IPV6_RANGE_IN_USE("IPv6RangeInUse"),
  /** IPv6 is wished, and calico-node would terminate on nodes without an address of it. */
  IPV6_NODES("NodesWithoutIPv6"),
  /** VXLAN over IPv6 on kernels that do not carry it. */
  IPV6_KERNEL("IPv6VXLANKernel"),
  /** The CNI configuration that would have to give pods IPv6 addresses cannot be edited. */
  IPV6_CNI("IPv6CNIConfig"),
  /** The CNI configuration names IPv6 pools, and ours is not among them. */
  IPV6_POOL_PINNED("IPv6PoolPinned"),
  /** Fewer blocks in the IPv6 pool than nodes. */
  IPV6_BLOCKS("IPv6BlocksFewerThanNodes"),
  /** The IPv6 range has addresses of nodes. */
  IPV6_NODE_OVERLAP("IPv6NodeAddressOverlap"),
  /** Felix is told not to use the encapsulation of the wish. */
  FELIX_DISABLES_OVERLAY("FelixDisablesOverlay"),
  /** FelixConfiguration and BGPConfiguration disagree about who programs routes. */
  PROGRAM_CLUSTER_ROUTES("ProgramClusterRoutesPair"),
  /** A range overlaps the addresses of Services. */
  SERVICE_OVERLAP("ServiceRangeOverlap"),
  /** A range has addresses of nodes. */
  NODE_OVERLAP("NodeAddressOverlap"),
  /** Fewer blocks than nodes. */
  BLOCKS_FEWER_THAN_NODES("BlocksFewerThanNodes"),
  /** Pods are pinned to other ranges than the pool would have. */
  POOL_PINNED("PoolPinned"),
  /** Azure's network drops IP-in-IP. */
  IPIP_ON_AZURE("IPIPOnAzure"),
  /** Windows nodes know no IP-in-IP. */
  IPIP_WITH_WINDOWS("IPIPWithWindows"),
  /** Windows nodes know no CrossSubnet. */
  CROSS_SUBNET_WITH_WINDOWS("CrossSubnetWithWindows"),
  /** The name of the pool that would build tunnels ahead belongs to somebody else's pool. */
  PILOT_POOL_NAME_TAKEN("PilotPoolNameTaken"),
  /** The range that is lent has fewer addresses than there are nodes. */
  TEMPORARY_CIDR_TOO_SMALL("TemporaryCIDRTooSmall"),
  /** Some node is not Ready. */
  NODES_UNREACHABLE("NodesUnreachable"),
  /** Some calico-node is not available, and the change has not begun. */
  CALICO_NODE_UNAVAILABLE("CalicoNodeUnavailable"),
  /** No overlay, but the nodes are in several subnets. */
  NODES_IN_SEVERAL_SUBNETS("NodesInSeveralSubnets"),
  /** Nodes disagree about who is in their subnet. */
  ASYMMETRIC_SUBNETS("AsymmetricSubnets"),
  /** No overlay, but node addresses tell no subnet. */
  NODE_ADDRESSES_WITHOUT_SUBNET("NodeAddressesWithoutSubnet"),
  /** Pod addresses would reach a cloud's network bare. */
  CLOUD_FABRIC("CloudFabric"),
  /** The fixed MTU leaves no room for the overlay. */
  MTU_TOO_LARGE("MTUTooLarge"),
  /** Felix is told to keep a tunnel that no pool needs. */
  FELIX_KEEPS_TUNNEL("FelixKeepsTunnel"),
  /** The range is not in kubeadm's podSubnet. */
  OUTSIDE_POD_SUBNET("OutsidePodSubnet"),
  /** The range is not in kube-proxy's clusterCIDR. */
  OUTSIDE_CLUSTER_CIDR("OutsideClusterCIDR"),
  /** Policies or network sets mention the range that pods leave, and not the new one. */
  OLD_RANGE_IN_POLICIES("OldRangeInPolicies"),
  /** BGP filters or advertisements mention the range that pods leave, and not the new one. */
  OLD_RANGE_IN_BGP("OldRangeInBGP"),
  /** A node's blocks have fewer addresses than the node takes pods. */
  FEW_ADDRESSES_PER_NODE("FewAddressesPerNode"),
  /** Nothing releases the addresses and blocks that nodes leave behind. */
  KUBE_CONTROLLERS_CANNOT_CLEAN_UP("KubeControllersCannotCleanUp"),
  /**
   * cidr or blockSize differ from the live pool's, and nobody consented to moving pods; the last,
   * for consent helps only where nothing else is in the way.
   */
  MIGRATION_REQUIRED("MigrationRequired");

  private final String id;

  CheckId(String id) {
    this.id = id;
  }

  /** The risk of the same name that {@code spec.acceptRisks} may name; empty for most checks. */
  public Optional<AcceptableRisk> risk() {
    return Arrays.stream(AcceptableRisk.values()).filter(r -> r.name().equals(name())).findFirst();
  }

  /** The check of a risk. */
  static CheckId of(AcceptableRisk risk) {
    return valueOf(risk.name());
  }

  /** As it stands in conditions and blockers. */
  public String id() {
    return id;
  }
}
