package io.caliconetwork.operator.cluster;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.observe.CalicoResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;

/** All pools of a cluster. */
record PoolsOf(KubernetesClient client, ApiGroup group) {

  /** Specs by name. */
  Map<String, Map<String, Object>> specs() {
    var specs = new TreeMap<String, Map<String, Object>>();
    client
        .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
        .list()
        .getItems()
        .forEach(p -> specs.put(p.getMetadata().getName(), CalicoState.spec(p)));
    return specs;
  }
}
