package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pods from one range to another. */
class MigrationIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void v1() throws IOException {
    try (var cluster =
            SimulatedCluster.builder()
                .nodes(3)
                .workload(true)
                .calicoManifest(RepositoryLayout.find().smallManifest())
                .start();
        var operator = InstalledOperator.install(cluster)) {
      new CalicoRollout(cluster.client()).await(LIMIT);
      operator.start();
      operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
      var began = Instant.now();
      var generation = operator.apply(Map.of("overlay", "IPIP", "cidr", "10.244.0.0/16"));
      System.out.println(operator.awaitStalled(generation));
      System.out.println(operator.status().toPrettyString());
      generation =
          operator.apply(
              Map.of(
                  "overlay",
                  "IPIP",
                  "cidr",
                  "10.244.0.0/16",
                  "migration",
                  Map.of("strategy", "Evict")));
      operator.awaitReady(generation);
      System.out.println(Duration.between(began, Instant.now()));
      System.out.println(operator.status().toPrettyString());
      operator
          .writes(began)
          .forEach(w -> System.out.println(w.verb() + " " + w.resource() + " " + w.succeeded()));
      assertThat(
              Leftovers.in(
                  cluster.client(),
                  io.caliconetwork.operator.calico.ApiGroup.CRD_V1,
                  "192.168.0.0/16"))
          .isEmpty();
    }
  }
}
