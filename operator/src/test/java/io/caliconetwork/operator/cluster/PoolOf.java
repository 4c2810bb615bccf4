package io.caliconetwork.operator.cluster;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.observe.CalicoResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.TreeMap;

/** The default pool in one API group. */
record PoolOf(KubernetesClient client, ApiGroup group) {

  private Resource<GenericKubernetesResource> pool() {
    return client
        .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
        .withName("default-ipv4-ippool");
  }

  GenericKubernetesResource object() {
    return pool().require();
  }

  String version() {
    return object().getMetadata().getResourceVersion();
  }

  Map<String, Object> spec() {
    return new TreeMap<>(CalicoState.spec(object()));
  }

  /** {@code ipipMode/vxlanMode natOutgoing}, absent as false. */
  String summary() {
    var spec = spec();
    return spec.get("ipipMode")
        + "/"
        + spec.get("vxlanMode")
        + " "
        + spec.getOrDefault("natOutgoing", false);
  }

  void patch(String json) {
    pool().patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build(), json);
  }

  /** As calicoctl would: the whole object with one label more. */
  void label(String key, String value) {
    var object = object();
    var known = object.getMetadata().getLabels();
    var labels = new TreeMap<String, String>(known == null ? Map.of() : known);
    labels.put(key, value);
    object.getMetadata().setLabels(labels);
    client
        .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
        .resource(object)
        .update();
  }
}
