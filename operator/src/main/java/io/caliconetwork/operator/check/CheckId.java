package io.caliconetwork.operator.check;

/** Names of the checks, in the order in which the first of several failures names the condition. */
public enum CheckId {
  /** tigera-operator manages this Calico. */
  TIGERA_OPERATOR("TigeraOperator"),
  /** Canal: flannel carries the traffic. */
  CANAL("Canal"),
  /** Calico's datastore is etcd, which this operator cannot read. */
  ETCD_DATASTORE("EtcdDatastore"),
  /** Addresses come from host-local IPAM, not from IPPools. */
  HOST_LOCAL_IPAM("HostLocalIPAM"),
  /** calico-node only enforces policy. */
  BACKEND_NONE("BackendNone"),
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
  /** The backend must change but is no ConfigMap key. */
  BACKEND_LITERAL("BackendLiteral"),
  /** The bird probes must change but a probe is of a form we do not know. */
  PROBE_UNKNOWN("ProbeNotRecognised"),
  /** The MTU must change but is not read from the ConfigMap. */
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
