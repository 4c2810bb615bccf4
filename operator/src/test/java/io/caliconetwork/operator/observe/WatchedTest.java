package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WatchedTest {

  /** Or an operator that has just started would take what is there for absent, and create it. */
  @Test
  void whatIsThereIsNotReadBeforeItIsKnown() throws InterruptedException {
    var responses =
        new HashMap<
            io.fabric8.mockwebserver.ServerRequest,
            java.util.Queue<io.fabric8.mockwebserver.ServerResponse>>();
    var server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            false);
    server.init();
    var handled = new CountDownLatch(1);
    try (var client = server.createClient()) {
      client
          .resource(new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build())
          .create();
      var informer = client.nodes().runnableInformer(0);
      try (var watched =
          new Watched<>(
              "nodes",
              informer,
              node -> {
                awaitQuietly(handled);
                return node.getMetadata().getName();
              },
              () -> {})) {
        await().atMost(Duration.ofSeconds(10)).until(informer::hasSynced);
        assertThat(watched.all()).isEmpty();
        assertThat(watched.read()).as("nobody knows of n1 yet").isFalse();
        handled.countDown();
        await().atMost(Duration.ofSeconds(10)).until(watched::read);
        assertThat(watched.all()).containsExactly("n1");
      }
    } finally {
      server.destroy();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
