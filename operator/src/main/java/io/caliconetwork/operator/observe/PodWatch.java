package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.MovingPod;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every pod, listed page by page and then watched, while pods move. Not one of the client's
 * informers: those keep an entry for every object, and there may be a hundred thousand pods of
 * which hardly one matters.
 */
final class PodWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);

  /** Whole Pod objects of a page must fit the heap beside everything else. */
  private static final long PAGE = 100;

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final Moves moves;
  private final Runnable changed;
  private final Thread thread;
  private volatile boolean read;
  private volatile boolean closed;
  private volatile KubernetesClientException failure;

  /**
   * Begins to list.
   *
   * @param changed called after something changed
   */
  PodWatch(KubernetesClient client, Moves moves, Runnable changed) {
    this.client = client;
    this.moves = moves;
    this.changed = new Pulse(changed);
    this.thread = Thread.ofVirtual().name("pods").start(this::follow);
  }

  Moves moves() {
    return moves;
  }

  /** Whether all pods have been seen at least once. */
  boolean read() {
    return read;
  }

  /** Why they cannot be, in words; empty while there is hope. */
  Optional<String> problem() {
    return Optional.ofNullable(failure)
        .filter(f ->
            f.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                || f.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED)
        .map(f -> "no permission to list and watch pods");
  }

  private void follow() {
    while (!closed) {
      try {
        var version = list();
        read = true;
        failure = null;
        changed.run();
        watch(version);
      } catch (KubernetesClientException e) {
        failure = e;
        changed.run();
        LOG.debug("pods: {}", e.getMessage());
        sleep();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private String list() {
    moves.listing();
    var version =
        Pages.read(
            client.pods().inAnyNamespace(), PAGE, (Pod p) -> moves.seen(p, System.nanoTime()));
    moves.listed(System.nanoTime());
    return version;
  }

  /** Returns when the watch has come to an end and what is there has to be listed anew. */
  private void watch(String version) throws InterruptedException {
    var ended = new CountDownLatch(1);
    Watcher<Pod> watcher =
        new Watcher<>() {
          @Override
          public void eventReceived(Action action, Pod pod) {
            var now = System.nanoTime();
            var news =
                switch (action) {
                  case ADDED, MODIFIED -> moves.seen(pod, now);
                  case DELETED -> moves.gone(pod, now);
                  case BOOKMARK, ERROR -> false;
                };
            if (news) {
              changed.run();
            }
          }

          @Override
          public void onClose(WatcherException cause) {
            ended.countDown();
          }

          @Override
          public void onClose() {
            ended.countDown();
          }
        };
    Watch watch =
        client
            .pods()
            .inAnyNamespace()
            .watch(
                new ListOptionsBuilder()
                    .withResourceVersion(version)
                    .withAllowWatchBookmarks(true)
                    .build(),
                watcher);
    try {
      ended.await();
    } finally {
      watch.close();
    }
  }

  private void sleep() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** An eviction was granted. */
  void granted(MovingPod pod) {
    moves.granted(pod, System.nanoTime());
  }

  /** An eviction was refused. */
  void refused(MovingPod pod, String why) {
    moves.refused(pod, why, System.nanoTime());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
