package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.calico.dataplane.ReachabilityLog;
import io.caliconetwork.local.calico.dataplane.ReachabilityLog.Outage;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Typha (installed with IPIP), eBPF (installed without overlay) and k0s's shape (IPIP) on simulated
 * nodes: through the families, traffic watched.
 */
class OtherManifestsIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Slower than elsewhere: the API server's real time counts that many times as loss. */
  private static final double SCALE = 40;

  /** Longest loss when the pool changes family, simulated; see OverlayWalkIT. */
  private static final Duration IN_FLIGHT = Duration.ofMinutes(1);

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "v3.30.7, calico-typha.yaml, VXLAN None",
    "v3.32.1, calico-bpf.yaml, IPIP VXLAN None",
  })
  void typhaAndBpfWalkThroughTheFamilies(String release, String file, String overlays)
      throws IOException {
    var manifest = RepositoryLayout.find().upstreamManifest(release, file);
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + release + "/" + file + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    try (var cluster = cluster(manifest);
        var operator = InstalledOperator.install(cluster)) {
      new CalicoRollout(cluster.client()).await(LIMIT);
      operator.start();
      for (var overlay : overlays.split(" ", -1)) {
        change(cluster, operator, file, overlay);
      }
    }
  }

  /** Each change of the backend is one apply of the DaemonSet; there is no ConfigMap to write. */
  @Test
  void aLiteralBackendGoesThereAndBack(@TempDir Path directory) throws IOException {
    try (var controlPlane = ControlPlane.start();
        var client = controlPlane.client();
        var cluster =
            SimulatedCluster.builder()
                .controlPlane(controlPlane)
                .timeScale(SCALE)
                .workload(true)
                .calicoManifest(K0sShape.write(client, directory.resolve("k0s.yaml")))
                .start();
        var operator = InstalledOperator.install(cluster)) {
      new CalicoRollout(cluster.client()).await(LIMIT);
      operator.start();
      assertThat(change(cluster, operator, "k0s", "VXLAN"))
          .containsExactly("ippools", "daemonsets");
      assertThat(backend(cluster)).isEqualTo("vxlan");
      assertThat(change(cluster, operator, "k0s", "IPIP"))
          .containsExactly("daemonsets", "daemonsets", "ippools");
      assertThat(backend(cluster)).isEqualTo("bird");
      assertThat(CalicoState.container(CalicoState.daemonSet(client)).getReadinessProbe())
          .satisfies(p ->
              assertThat(p.getExec().getCommand())
                  .containsExactly("/usr/bin/calico-node", "-felix-ready", "-bird-ready"));
    }
  }

  private static SimulatedCluster cluster(Path manifest) {
    return SimulatedCluster.builder()
        .timeScale(SCALE)
        .workload(true)
        .calicoManifest(manifest)
        .start();
  }

  private static String backend(SimulatedCluster cluster) {
    return CalicoState.container(CalicoState.daemonSet(cluster.client())).getEnv().stream()
        .filter(e -> e.getName().equals("CALICO_NETWORKING_BACKEND"))
        .map(EnvVar::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** Makes one change; returns the kinds of objects written, in order. */
  private static List<String> change(
      SimulatedCluster cluster, InstalledOperator operator, String name, String overlay) {
    awaitTraffic(cluster);
    var began = Instant.now();
    var beganSimulated = cluster.clock().now();
    operator.awaitReady(operator.apply(Map.of("overlay", overlay)));
    var took = Duration.between(began, Instant.now());
    awaitTraffic(cluster);
    var written = operator.calicoWrites(began).stream().map(AuditEntry::resource).toList();
    var outages =
        cluster.reachabilityLog(ReachabilityLog::outages).stream()
            .filter(o -> o.end().map(e -> e.compareTo(beganSimulated) > 0).orElse(true))
            .toList();
    System.out.println(
        "walk | " + name + " → " + overlay + " | " + written + " | " + took.toMillis() + " ms");
    assertThat(outages)
        .allSatisfy(
            (Outage o) -> assertThat(o.length(cluster.clock().now())).isLessThan(IN_FLIGHT));
    return written;
  }

  private static void awaitTraffic(SimulatedCluster cluster) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }
}
