package io.caliconetwork.operator.scale;

import io.caliconetwork.operator.scale.LargeObjects.PodShape;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays kubelet and the controllers: pods that are evicted end at once, and others with addresses
 * of the other range come in their place and are Ready at once.
 */
final class PodTurnover implements AutoCloseable {

  private final LargeObjects objects;
  private final BulkWriter bulk;
  private final Watch watch;
  private final Thread thread;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<PodShape> ended = new LinkedBlockingQueue<>();
  private final AtomicInteger moved = new AtomicInteger();

  PodTurnover(LargeCluster cluster) {
    objects = cluster.objects();
    bulk = new BulkWriter(cluster.kubeconfig());
    var pods = cluster.client().pods().inAnyNamespace();
    var now =
        pods.list(new ListOptionsBuilder().withLimit(1L).build())
            .getMetadata()
            .getResourceVersion();
    watch =
        pods.watch(
            new ListOptionsBuilder().withResourceVersion(now).build(),
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, Pod pod) {
                if (action == Action.MODIFIED) {
                  take(pod);
                }
              }

              @Override
              public void onClose(WatcherException cause) {
                throw new IllegalStateException("the watch of pods ended", cause);
              }
            });
    thread = Thread.ofPlatform().name("turnover").start(this::run);
  }

  private void take(Pod pod) {
    var meta = pod.getMetadata();
    if (meta.getDeletionTimestamp() == null || !seen.add(meta.getUid())) {
      return;
    }
    var owner = meta.getOwnerReferences().getFirst();
    ended.add(
        new PodShape(
            meta.getNamespace(),
            meta.getName(),
            owner.getKind(),
            owner.getName(),
            pod.getSpec().getNodeName(),
            ""));
  }

  private void run() {
    try {
      while (true) {
        var pod = ended.take();
        bulk.submit(client -> {
          var path = "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
          BulkWriter.send(client, path + "?gracePeriodSeconds=0", "DELETE", null);
          if (!pod.kind().equals("Job")) {
            LargeCluster.pod(client, replacement(pod));
          }
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PodShape replacement(PodShape pod) {
    var number = moved.incrementAndGet();
    return new PodShape(
        pod.namespace(),
        pod.kind().equals("StatefulSet") ? pod.name() : pod.owner() + "-n" + number,
        pod.kind(),
        pod.owner(),
        pod.node(),
        objects.otherAddress(number));
  }

  int moved() {
    return moved.get();
  }

  @Override
  public void close() {
    watch.close();
    thread.interrupt();
    bulk.close();
  }
}
