package io.caliconetwork.operator.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caliconetwork.api.v1alpha1.Blocker;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The CalicoNetwork {@code default}, as an admin creates, edits, reads and deletes it. */
record AdminsNetwork(KubernetesClient client) {

  private Resource<DeclaredNetwork> network() {
    return client.resources(DeclaredNetwork.class).withName("default");
  }

  void create(String mode, Map<String, ?> wish) {
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    var spec = JsonNodeFactory.instance.objectNode().put("mode", mode);
    wish.forEach(spec::putPOJO);
    network.setSpec(spec);
    client.resource(network).create();
  }

  void patch(String merge) {
    network().patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }

  /** Of whatever spec it is about by now. */
  Optional<CalicoNetworkStatus> status() {
    return SpecDecoder.status(network().require());
  }

  /** Of whatever status there is by now. */
  List<Blocker> blockers() {
    return status().map(CalicoNetworkStatus::blockers).orElse(List.of());
  }

  void delete() {
    network().delete();
    network().waitUntilCondition(n -> n == null, 30, TimeUnit.SECONDS);
  }
}
