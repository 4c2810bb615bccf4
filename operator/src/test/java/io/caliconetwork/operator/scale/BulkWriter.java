package io.caliconetwork.operator.scale;

import io.caliconetwork.local.cluster.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many writes at once, over several connections: one carries some hundred requests at most. */
final class BulkWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BulkWriter.class);
  private static final int CONNECTIONS = 4;
  private static final int IN_FLIGHT = 24;

  private final List<KubernetesClient> clients;
  private final Semaphore room = new Semaphore(CONNECTIONS * IN_FLIGHT);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private int next;

  BulkWriter(Path kubeconfig) {
    clients =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(i -> ControlPlane.client(kubeconfig, "scale-" + i))
            .toList();
  }

  /** Does it so many times, and returns when all is done. */
  void each(String what, int count, BiConsumer<KubernetesClient, Integer> write) {
    var began = System.nanoTime();
    for (var i = 0; i < count; i++) {
      var number = i;
      submit(client -> write.accept(client, number));
    }
    drain();
    LOG.info("{} {} in {}", count, what, Duration.ofNanos(System.nanoTime() - began));
  }

  /** Does it soon; waits while too much is under way. */
  void submit(java.util.function.Consumer<KubernetesClient> write) {
    if (failure.get() != null) {
      throw new IllegalStateException("a write failed", failure.get());
    }
    room.acquireUninterruptibly();
    var client = clients.get(next++ % CONNECTIONS);
    threads.execute(() -> {
      try {
        write.accept(client);
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      } finally {
        room.release();
      }
    });
  }

  private void drain() {
    room.acquireUninterruptibly(CONNECTIONS * IN_FLIGHT);
    room.release(CONNECTIONS * IN_FLIGHT);
    if (failure.get() != null) {
      throw new IllegalStateException("a write failed", failure.get());
    }
  }

  static void post(KubernetesClient client, String path, String manager, String body) {
    send(client, path + "?fieldManager=" + manager, "POST", body);
  }

  static void put(KubernetesClient client, String path, String manager, String body) {
    send(client, path + "?fieldManager=" + manager, "PUT", body);
  }

  /** Objects that are there, or gone, by now are as they should be. */
  static void send(KubernetesClient client, String path, String method, String body) {
    try {
      client.raw(path, method, body);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clients.forEach(KubernetesClient::close);
  }
}
