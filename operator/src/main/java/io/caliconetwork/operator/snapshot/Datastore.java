package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.IpPool;
import java.util.List;
import java.util.Optional;

/**
 * Calico's own objects.
 *
 * @param api which of Calico's API groups to use
 * @param pools all of them
 * @param info ClusterInformation default; empty before the first calico-node start
 * @param bgp what needs BIRD
 * @param foreignBlocks while no IPv4 pool exists: ranges of the IPAM blocks that are left
 * @param obstacle why nothing may be written to that API now
 */
public record Datastore(
    Api api,
    List<IpPool> pools,
    Optional<ClusterInfo> info,
    BgpFacts bgp,
    List<String> foreignBlocks,
    Optional<ApiObstacle> obstacle) {

  /** Before Calico's CRDs are there. */
  public static final Datastore ABSENT =
      new Datastore(Api.ABSENT, List.of(), Optional.empty(), BgpFacts.NONE, List.of());

  public Datastore {
    pools = List.copyOf(pools);
    foreignBlocks = List.copyOf(foreignBlocks);
  }

  /** One that may be written to. */
  public Datastore(
      Api api,
      List<IpPool> pools,
      Optional<ClusterInfo> info,
      BgpFacts bgp,
      List<String> foreignBlocks) {
    this(api, pools, info, bgp, foreignBlocks, Optional.empty());
  }

  /** Which API Calico's objects are used through. */
  public enum Api {
    /** Calico's CRDs are not there. */
    ABSENT(null, null),
    /** What manifests bring: CRDs of {@code crd.projectcalico.org}, without Calico's rules. */
    CRD_V1(ApiGroup.CRD_V1, ApiGroup.CRD_V1),
    /**
     * Calico's own API server is written to, for its rules. It keeps the very same objects in
     * {@code crd.projectcalico.org/v1}, with the same resourceVersion, and that is where they are
     * read: the view stays whole while the API server is down.
     */
    AGGREGATED_V3(ApiGroup.CRD_V1, ApiGroup.PROJECTCALICO_V3),
    /** CRDs of {@code projectcalico.org}, which Calico uses directly. */
    NATIVE_V3(ApiGroup.PROJECTCALICO_V3, ApiGroup.PROJECTCALICO_V3);

    private final ApiGroup read;
    private final ApiGroup written;

    Api(ApiGroup read, ApiGroup written) {
      this.read = read;
      this.written = written;
    }

    /** What is watched; empty when there is nothing. */
    public Optional<ApiGroup> read() {
      return Optional.ofNullable(read);
    }

    /** What is written to; empty when there is nothing. */
    public Optional<ApiGroup> written() {
      return Optional.ofNullable(written);
    }

    /** Of what is written to; empty text when there is nothing. */
    public String groupVersion() {
      return written == null ? "" : written.groupVersion();
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
