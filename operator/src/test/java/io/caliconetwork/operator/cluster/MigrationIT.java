package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.Workloads;
import io.caliconetwork.local.cluster.apiserver.CalicoApiServer;
import io.caliconetwork.operator.calico.ApiGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Pods from one range to another, on each of Calico's APIs, with Deployments, StatefulSets,
 * DaemonSets, Jobs, PodDisruptionBudgets and pods that nobody recreates. {@code
 * -Dmigration.nodes=50 -Dmigration.pods=2000} for a larger cluster, {@code -Dmigration.all=true}
 * for the way back as well.
 */
class MigrationIT {

  private static final int NODES = Integer.getInteger("migration.nodes", 4);
  private static final int PODS = Integer.getInteger("migration.pods", 60);
  private static final boolean ALL = Boolean.getBoolean("migration.all");
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String LENT = "10.250.0.0/16";

  /** Longer than the shorter of them take. */
  private static final Map<String, String> JOBS = Map.of("JOB_TIME_LIMIT", "10s");

  @Test
  void v1() throws IOException, InterruptedException {
    try (var cluster = start(RepositoryLayout.find().smallManifest());
        var operator = InstalledOperator.install(cluster).with(JOBS)) {
      operator.start();
      operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
      var run = new MigrationRun(cluster, operator, ApiGroup.CRD_V1);
      var moved =
          run.run("to a range apart, 192.168.0.0/16 → 10.244.0.0/20", spec("10.244.0.0/20", 26));
      // Some Jobs finish meanwhile.
      assertThat(moved.replaced()).hasSizeGreaterThanOrEqualTo(PODS * 9 / 10);
      run.run("/26 → /28 in 10.244.0.0/20", spec("10.244.0.0/20", 28));
      if (ALL) {
        run.run("/28 → /26 in 10.244.0.0/20", spec("10.244.0.0/20", 26));
      }
      run.run("10.244.0.0/20 → 10.244.0.0/16", spec("10.244.0.0/16", ALL ? 26 : 28));
    }
  }

  @Test
  void aggregated() throws IOException, InterruptedException {
    try (var cluster = start(RepositoryLayout.find().smallManifest());
        var operator = InstalledOperator.install(cluster).with(JOBS);
        var server =
            CalicoApiServer.install(cluster.controlPlane(), CalicoRelease.parse("v3.30.7"))) {
      assertThat(server).isNotNull();
      operator.start();
      var run = new MigrationRun(cluster, operator, ApiGroup.CRD_V1);
      run.run("aggregated v3: /26 → /28", spec("192.168.0.0/16", 28));
    }
  }

  @Test
  void nativeV3() throws IOException, InterruptedException {
    var manifest = RepositoryLayout.find().upstreamManifest("v3.32.1", "calico-v3-crds.yaml");
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + manifest + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    try (var cluster = start(manifest);
        var operator = InstalledOperator.install(cluster).with(JOBS)) {
      operator.start();
      var run = new MigrationRun(cluster, operator, ApiGroup.PROJECTCALICO_V3);
      run.run("native v3: /26 → /28", spec("192.168.0.0/16", 28));
    }
  }

  private static Map<String, Object> spec(String cidr, int blockSize) {
    return MigrationRun.spec("IPIP", cidr, blockSize, LENT, "Evict");
  }

  private static SimulatedCluster start(Path manifest) {
    var cluster = SimulatedCluster.builder().nodes(NODES).calicoManifest(manifest).start();
    new CalicoRollout(cluster.client()).await(LIMIT);
    Workloads.of(PODS, NODES).deploy(cluster.client(), LIMIT);
    return cluster;
  }
}
