package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Node objects as kubelets register them, and what the node lifecycle controller writes about lost
 * ones: that controller is off, for nobody sends heartbeats here.
 */
final class NodeRegistration {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final KubernetesClient client;

  NodeRegistration(KubernetesClient client) {
    this.client = client;
  }

  void register(SimulatedNode node) {
    client.resource(node.object()).create();
    // Admission taints every new node as not ready; the lifecycle controller would remove it.
    client.nodes().withName(node.name()).patch(MERGE, "{\"spec\":{\"taints\":null}}");
  }

  void remove(String name) {
    client.nodes().withName(name).delete();
    // What the pod garbage collector does after 40 s.
    podsOf(name).forEach(pod -> client.resource(pod).withGracePeriod(0).delete());
  }

  void lost(String name) {
    ready(name, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
    podsOf(name).forEach(pod -> notReady(pod));
  }

  void found(String name) {
    ready(name, "True", "KubeletReady", "kubelet is posting ready status");
  }

  private List<Pod> podsOf(String node) {
    return client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems();
  }

  private void notReady(Pod pod) {
    client
        .resource(pod)
        .subresource("status")
        .patch(
            STRATEGIC,
            condition(Map.of("type", "Ready", "status", "False", "reason", "NodeNotReady")));
  }

  private void ready(String name, String status, String reason, String message) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    client
        .nodes()
        .withName(name)
        .subresource("status")
        .patch(
            STRATEGIC,
            condition(
                Map.of(
                    "type", "Ready",
                    "status", status,
                    "reason", reason,
                    "message", message,
                    "lastTransitionTime", now)));
  }

  private static String condition(Map<String, String> condition) {
    return Serialization.asJson(Map.of("status", Map.of("conditions", List.of(condition))));
  }
}
