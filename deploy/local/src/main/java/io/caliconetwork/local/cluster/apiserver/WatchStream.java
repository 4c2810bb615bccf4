package io.caliconetwork.local.cluster.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watch: passes on what is watched below, each object shown as v3. */
final class WatchStream implements Watcher<GenericKubernetesResource> {
  private static final Logger log = LoggerFactory.getLogger(WatchStream.class);
  private static final int GONE = 410;

  private final ServedKind kind;
  private final OutputStream out;
  private final CountDownLatch ended = new CountDownLatch(1);

  WatchStream(ServedKind kind, OutputStream out) {
    this.kind = kind;
    this.out = out;
  }

  /** Returns when the time is up, the client is gone, or the watch below ends. */
  void run(KubernetesClient client, Query query) throws InterruptedException {
    ListOptionsBuilder options = new ListOptionsBuilder();
    query.resourceVersion().ifPresent(options::withResourceVersion);
    query.name().ifPresent(name -> options.withFieldSelector("metadata.name=" + name));
    Watch watch = client.genericKubernetesResources(kind.stored()).watch(options.build(), this);
    try {
      ended.await(query.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      watch.close();
    }
  }

  @Override
  public void eventReceived(Action action, GenericKubernetesResource resource) {
    ObjectNode stored = V3View.parse(Serialization.asJson(resource));
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", action.name());
    event.set("object", V3View.shown(kind, stored));
    send(event);
  }

  @Override
  public void onClose(WatcherException cause) {
    if (cause.isHttpGone()) {
      ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", "ERROR");
      event.set("object", new ApiError(GONE, "Expired", "too old resource version").status());
      send(event);
    }
    ended.countDown();
  }

  @Override
  public void onClose() {
    ended.countDown();
  }

  private synchronized void send(ObjectNode event) {
    try {
      out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      log.debug("a watcher of {} is gone", kind, e);
      ended.countDown();
    }
  }
}
