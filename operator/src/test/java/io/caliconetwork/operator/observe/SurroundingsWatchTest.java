package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SurroundingsWatchTest {

  private final KubernetesMockServer server = new KubernetesMockServer(false);

  @BeforeEach
  void start() {
    server.init();
  }

  @AfterEach
  void stop() {
    server.destroy();
  }

  @Test
  void serviceRangesAreWatchedWhereTheyAreServed() {
    serve("IPAddress", "ServiceCIDR");
    assertThat(watchedServiceRanges()).isOne();
  }

  /** Kubernetes up to 1.32: a watch would be refused and repeated for ever. */
  @Test
  void serviceRangesAreNotAskedForWhereTheyAreNotServed() {
    serve("Ingress", "NetworkPolicy");
    assertThat(watchedServiceRanges()).isZero();
  }

  private int watchedServiceRanges() {
    try (var client = server.createClient()) {
      var watch = new SurroundingsWatch(client, () -> {});
      watch.follow("kube-system");
      var watched = watch.watches().toList();
      watched.forEach(Watched::close);
      return watched.size() - 4;
    }
  }

  private void serve(String... kinds) {
    server
        .expect()
        .get()
        .withPath("/apis/networking.k8s.io/v1")
        .andReturn(
            200,
            new APIResourceListBuilder()
                .withGroupVersion("networking.k8s.io/v1")
                .withResources(
                    List.of(kinds).stream()
                        .map(k -> new APIResourceBuilder().withKind(k).withName(k).build())
                        .toList())
                .build())
        .always();
  }
}
