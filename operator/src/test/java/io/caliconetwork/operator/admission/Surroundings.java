package io.caliconetwork.operator.admission;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Objects around Calico on an API server without kubelets, put there and taken away again. */
final class Surroundings {

  private final KubernetesClient client;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  Surroundings(KubernetesClient client) {
    this.client = client;
  }

  /** Two nodes of one subnet on which calico-node has run; it is scheduled to neither. */
  void twoNodes() {
    for (int i = 1; i <= 2; i++) {
      client
          .resource(
              """
              apiVersion: v1
              kind: Node
              metadata:
                name: node-%d
                annotations: {projectcalico.org/IPv4Address: 10.0.0.%d/24}
              """
                  .formatted(i, i))
          .create();
      client
          .nodes()
          .withName("node-" + i)
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"status\": {\"allocatable\": {\"pods\": \"110\", \"cpu\": \"1\"}}}");
    }
  }

  /** Without a kubelet its pod never becomes ready. */
  void scheduleOneCalicoNode(boolean scheduled) {
    client
        .nodes()
        .withName("node-1")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"labels\": {\"kubernetes.io/os\": "
                + (scheduled ? "\"linux\"" : "null")
                + "}}}");
    client
        .apps()
        .daemonSets()
        .inNamespace("kube-system")
        .withName("calico-node")
        .waitUntilCondition(
            d ->
                d.getStatus() != null
                    && (d.getStatus().getDesiredNumberScheduled() == 1) == scheduled
                    && (!scheduled
                        || Integer.valueOf(1).equals(d.getStatus().getUpdatedNumberScheduled())),
            30,
            TimeUnit.SECONDS);
  }

  /** Creates the object, or merges it into the one that is there; {@link #restore} undoes it. */
  void apply(String yaml) {
    var wanted = Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class);
    var resource = client.resource((HasMetadata) wanted);
    var present = resource.get();
    if (present == null) {
      resource.create();
      undo.push(() -> {
        resource.delete();
        if (!wanted.getKind().equals("Namespace") && !wanted.getKind().equals("ServiceCIDR")) {
          resource.waitUntilCondition(o -> o == null, 30, TimeUnit.SECONDS);
        }
      });
      return;
    }
    resource.patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(wanted));
    undo.push(() -> {
      var back = Serialization.clone(present);
      back.getMetadata().setResourceVersion(null);
      back.getMetadata().setManagedFields(null);
      client
          .resource(back)
          .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(back));
    });
  }

  void restore() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  /** Versions of what the operator could write. */
  List<String> versions() {
    var daemonSets = client.apps().daemonSets().inNamespace("kube-system").list().getItems();
    var configMaps = client.configMaps().inNamespace("kube-system").list().getItems();
    var pools =
        client.genericKubernetesResources("crd.projectcalico.org/v1", "IPPool").list().getItems();
    return java.util.stream.Stream.of(daemonSets, configMaps, pools)
        .flatMap(l -> l.stream())
        .map(o ->
            o.getKind()
                + " "
                + o.getMetadata().getName()
                + " "
                + o.getMetadata().getResourceVersion())
        .toList();
  }
}
