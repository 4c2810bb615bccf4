package io.caliconetwork.operator.cluster;

import io.caliconetwork.operator.calico.ApiGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.TreeMap;

/** All pools of a cluster. */
record PoolsOf(KubernetesClient client, ApiGroup group) {

  /** Specs by name. */
  Map<String, Map<String, Object>> specs() {
    var specs = new TreeMap<String, Map<String, Object>>();
    client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(group.group())
                .withVersion(group.version())
                .withKind("IPPool")
                .withPlural("ippools")
                .withNamespaced(false)
                .build())
        .list()
        .getItems()
        .forEach(p -> specs.put(p.getMetadata().getName(), CalicoState.spec(p)));
    return specs;
  }
}
