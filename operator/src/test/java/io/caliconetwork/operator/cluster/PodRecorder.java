package io.caliconetwork.operator.cluster;

import io.caliconetwork.operator.cluster.PodHistory.Guarded;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Follows all pods and PodDisruptionBudgets of a cluster from its start until it is closed, and
 * tells what became of them. Every change that the API server reports is looked at, in its order:
 * what is true for a moment only is not missed.
 *
 * <p>Started on a cluster whose pods are all ready, its minima are those of what happened since.
 */
final class PodRecorder implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final PodHistory history = new PodHistory();
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<PodDisruptionBudget> budgets;

  private PodRecorder(KubernetesClient client) {
    this.client = client;
    // The budgets first: a pod is counted for those that are known.
    this.budgets =
        client
            .policy()
            .v1()
            .podDisruptionBudget()
            .inAnyNamespace()
            .runnableInformer(0)
            .addEventHandler(new Handler<>(history::budget, history::budgetDeleted));
    this.pods =
        client
            .pods()
            .inAnyNamespace()
            .runnableInformer(0)
            .addEventHandler(new Handler<>(history::pod, history::deleted));
  }

  /** Starts to follow; what is there is known when it returns. */
  static PodRecorder start(KubernetesClient client) {
    var recorder = new PodRecorder(client);
    recorder.budgets.start().toCompletableFuture().join();
    recorder.pods.start().toCompletableFuture().join();
    // Handlers are told on another thread, some time later.
    recorder.budgets.getStore().list().forEach(recorder.history::budget);
    recorder.pods.getStore().list().forEach(recorder.history::pod);
    recorder.history.begin();
    return recorder;
  }

  /** Waits until all is known that had happened when it was called. */
  void catchUp() {
    var now = client.pods().inAnyNamespace().list();
    var end = Instant.now().plus(LIMIT);
    while (!history.knows(now)) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("the watch of pods is more than " + LIMIT + " behind");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * Pods that went, as namespace/name, in their order; finished pods of Jobs are not among them.
   */
  List<String> replaced() {
    return history.replaced();
  }

  /** Those of them that went by the Eviction API. */
  List<String> evicted() {
    return history.evicted();
  }

  /** Uids that were reported as deleted more than once; there must be none. */
  List<String> deletedTwice() {
    return history.deletedTwice();
  }

  /** By namespace/name of the budget: the moment with the fewest ready pods that it guards. */
  Map<String, Guarded> guarded() {
    return history.guarded();
  }

  /** The budgets that were undercut, in words. */
  List<String> breaches() {
    return guarded().entrySet().stream()
        .filter(e -> e.getValue().breached())
        .map(e -> e.getKey() + ": " + e.getValue())
        .toList();
  }

  /**
   * By namespace/name of the StatefulSet: the largest number of its ordinals that were not ready at
   * one moment. Ordinals are those that had a pod since the start.
   */
  Map<String, Integer> unreadyOrdinals() {
    return history.unreadyOrdinals();
  }

  /** A line or two for a test's output. */
  String summary() {
    return "%d pods replaced, %d of them evicted; fewest ready: %s; most ordinals not ready: %s"
        .formatted(replaced().size(), evicted().size(), guarded(), unreadyOrdinals());
  }

  /** Catches up before it ends; its findings can be asked for afterwards. */
  @Override
  public void close() {
    try {
      catchUp();
    } finally {
      pods.stop();
      budgets.stop();
    }
  }

  private record Handler<T extends HasMetadata>(Consumer<T> seen, Consumer<T> gone)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      seen.accept(object);
    }

    @Override
    public void onUpdate(T old, T object) {
      seen.accept(object);
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
      gone.accept(object);
    }
  }
}
