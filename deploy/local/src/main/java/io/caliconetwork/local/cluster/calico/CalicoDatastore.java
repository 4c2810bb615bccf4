package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.CalicoObject;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.IpamHandle;
import io.caliconetwork.local.calico.ipam.IpamChange;
import io.caliconetwork.local.calico.ipam.IpamConfig;
import io.caliconetwork.local.calico.ipam.IpamState;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calico's objects in the group that its components use: watched, and written with compare and swap
 * as Calico's library does (§5.1).
 */
public final class CalicoDatastore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CalicoDatastore.class);
  private static final String DEFAULT = "default";

  /** Somebody else was faster: what was decided on is out of date. */
  public static final class Conflict extends Exception {
    private static final long serialVersionUID = 1;

    Conflict(String message) {
      super(message);
    }
  }

  /** The CRDs are not there: the datastore cannot be used. */
  public static final class NotReady extends Exception {
    private static final long serialVersionUID = 1;

    NotReady(String message) {
      super(message);
    }
  }

  /** Who wants to know about changes; called by watch threads, must not block. */
  public record Listeners(Runnable pools, Runnable blocks, Runnable configuration) {}

  private final KubernetesClient client;
  private final Map<CalicoKind, VersionedStore<GenericKubernetesResource, Optional<CalicoObject>>>
      stores = new EnumMap<>(CalicoKind.class);
  private final Map<CalicoKind, SharedIndexInformer<GenericKubernetesResource>> informers =
      new EnumMap<>(CalicoKind.class);
  private StoredGroup group = StoredGroup.CRD_V1;
  private boolean open;

  public CalicoDatastore(KubernetesClient client, Listeners listeners) {
    this.client = client;
    for (CalicoKind kind : CalicoKind.values()) {
      Runnable listener =
          switch (kind) {
            case IP_POOL -> listeners.pools();
            case IPAM_BLOCK -> listeners.blocks();
            case FELIX_CONFIGURATION, BGP_CONFIGURATION, BGP_PEER -> listeners.configuration();
            default -> () -> {};
          };
      stores.put(kind, new VersionedStore<>(kind::read, listener));
    }
  }

  /** Names of the API groups that the API server lists. */
  Set<String> servedGroups() {
    return client.getApiGroups().getGroups().stream()
        .map(served -> served.getName())
        .collect(Collectors.toSet());
  }

  /**
   * Starts to watch this group unless it does already; all caches are filled when it returns. All
   * components of one cluster share one datastore: when one of them moves to the other group, they
   * all do.
   */
  public synchronized void open(StoredGroup wanted) throws NotReady {
    if (open && group == wanted) {
      return;
    }
    close();
    open = false;
    informers.clear();
    stores.values().forEach(VersionedStore::clear);
    group = wanted;
    for (CalicoKind kind : CalicoKind.values()) {
      if (!isEstablished(kind)) {
        throw new NotReady(
            "the server could not find the requested resource (" + kind.crd(group) + ")");
      }
    }
    List<CompletableFuture<Void>> synced = new ArrayList<>();
    stores.forEach((kind, store) -> {
      SharedIndexInformer<GenericKubernetesResource> informer =
          operation(kind).runnableInformer(0).addEventHandler(store);
      informers.put(kind, informer);
      synced.add(informer.start().toCompletableFuture());
    });
    synced.forEach(CompletableFuture::join);
    // Handlers run after the cache is filled, on another thread.
    informers.forEach(
        (kind, informer) -> informer.getStore().list().forEach(stores.get(kind)::put));
    open = true;
  }

  private boolean isEstablished(CalicoKind kind) {
    return ManifestInstaller.isEstablished(
        client.apiextensions().v1().customResourceDefinitions().withName(kind.crd(group)).get());
  }

  public synchronized boolean isOpen() {
    return open;
  }

  synchronized StoredGroup group() {
    return group;
  }

  /** Pools with their metadata and status. */
  List<GenericKubernetesResource> rawPools() {
    return List.copyOf(stores.get(CalicoKind.IP_POOL).raws());
  }

  /** Takes in a pool that somebody here wrote in another way. */
  void wrotePool(GenericKubernetesResource pool) {
    stores.get(CalicoKind.IP_POOL).put(pool);
  }

  public List<IpPool> pools() {
    return all(CalicoKind.IP_POOL, IpPool.class);
  }

  public List<IpamBlock> blocks() {
    return all(CalicoKind.IPAM_BLOCK, IpamBlock.class);
  }

  /** All that IPAM looks at. */
  public IpamState ipam() {
    return new IpamState(
        pools(),
        blocks(),
        all(CalicoKind.BLOCK_AFFINITY, BlockAffinity.class),
        all(CalicoKind.IPAM_HANDLE, IpamHandle.class),
        spec(CalicoKind.IPAM_CONFIG).map(CalicoDatastore::ipamConfig).orElse(IpamConfig.DEFAULT));
  }

  private static IpamConfig ipamConfig(Map<String, Object> spec) {
    return new IpamConfig(
        Boolean.TRUE.equals(spec.get("strictAffinity")),
        !Boolean.FALSE.equals(spec.get("autoAllocateBlocks")),
        spec.get("maxBlocksPerHost") instanceof Number limit ? limit.intValue() : 0);
  }

  private <T extends CalicoObject> List<T> all(CalicoKind kind, Class<T> type) {
    return stores.get(kind).values().stream().flatMap(Optional::stream).map(type::cast).toList();
  }

  /** Spec of the object named {@code default}; empty when there is none. */
  Optional<Map<String, Object>> spec(CalicoKind kind) {
    return stores.get(kind).raw(DEFAULT).map(CalicoKind::spec);
  }

  /** Makes the writes in their order; those before a conflict stay. */
  public void commit(List<IpamChange> changes) throws Conflict {
    for (IpamChange change : changes) {
      CalicoKind kind = CalicoKind.of(change.object());
      switch (change.verb()) {
        case CREATE -> create(kind, change.object());
        case UPDATE -> update(kind, change.object());
        case DELETE -> delete(kind, change.object());
      }
    }
  }

  /** As a default pool is created: whoever comes second accepts what the first one made. */
  void createUnlessPresent(IpPool pool) {
    try {
      create(CalicoKind.IP_POOL, pool);
    } catch (Conflict e) {
      log.debug("{} exists already", pool.name());
    }
  }

  private void create(CalicoKind kind, CalicoObject object) throws Conflict {
    GenericKubernetesResource resource = kind.resource(group, object.name(), object.spec());
    if (!object.labels().isEmpty()) {
      resource.getMetadata().setLabels(object.labels());
    }
    send(kind, resource, "create", target -> target.create());
  }

  private void update(CalicoKind kind, CalicoObject object) throws Conflict {
    GenericKubernetesResource known =
        stores
            .get(kind)
            .raw(object.name())
            .orElseThrow(() -> new Conflict(kind.plural() + "/" + object.name() + " is gone"));
    GenericKubernetesResource resource = kind.resource(group, object.name(), object.spec());
    // A PUT replaces everything: carry the metadata over, annotations included (§3.3).
    resource.setMetadata(known.edit().buildMetadata());
    resource.getMetadata().setManagedFields(null);
    resource.getMetadata().setLabels(object.labels());
    send(kind, resource, "update", target -> target.update());
  }

  /** Writes the object named {@code default}, keeping the fields of its spec that are not given. */
  void apply(CalicoKind kind, Map<String, Object> fields) {
    Optional<Map<String, Object>> known = spec(kind);
    Map<String, Object> spec = new LinkedHashMap<>(known.orElse(Map.of()));
    spec.putAll(fields);
    if (known.isPresent() && known.get().equals(spec)) {
      return;
    }
    GenericKubernetesResource resource = kind.resource(group, DEFAULT, spec);
    stores
        .get(kind)
        .raw(DEFAULT)
        .ifPresent(old ->
            resource.getMetadata().setResourceVersion(old.getMetadata().getResourceVersion()));
    try {
      send(
          kind, resource, "apply", target -> known.isPresent() ? target.update() : target.create());
    } catch (Conflict e) {
      log.debug("{}/default was written by another node", kind.plural());
    }
  }

  private void send(
      CalicoKind kind,
      GenericKubernetesResource resource,
      String verb,
      Function<Resource<GenericKubernetesResource>, GenericKubernetesResource> call)
      throws Conflict {
    String name = resource.getMetadata().getName();
    try {
      stores.get(kind).put(call.apply(operation(kind).resource(resource)));
    } catch (KubernetesClientException e) {
      throw conflict(kind, name, e, verb);
    }
  }

  private void delete(CalicoKind kind, CalicoObject object) throws Conflict {
    Optional<GenericKubernetesResource> known = stores.get(kind).raw(object.name());
    if (known.isEmpty()) {
      return;
    }
    String path = "/apis/%s/%s/%s".formatted(group.apiVersion(), kind.plural(group), object.name());
    try {
      client.raw(
          path,
          "DELETE",
          new DeleteOptionsBuilder()
              .withNewPreconditions()
              .withUid(known.get().getMetadata().getUid())
              .withResourceVersion(known.get().getMetadata().getResourceVersion())
              .endPreconditions()
              .build());
      stores.get(kind).remove(known.get());
    } catch (KubernetesClientException e) {
      throw conflict(kind, object.name(), e, "delete");
    }
  }

  /** After a lost race: takes in what is really there, so that the next attempt sees it. */
  private Conflict conflict(
      CalicoKind kind, String name, KubernetesClientException e, String verb) {
    if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
        && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
      throw e;
    }
    GenericKubernetesResource now = operation(kind).withName(name).get();
    if (now != null) {
      stores.get(kind).put(now);
    } else {
      stores.get(kind).raw(name).ifPresent(stores.get(kind)::remove);
    }
    return new Conflict(
        "cannot " + verb + " " + kind.plural() + "/" + name + ": " + e.getMessage());
  }

  private MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      operation(CalicoKind kind) {
    return client.genericKubernetesResources(kind.context(group));
  }

  @Override
  public synchronized void close() {
    informers.values().forEach(SharedIndexInformer::stop);
  }
}
