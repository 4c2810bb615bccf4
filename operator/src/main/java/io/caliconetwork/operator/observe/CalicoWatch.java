package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ApiDetection;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Datastore.ClusterInfo;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Calico's own objects in one of their API groups, watched while it is served. */
final class CalicoWatch implements AutoCloseable {

  private static final long PAGE = 500;

  private final KubernetesClient client;
  private final ApiGroup group;
  private final Runnable changed;
  private final Watched<GenericKubernetesResource, IpPool> pools;
  private final Watched<GenericKubernetesResource, ClusterInfo> info;
  private final Watched<GenericKubernetesResource, List<String>> bgpConfiguration;
  private final Watched<GenericKubernetesResource, String> bgpPeers;

  CalicoWatch(KubernetesClient client, ApiGroup group, Runnable changed) {
    this.client = client;
    this.group = group;
    this.changed = changed;
    pools = all(CalicoResource.IP_POOLS, CalicoReader::pool);
    info = named(CalicoResource.CLUSTER_INFORMATIONS, CalicoReader::info);
    bgpConfiguration = named(CalicoResource.BGP_CONFIGURATIONS, CalicoReader::advertisements);
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
    return watches().flatMap(w -> w.problem().stream()).findFirst();
  }

  boolean healthy() {
    return watches().allMatch(Watched::healthy);
  }

  ApiGroup group() {
    return group;
  }

  /** What is stored, for somebody who is to use it in that way. */
  Datastore datastore(ApiDetection detected) {
    var all = pools.all();
    var anyIpv4 = all.stream().anyMatch(p -> p.range().isPresent() && p.forWorkloads());
    return new Datastore(
        detected.api(),
        all,
        info.any(),
        new BgpFacts(
            bgpPeers.all().stream().sorted().toList(), bgpConfiguration.any().orElse(List.of())),
        anyIpv4 ? List.of() : blocksIfServed(),
        detected.obstacle());
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

  /** Read only while there is no pool, page by page. */
  private List<String> blocks() {
    var found = new ArrayList<String>();
    String next = null;
    do {
      var page =
          client
              .genericKubernetesResources(CalicoResource.IPAM_BLOCKS.context(group))
              .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      page.getItems().stream()
          .map(CalicoReader::block)
          .filter(b -> !b.isEmpty())
          .forEach(found::add);
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return found;
  }

  private Stream<Watched<?, ?>> watches() {
    return Stream.of(pools, info, bgpConfiguration, bgpPeers);
  }

  @Override
  public void close() {
    watches().forEach(Watched::close);
  }
}
