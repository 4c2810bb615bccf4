package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ApiDetection;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Datastore.ClusterInfo;
import io.caliconetwork.operator.snapshot.FelixFacts;
import io.caliconetwork.operator.snapshot.FelixFacts.NodeSettings;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.Surroundings.IpamFacts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Calico's own objects in one of their API groups, watched while it is served. */
final class CalicoWatch implements AutoCloseable {

  /**
   * Read into maps, a block of 64 addresses with owners takes a hundred kilobytes, eight times its
   * JSON.
   */
  private static final long BLOCKS_AT_ONCE = 50;

  private static final long CLAIMS_AT_ONCE = 500;

  private final KubernetesClient client;
  private final ApiGroup group;
  private final Runnable changed;
  private final Watched<GenericKubernetesResource, IpPool> pools;
  private final Watched<GenericKubernetesResource, ClusterInfo> info;
  private final Watched<GenericKubernetesResource, BgpFacts> bgpConfiguration;
  private final Watched<GenericKubernetesResource, NodeSettings> felix;
  private final Watched<GenericKubernetesResource, IpamFacts> ipam;
  private final Watched<GenericKubernetesResource, String> bgpPeers;

  CalicoWatch(KubernetesClient client, ApiGroup group, Runnable changed) {
    this.client = client;
    this.group = group;
    this.changed = changed;
    pools = all(CalicoResource.IP_POOLS, CalicoReader::pool);
    info = named(CalicoResource.CLUSTER_INFORMATIONS, CalicoReader::info);
    bgpConfiguration = named(CalicoResource.BGP_CONFIGURATIONS, CalicoReader::bgp);
    felix = all(CalicoResource.FELIX_CONFIGURATIONS, CalicoReader::felix);
    ipam = named(CalicoResource.IPAM_CONFIGS, CalicoReader::ipam);
    bgpPeers = all(CalicoResource.BGP_PEERS, p -> p.getMetadata().getName());
  }

  private <F> Watched<GenericKubernetesResource, F> all(
      CalicoResource resource, Function<GenericKubernetesResource, F> project) {
    return new Watched<>(
        resource.crdName(group),
        client.genericKubernetesResources(resource.context(group)).runnableInformer(0),
        project,
        changed);
  }

  private <F> Watched<GenericKubernetesResource, F> named(
      CalicoResource resource, Function<GenericKubernetesResource, F> project) {
    return new Watched<>(
        resource.crdName(group) + " default",
        client
            .genericKubernetesResources(resource.context(group))
            .withField("metadata.name", "default")
            .runnableInformer(0),
        project,
        changed);
  }

  boolean read() {
    return watches().allMatch(Watched::read);
  }

  Optional<String> problem() {
    return watches().flatMap(w -> w.problem().stream()).reduce((one, other) -> one + "; " + other);
  }

  boolean answered() {
    return watches().allMatch(Watched::answered);
  }

  Stream<String> unread() {
    return watches().flatMap(w -> w.unread().stream());
  }

  boolean healthy() {
    return watches().allMatch(Watched::healthy);
  }

  ApiGroup group() {
    return group;
  }

  /**
   * What is stored, for somebody who is to use it in that way.
   *
   * @param ipv6 whether an IPv6 pool may have to be created
   */
  Datastore datastore(ApiDetection detected, boolean ipv6) {
    var all = pools.all();
    var anyIpv4 = all.stream().anyMatch(p -> p.range().isPresent() && p.forWorkloads());
    var anyIpv6 = all.stream().anyMatch(p -> p.ipv6Range().isPresent() && p.forWorkloads());
    return new Datastore(
        detected.api(),
        all,
        info.any(),
        new BgpFacts(
            bgpPeers.all().stream().sorted().toList(),
            bgpConfiguration.any().orElse(BgpFacts.NONE).serviceAdvertisement(),
            bgpConfiguration.any().flatMap(BgpFacts::programClusterRoutes)),
        anyIpv4 && (anyIpv6 || !ipv6) ? List.of() : blocksIfServed(),
        detected.obstacle());
  }

  FelixFacts felix() {
    return FelixFacts.of(felix.all());
  }

  IpamFacts ipam() {
    return ipam.any().orElse(IpamFacts.DEFAULT);
  }

  void wrotePool(GenericKubernetesResource pool) {
    pools.wrote(pool);
  }

  /** The CRDs of a manifest come one by one: what is not served yet has no objects. */
  private List<String> blocksIfServed() {
    try {
      return blocks();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  /** Read only while there is no pool. */
  private List<String> blocks() {
    var found = new ArrayList<String>();
    pages(
        CalicoResource.IPAM_BLOCKS,
        BLOCKS_AT_ONCE,
        b -> Optional.of(CalicoReader.block(b)).filter(r -> !r.isEmpty()).ifPresent(found::add));
    return found;
  }

  /** What address management keeps in the range; read only when a second pool comes or goes. */
  IpamClaims claims(Ipv4Range range) {
    var blocks = new ArrayList<IpamClaims.Block>();
    var affinities = new ArrayList<IpamClaims.Affinity>();
    var reader = new ClaimsReader(range);
    // The claims last: a block comes after its claim, and goes before it.
    pages(CalicoResource.IPAM_BLOCKS, BLOCKS_AT_ONCE, b -> reader.block(b).ifPresent(blocks::add));
    pages(
        CalicoResource.BLOCK_AFFINITIES,
        CLAIMS_AT_ONCE,
        a -> reader.affinity(a).ifPresent(affinities::add));
    return new IpamClaims(range, blocks, affinities);
  }

  private void pages(CalicoResource resource, long size, Consumer<GenericKubernetesResource> each) {
    Pages.read(client.genericKubernetesResources(resource.context(group)), size, each);
  }

  private Stream<Watched<?, ?>> watches() {
    return Stream.of(pools, info, bgpConfiguration, bgpPeers, felix, ipam);
  }

  @Override
  public void close() {
    watches().forEach(Watched::close);
  }
}
