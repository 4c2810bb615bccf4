package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CalicoNetwork is there before Calico: the operator gets in before the first calico-node. */
class FreshInstallIT {

  /** At the usual sixty-fold speed Calico would be there before the API server has answered. */
  private static final double SCALE = 10;

  /**
   * On a machine that never ran Calico; two images, so the first start takes 8 real seconds. Two of
   * them pass before the API server answers the first create of a new CRD's kind: it holds that for
   * two seconds, whoever asks.
   */
  private static final Duration IMAGE_PULL = Duration.ofSeconds(40);

  static Stream<Named<Path>> manifests() {
    var layout = RepositoryLayout.find();
    return Stream.of(
            layout.smallManifest(),
            layout.upstreamManifest("v3.30.7", "calico.yaml"),
            layout.upstreamManifest("v3.32.1", "calico.yaml"))
        .filter(Files::exists)
        .map(p -> Named.of(p.getParent().getFileName() + "/" + p.getFileName(), p));
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void createsTheCompletePoolAndSetsTheVariables(Path manifest) throws IOException {
    try (var cluster =
            SimulatedCluster.builder()
                .nodes(3)
                .workload(true)
                .timeScale(SCALE)
                .imagePull(IMAGE_PULL)
                .start();
        var operator = InstalledOperator.install(cluster)) {
      operator.start();
      var generation =
          operator.apply(
              Map.of(
                  "overlay",
                  "VXLAN",
                  "cidr",
                  "10.244.0.0/16",
                  "blockSize",
                  25,
                  "natOutgoing",
                  true));
      await()
          .atMost(InstalledOperator.LIMIT)
          .until(() ->
              operator
                  .condition("Reconciling", generation)
                  .filter(c -> c.path("reason").asText().equals("WaitingForCalico"))
                  .isPresent());

      var began = Instant.now();
      cluster.installCalico(manifest);
      new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
      operator.awaitReady(generation);

      var state = CalicoState.read(cluster.client());
      assertThat(state.pool())
          .containsEntry("cidr", "10.244.0.0/16")
          .containsEntry("blockSize", 25)
          .containsEntry("ipipMode", "Never")
          .containsEntry("vxlanMode", "Always")
          .containsEntry("natOutgoing", true)
          .containsEntry("nodeSelector", "all()")
          .containsKeys("allowedUses", "assignmentMode", "disabled");
      assertThat(state.env())
          .containsEntry("CALICO_IPV4POOL_CIDR", "10.244.0.0/16")
          .containsEntry("CALICO_IPV4POOL_BLOCK_SIZE", "25")
          .containsEntry("CALICO_IPV4POOL_IPIP", "Never")
          .containsEntry("CALICO_IPV4POOL_VXLAN", "Always");
      assertThat(state.configMap()).containsEntry("calico_backend", "vxlan");
      assertThat(state.hasNoBirdProbes()).isTrue();
      // Nobody but the operator has ever created a pool: it was first.
      assertThat(
              cluster
                  .auditLog()
                  .entries(e ->
                      e.resource().equals("ippools") && e.verb().equals("create") && e.succeeded()))
          .extracting(AuditEntry::user)
          .containsExactly(InstalledOperator.user());
      System.out.println(
          "=== fresh "
              + manifest.getFileName()
              + ": ready "
              + Duration.between(began, Instant.now()).toMillis()
              + " ms after the manifest was applied, pool "
              + Duration.between(installed(cluster), created(cluster)).toMillis()
              + " ms after the DaemonSet; writes "
              + operator.calicoWrites(began).stream().map(AuditEntry::resource).toList());
    }
  }

  private static Instant installed(SimulatedCluster cluster) {
    return first(cluster, "daemonsets", "calico-node");
  }

  private static Instant created(SimulatedCluster cluster) {
    return first(cluster, "ippools", "default-ipv4-ippool");
  }

  private static Instant first(SimulatedCluster cluster, String resource, String name) {
    return cluster
        .auditLog()
        .entries(e ->
            e.isWrite()
                && e.resource().equals(resource)
                && e.target().name().equals(name)
                && e.succeeded())
        .stream()
        .map(e -> e.received().answered())
        .min(Instant::compareTo)
        .orElseThrow();
  }
}
