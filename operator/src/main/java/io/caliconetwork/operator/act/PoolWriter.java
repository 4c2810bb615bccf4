package io.caliconetwork.operator.act;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.DesiredPool;
import io.caliconetwork.operator.observe.CalicoResource;
import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.snapshot.Datastore;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes IPPools in the API group that Calico is to be used through. Only {@code spec} is ever
 * changed: in {@code crd.projectcalico.org/v1} Calico keeps labels and annotations of its own view
 * in an annotation that a replace would lose, and metadata we added would vanish with Calico's next
 * write; in native {@code projectcalico.org/v3} the finalizer and the status belong to
 * kube-controllers.
 */
final class PoolWriter {

  /** Fields of Calico v2, which override the others on every read. */
  private static final List<String> LEGACY_FIELDS = List.of("ipip", "nat-outgoing");

  private final KubernetesClient client;
  private final Observer observer;

  PoolWriter(KubernetesClient client, Observer observer) {
    this.client = client;
    this.observer = observer;
  }

  /**
   * A pool at the version it was looked at.
   *
   * @param api to write it through
   * @param name of it
   * @param resourceVersion of the look
   */
  record Version(Datastore.Api api, String name, String resourceVersion) {
    static Version of(Datastore.Api api, IpPool pool) {
      return new Version(api, pool.name(), pool.resourceVersion());
    }
  }

  /**
   * Creates the pool with every field that Calico's clients would default. Not by server-side
   * apply: that would change a pool that somebody else created meanwhile.
   */
  void create(Datastore.Api api, DesiredPool pool) {
    var group = api.written().orElseThrow();
    var spec = new LinkedHashMap<String, Object>();
    spec.put("cidr", pool.cidr().toString());
    spec.put("blockSize", pool.blockSize());
    spec.putAll(modeFields(pool.encapsulation()));
    spec.putAll(optionFields(pool.options()));
    spec.put("disabled", false);
    spec.put("allowedUses", pool.allowedUses());
    spec.put("assignmentMode", "Automatic");
    var object = new GenericKubernetesResource();
    object.setApiVersion(group.groupVersion());
    object.setKind(CalicoResource.IP_POOLS.kind(group));
    object.setMetadata(new ObjectMetaBuilder().withName(pool.name()).build());
    object.setAdditionalProperty("spec", spec);
    observer.wrote(
        client
            .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
            .resource(object)
            .create());
  }

  /** Both mode fields in one write: with two, the pool would have both or none in between. */
  void modes(Version pool, Encapsulation encapsulation) {
    write(pool, modeFields(encapsulation));
  }

  void options(Version pool, PoolOptions options) {
    write(pool, optionFields(options));
  }

  /** Drops the fields of Calico v2 and writes what they said in today's, in one write. */
  void withoutLegacy(Version pool, Encapsulation encapsulation, boolean natOutgoing) {
    var spec = new LinkedHashMap<String, Object>(modeFields(encapsulation));
    spec.put("natOutgoing", natOutgoing);
    LEGACY_FIELDS.forEach(field -> spec.put(field, null));
    write(pool, spec);
  }

  void disable(Version pool) {
    write(pool, Map.of("disabled", true));
  }

  void enable(Version pool) {
    write(pool, Map.of("disabled", false));
  }

  /** At the version that was looked at: a pool that somebody enabled again stays. */
  void delete(Version pool) {
    Preconditions.delete(
        client,
        CalicoResource.IP_POOLS.path(pool.api().written().orElseThrow(), pool.name()),
        pool.resourceVersion());
  }

  private void write(Version pool, Map<String, Object> spec) {
    var group = pool.api().written().orElseThrow();
    observer.wrote(
        pool.api() == Datastore.Api.AGGREGATED_V3
            ? put(pool, group, spec)
            : patch(pool, group, spec));
  }

  private GenericKubernetesResource patch(Version pool, ApiGroup group, Map<String, Object> spec) {
    return client
        .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
        .withName(pool.name())
        .patch(
            Patches.mergePatch(),
            Patches.json(
                Map.of(
                    "metadata", Map.of("resourceVersion", pool.resourceVersion()), "spec", spec)));
  }

  /**
   * The verb that every release of Calico's API server has: the object as it serves it, with these
   * fields changed and all others carried through. It refuses a PUT without a resourceVersion; ours
   * is that of the look, so a change since then is a conflict and not overwritten.
   */
  private GenericKubernetesResource put(Version pool, ApiGroup group, Map<String, Object> spec) {
    var resource =
        client
            .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
            .withName(pool.name());
    var object = resource.require();
    object.getMetadata().setResourceVersion(pool.resourceVersion());
    var changed = new LinkedHashMap<String, Object>();
    if (object.getAdditionalProperties().get("spec") instanceof Map<?, ?> served) {
      served.forEach((field, value) -> changed.put(String.valueOf(field), value));
    }
    changed.putAll(spec);
    changed.values().removeIf(value -> value == null);
    object.setAdditionalProperty("spec", changed);
    return client
        .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
        .resource(object)
        .update();
  }

  private static Map<String, Object> modeFields(Encapsulation encapsulation) {
    return Map.of(
        "ipipMode", encapsulation.ipipMode().value(),
        "vxlanMode", encapsulation.vxlanMode().value());
  }

  private static Map<String, Object> optionFields(PoolOptions options) {
    return Map.of(
        "natOutgoing", options.natOutgoing(),
        "nodeSelector", options.nodeSelector(),
        "disableBGPExport", options.disableBgpExport());
  }
}
