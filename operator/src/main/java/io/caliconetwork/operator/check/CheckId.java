package io.caliconetwork.operator.check;

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
  /** Calico's objects are served by another API group than this operator writes. */
  API_GROUP("CalicoAPIGroup"),
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
  /** The pool carries fields of Calico v2 that override the others. */
  POOL_LEGACY("LegacyPoolFields"),
  /** The pool's range cannot be read. */
  POOL_CIDR("PoolCIDRInvalid"),
  /** The pool is disabled. */
  POOL_DISABLED("PoolDisabled"),
  /** The new pool would overlap another. */
  POOL_OVERLAP("PoolOverlap"),
  /** Blocks of another size are left in the new pool's range. */
  LEFTOVER_BLOCKS("LeftoverBlocks"),
  /** cidr or blockSize differ from the live pool's. */
  MIGRATION_REQUIRED("MigrationRequired"),
  /** IPv6 pools are not managed yet. */
  IPV6_UNSUPPORTED("IPv6NotSupported"),
  /** No overlay, but the nodes are in several subnets. */
  SEVERAL_SUBNETS("NodesInSeveralSubnets");

  private final String id;

  CheckId(String id) {
    this.id = id;
  }

  /** As it stands in conditions and blockers. */
  public String id() {
    return id;
  }
}
