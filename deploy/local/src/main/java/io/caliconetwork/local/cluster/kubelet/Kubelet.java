package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The kubelets of all nodes: one watch of all bound pods, one virtual thread per pod. A pod costs a
 * few hundred bytes of stack while nothing is due, so thousands of them are fine.
 */
public final class Kubelet implements AutoCloseable {
  private final PodWorker.Shared shared;
  private final NodeAddresses nodes;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("pod-", 0).factory());
  private final SharedIndexInformer<Pod> pods;

  private Kubelet(PodWorker.Shared shared, NodeAddresses nodes) {
    this.shared = shared;
    this.nodes = nodes;
    this.pods =
        shared
            .client()
            .pods()
            .inAnyNamespace()
            .withoutField("spec.nodeName", "")
            .runnableInformer(0)
            .addEventHandler(new Handler());
  }

  /**
   * Starts to run pods, those already bound included.
   *
   * @param surroundings what containers run and how pods get on the network
   */
  public static Kubelet start(PodWorker.Shared surroundings, NodeAddresses nodes) {
    Kubelet kubelet = new Kubelet(surroundings, nodes);
    kubelet.pods.start();
    return kubelet;
  }

  /** Every bound pod, from the watch's cache. */
  public Iterable<Pod> pods() {
    return pods.getStore().list();
  }

  /** The node lost power: its pods stop, and nobody tells the API server. */
  public void nodeDown(String node) {
    workers
        .values()
        .forEach(worker -> {
          if (worker.pod().getSpec().getNodeName().equals(node)) {
            workers.remove(worker.pod().getMetadata().getUid(), worker);
            worker.end(PodWorker.End.NODE_DOWN);
          }
        });
  }

  /** The node booted: its pods start again; those deleted meanwhile are removed. */
  public void nodeUp(String node) {
    pods.getStore().list().stream()
        .filter(pod -> pod.getSpec().getNodeName().equals(node))
        .forEach(this::observe);
  }

  private void observe(Pod pod) {
    if (isOver(pod)) {
      return;
    }
    Optional<String> address = nodes.ofRunning(pod.getSpec().getNodeName());
    if (address.isEmpty()) {
      return;
    }
    PodWorker worker =
        workers.computeIfAbsent(
            pod.getMetadata().getUid(),
            uid -> {
              PodWorker started = new PodWorker(shared, pod, address.get());
              threads.execute(started);
              return started;
            });
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      worker.end(PodWorker.End.GRACEFUL);
    }
  }

  private static boolean isOver(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  private final class Handler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      observe(pod);
    }

    @Override
    public void onUpdate(Pod old, Pod pod) {
      observe(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean deletedFinalStateUnknown) {
      PodWorker worker = workers.remove(pod.getMetadata().getUid());
      if (worker != null) {
        worker.end(PodWorker.End.GONE);
      }
    }
  }

  @Override
  public void close() {
    pods.stop();
    threads.shutdownNow();
  }
}
