package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.apiserver.CalicoApiServer;
import io.caliconetwork.operator.calico.ApiGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Changes of encapsulation through a pilot pool, on each of Calico's APIs: in the order of the
 * plan, by the protocol of Calico's library, and nothing of it remains.
 */
class PilotPoolIT {

  static final String LENT = "10.245.0.0/24";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** The last two bring in an encapsulation that does not run yet. */
  private static final List<String> CHANGES = List.of("None", "VXLAN", "IPIPCrossSubnet");

  @Test
  void v1() throws IOException {
    try (var cluster = start(RepositoryLayout.find().smallManifest());
        var operator = InstalledOperator.install(cluster)) {
      operator.start();
      var rows = new ArrayList<String>();
      for (var overlay : OverlayCircuit.from(OverlayCircuit.IPIP)) {
        rows.add(change(cluster, operator, ApiGroup.CRD_V1, overlay.overlay()));
      }
      System.out.println("=== through a pilot pool, v1\n" + String.join("\n", rows));
      assertThat(rows).hasSize(21);
      assertThat(rows)
          .as("by the protocol of Calico's library")
          .anySatisfy(r ->
              assertThat(r)
                  .contains(
                      "create ippools, patch ippools, patch ippools,"
                          + " patch blockaffinities, patch ipamblocks, delete ipamblocks,"
                          + " patch blockaffinities, delete blockaffinities,"));
    }
  }

  @Test
  void aggregated() throws IOException {
    try (var cluster = start(RepositoryLayout.find().smallManifest());
        var operator = InstalledOperator.install(cluster);
        var server =
            CalicoApiServer.install(cluster.controlPlane(), CalicoRelease.parse("v3.30.7"))) {
      assertThat(server).isNotNull();
      operator.start();
      var rows = new ArrayList<String>();
      for (var overlay : CHANGES) {
        rows.add(change(cluster, operator, ApiGroup.CRD_V1, overlay));
      }
      System.out.println("=== through a pilot pool, aggregated v3\n" + String.join("\n", rows));
      assertThat(rows)
          .as("Calico's API server releases what a pool has")
          .noneMatch(r -> r.contains("ipamblocks") || r.contains("blockaffinities"));
    }
  }

  @Test
  void nativeV3() throws IOException {
    var manifest = RepositoryLayout.find().upstreamManifest("v3.32.1", "calico-v3-crds.yaml");
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + manifest + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    try (var cluster = start(manifest);
        var operator = InstalledOperator.install(cluster)) {
      operator.start();
      var rows = new ArrayList<String>();
      for (var overlay : CHANGES) {
        rows.add(change(cluster, operator, ApiGroup.PROJECTCALICO_V3, overlay));
      }
      System.out.println("=== through a pilot pool, native v3\n" + String.join("\n", rows));
    }
  }

  private static SimulatedCluster start(Path manifest) {
    var cluster =
        SimulatedCluster.builder().nodes(3).workload(true).calicoManifest(manifest).start();
    new CalicoRollout(cluster.client()).await(LIMIT);
    return cluster;
  }

  private static String change(
      SimulatedCluster cluster, InstalledOperator operator, ApiGroup group, String overlay) {
    var began = Instant.now();
    operator.awaitReady(operator.apply(Map.of("overlay", overlay, "temporaryCIDR", LENT)));
    var took = Duration.between(began, Instant.now());
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
    assertThat(Leftovers.in(cluster.client(), group, LENT)).as("left behind").isEmpty();
    return "→ %-16s %5.1f s  %s"
        .formatted(
            overlay,
            took.toMillis() / 1000.0,
            String.join(
                ", ",
                operator.writes(began).stream()
                    .filter(AuditEntry::succeeded)
                    .filter(e -> !List.of("events", "caliconetworks").contains(e.resource()))
                    .map(e -> e.verb() + " " + e.resource())
                    .toList()));
  }
}
