package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.IpPool;
import java.util.List;
import java.util.Optional;

/**
 * Calico's own objects.
 *
 * @param api which of Calico's API groups serves IPPools
 * @param pools all of them
 * @param info ClusterInformation default; empty before the first calico-node start
 * @param bgp what needs BIRD
 * @param foreignBlocks while a pool of a managed family is missing: ranges of the IPAM blocks that
 *     are left
 */
public record Datastore(
    Api api,
    List<IpPool> pools,
    Optional<ClusterInfo> info,
    BgpFacts bgp,
    List<String> foreignBlocks) {

  /** Before Calico's CRDs are there. */
  public static final Datastore ABSENT =
      new Datastore(Api.ABSENT, List.of(), Optional.empty(), BgpFacts.NONE, List.of());

  public Datastore {
    pools = List.copyOf(pools);
    foreignBlocks = List.copyOf(foreignBlocks);
  }

  /** Which API group serves IPPools. */
  public enum Api {
    ABSENT(""),
    CRD_V1("crd.projectcalico.org/v1"),
    /** Served without {@code crd.projectcalico.org}: native v3 CRDs. */
    NATIVE_V3("projectcalico.org/v3");

    private final String groupVersion;

    Api(String groupVersion) {
      this.groupVersion = groupVersion;
    }

    public String groupVersion() {
      return groupVersion;
    }
  }

  /**
   * ClusterInformation default.
   *
   * @param calicoVersion as calico-node wrote it
   * @param ready false while Calico's datastore is locked for an upgrade or a migration
   */
  public record ClusterInfo(String calicoVersion, boolean ready) {}
}
