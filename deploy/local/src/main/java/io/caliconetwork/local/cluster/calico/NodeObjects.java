package io.caliconetwork.local.cluster.calico;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Node objects: labels and annotations as watched, and the little that calico-node writes. */
public final class NodeObjects implements AutoCloseable {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final KubernetesClient client;
  private final VersionedStore<Node, Node> store = new VersionedStore<>(node -> node, () -> {});
  private final SharedIndexInformer<Node> informer;
  private final BiConsumer<String, Map<String, String>> annotated;

  /**
   * Starts to watch.
   *
   * @param annotated told a node's name and annotations whenever the Node changed
   */
  public NodeObjects(KubernetesClient client, BiConsumer<String, Map<String, String>> annotated) {
    this.client = client;
    this.annotated = annotated;
    this.informer =
        client
            .nodes()
            .runnableInformer(0)
            .addEventHandler(
                new io.fabric8.kubernetes.client.informers.ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Node node) {
                    take(node);
                  }

                  @Override
                  public void onUpdate(Node old, Node node) {
                    take(node);
                  }

                  @Override
                  public void onDelete(Node node, boolean deletedFinalStateUnknown) {
                    store.remove(node);
                  }
                });
    informer.start().toCompletableFuture().join();
  }

  private void take(Node node) {
    store.put(node);
    annotated.accept(node.getMetadata().getName(), annotations(node.getMetadata().getName()));
  }

  Map<String, String> labels(String node) {
    return store.raw(node).map(found -> found.getMetadata().getLabels()).orElse(Map.of());
  }

  public Map<String, String> annotations(String node) {
    return store.raw(node).map(found -> found.getMetadata().getAnnotations()).orElse(Map.of());
  }

  public List<String> names() {
    return store.values().stream().map(node -> node.getMetadata().getName()).toList();
  }

  /** Changes annotations in one patch; an empty value removes one. Does nothing if they fit. */
  void annotate(String node, Map<String, Optional<String>> changes) {
    Map<String, String> now = annotations(node);
    // Map.of knows no null, which is how a merge patch removes.
    Map<String, String> patch = new TreeMap<>();
    changes.forEach((key, value) -> {
      if (!value.equals(Optional.ofNullable(now.get(key)))) {
        patch.put(key, value.orElse(null));
      }
    });
    if (!patch.isEmpty()) {
      take(
          client
              .nodes()
              .withName(node)
              .patch(
                  MERGE, Serialization.asJson(Map.of("metadata", Map.of("annotations", patch)))));
    }
  }

  /** calico-node's condition (§2): {@code CalicoIsUp} or {@code CalicoIsDown}. */
  void networkUnavailable(String node, boolean unavailable) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Map<String, String> condition =
        Map.of(
            "type",
            "NetworkUnavailable",
            "status",
            unavailable ? "True" : "False",
            "reason",
            unavailable ? "CalicoIsDown" : "CalicoIsUp",
            "message",
            unavailable ? "Calico is shutting down on this node" : "Calico is running on this node",
            "lastHeartbeatTime",
            now,
            "lastTransitionTime",
            now);
    client
        .nodes()
        .withName(node)
        .subresource("status")
        .patch(
            STRATEGIC,
            Serialization.asJson(Map.of("status", Map.of("conditions", List.of(condition)))));
  }

  @Override
  public void close() {
    informer.stop();
  }
}
