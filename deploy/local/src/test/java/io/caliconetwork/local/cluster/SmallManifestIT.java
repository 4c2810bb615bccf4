package io.caliconetwork.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our own manifest on three nodes. */
class SmallManifestIT {
  private static SimulatedCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void comesUp() {
    long from = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          DaemonSet set =
              cluster
                  .client()
                  .apps()
                  .daemonSets()
                  .inNamespace("kube-system")
                  .withName("calico-node")
                  .get();
          assertThat(set.getStatus().getNumberReady()).isEqualTo(3);
          DaemonSet probe =
              cluster.client().apps().daemonSets().inNamespace("probe").withName("probe").get();
          assertThat(probe.getStatus().getNumberReady()).isEqualTo(3);
        });
    System.out.println(
        "up after " + (System.nanoTime() - from) / 1_000_000 + " ms " + cluster.reachability());
  }
}
