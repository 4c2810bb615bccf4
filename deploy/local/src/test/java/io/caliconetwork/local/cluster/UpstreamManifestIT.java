package io.caliconetwork.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Calico's own calico.yaml, release by release: their CRDs must take what our nodes write. */
@ParameterizedClass
@ValueSource(strings = {"v3.26.5", "v3.30.7", "v3.32.1"})
class UpstreamManifestIT extends InstallationContract {
  private static SimulatedCluster cluster;
  private static String running = "";

  @Parameter private String release;

  @BeforeEach
  void start() {
    if (running.equals(release)) {
      return;
    }
    Path manifest = RepositoryLayout.find().upstreamManifest(release, "calico.yaml");
    if (!Files.exists(manifest)) {
      System.out.println(
          "SKIPPED: no " + manifest + " (set -D" + RepositoryLayout.MANIFESTS_PROPERTY + ")");
    }
    assumeTrue(Files.exists(manifest), "no " + manifest);
    stop();
    running = release;
    cluster = start(manifest);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
      cluster = null;
      running = "";
    }
  }

  @Override
  SimulatedCluster cluster() {
    return cluster;
  }

  @Test
  void theReleaseIsTheImages() {
    GenericKubernetesResource information =
        cluster
            .client()
            .genericKubernetesResources("crd.projectcalico.org/v1", "ClusterInformation")
            .withName("default")
            .require();
    Map<?, ?> spec = (Map<?, ?>) information.getAdditionalProperties().get("spec");
    assertThat(spec.get("calicoVersion")).isEqualTo(release);
    assertThat(spec.get("datastoreReady")).isEqualTo(true);
  }
}
