package io.caliconetwork.operator.act;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.DesiredPool;
import io.caliconetwork.operator.observe.CalicoResource;
import io.caliconetwork.operator.observe.Observer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes IPPools of {@code crd.projectcalico.org/v1}. Only {@code spec} is ever sent: Calico keeps
 * labels and annotations of its own view in an annotation that a replace would lose, and metadata
 * we added would vanish with Calico's next write.
 */
final class PoolWriter {

  private final KubernetesClient client;
  private final Observer observer;

  PoolWriter(KubernetesClient client, Observer observer) {
    this.client = client;
    this.observer = observer;
  }

  /**
   * A pool at the version it was looked at.
   *
   * @param name of it
   * @param resourceVersion of the look
   */
  record Version(String name, String resourceVersion) {}

  /**
   * Creates the pool with every field that Calico's clients would default. Not by server-side
   * apply: that would change a pool that somebody else created meanwhile.
   */
  void create(DesiredPool pool) {
    var spec = new LinkedHashMap<String, Object>();
    spec.put("cidr", pool.cidr().toString());
    spec.put("blockSize", pool.blockSize());
    spec.putAll(modeFields(pool.encapsulation()));
    spec.putAll(optionFields(pool.options()));
    spec.put("disabled", false);
    spec.put("allowedUses", List.of("Workload", "Tunnel"));
    spec.put("assignmentMode", "Automatic");
    var object = new GenericKubernetesResource();
    object.setApiVersion(CalicoResource.GROUP + "/v1");
    object.setKind(CalicoResource.IP_POOLS.kind());
    object.setMetadata(new ObjectMetaBuilder().withName(pool.name()).build());
    object.setAdditionalProperty("spec", spec);
    observer.wrote(
        client
            .genericKubernetesResources(CalicoResource.IP_POOLS.context())
            .resource(object)
            .create());
  }

  /** Both mode fields in one patch: with two, the pool would have both or none in between. */
  void modes(Version pool, Encapsulation encapsulation) {
    patch(pool, modeFields(encapsulation));
  }

  void options(Version pool, PoolOptions options) {
    patch(pool, optionFields(options));
  }

  private void patch(Version pool, Map<String, Object> spec) {
    observer.wrote(
        client
            .genericKubernetesResources(CalicoResource.IP_POOLS.context())
            .withName(pool.name())
            .patch(
                Patches.mergePatch(),
                Patches.json(
                    Map.of(
                        "metadata",
                        Map.of("resourceVersion", pool.resourceVersion()),
                        "spec",
                        spec))));
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
