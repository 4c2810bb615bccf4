package io.caliconetwork.image;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.image.ImageStore;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The built image as pods of a Deployment on a cluster with Calico, and what is seen of them. */
final class OperatorPods implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);
  static final String NAME = "calico-network-operator";

  private static final String NETWORKS = "caliconetwork.io/v1alpha1";

  private final SimulatedCluster cluster;

  private OperatorPods(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Installs Calico, CRD, RBAC and the Deployment, without a pod yet. Skips the test where no image
   * can be run.
   *
   * @param javaOptions in addition to those of the image
   */
  static OperatorPods install(String javaOptions) throws IOException {
    var obstacle = ImageStore.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "the image is not run: " + obstacle.orElseThrow());
    var layout = RepositoryLayout.find();
    var image = BuiltImage.read();
    var cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .image(image.name(), image.archive())
            .calicoManifest(layout.smallManifest())
            .start();
    new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
    var installer = new ManifestInstaller(cluster.client());
    installer.apply(layout.operatorCrd());
    installer.apply(layout.operatorRbac());
    var deployment =
        Files.readString(Path.of("src/test/resources/deployment.yaml"))
            .replace("$IMAGE", image.name())
            .replace("$OPTIONS", javaOptions);
    installer.apply(
        Files.writeString(
            Files.createTempFile(BuiltImage.TARGET, "deployment", ".yaml"), deployment));
    return new OperatorPods(cluster);
  }

  KubernetesClient client() {
    return cluster.client();
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  /** Returns when as many are there, and ready. */
  void scale(int replicas) {
    client().apps().deployments().inNamespace(NAME).withName(NAME).scale(replicas);
    await()
        .atMost(LIMIT)
        .until(() -> all().size() == replicas && all().stream().allMatch(Readiness::isPodReady));
  }

  List<Pod> all() {
    return client().pods().inNamespace(NAME).list().getItems();
  }

  void applyNetwork() {
    new ManifestInstaller(client()).apply(RepositoryLayout.find().exampleResource());
  }

  void deleteNetwork() {
    client().genericKubernetesResources(NETWORKS, "CalicoNetwork").withName("default").delete();
  }

  void awaitConverged() {
    await().atMost(LIMIT).until(() -> status().contains("reason=Converged"));
  }

  String status() {
    GenericKubernetesResource network =
        client().genericKubernetesResources(NETWORKS, "CalicoNetwork").withName("default").get();
    return String.valueOf(network.getAdditionalProperties().get("status"));
  }

  /** The JVMs, by their numbers outside. */
  List<ProcessHandle> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/opt/java/bin/java"))
        .toList();
  }

  /** A field of {@code /proc/(pid)/status}. */
  static String status(ProcessHandle process, String field) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith(field + ":"))
          .map(line -> line.substring(field.length() + 1).strip())
          .findFirst()
          .orElseThrow();
    }
  }

  /** What all of them have printed, those that are gone included. */
  String log() throws IOException {
    var all = new StringBuilder();
    try (var files = Files.list(cluster.podLogs())) {
      for (var file : files.sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
