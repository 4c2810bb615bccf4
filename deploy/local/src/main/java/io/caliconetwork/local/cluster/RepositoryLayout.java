package io.caliconetwork.local.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are, from whatever directory a test or the try-it command was started in. */
public record RepositoryLayout(Path root) {
  /** Overrides the search for the repository root. */
  public static final String ROOT_PROPERTY = "local.repository";

  /** Overrides the folder with Calico's own manifests, one sub-folder per release. */
  public static final String MANIFESTS_PROPERTY = "local.calico.manifests";

  private static final Path MARKER = Path.of("deploy", "local", "pom.xml");

  public static RepositoryLayout find() {
    String configured = System.getProperty(ROOT_PROPERTY);
    if (configured != null) {
      return new RepositoryLayout(Path.of(configured).toAbsolutePath().normalize());
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(MARKER))) {
        return new RepositoryLayout(at);
      }
    }
    throw new IllegalStateException(
        "not inside the repository: no parent directory holds "
            + MARKER
            + "; set -D"
            + ROOT_PROPERTY);
  }

  public Path local() {
    return root.resolve("deploy").resolve("local");
  }

  public Path controlPlane() {
    return local().resolve("control-plane");
  }

  /** Our own small manifest, in the shape of Calico's calico.yaml. */
  public Path smallManifest() {
    return local().resolve("calico").resolve("calico.yaml");
  }

  public Path exampleResource() {
    return local().resolve("example.yaml");
  }

  public Path operatorCrd() {
    return root.resolve("crd/src/main/resources/crd/caliconetworks.caliconetwork.io.yaml");
  }

  public Path operatorRbac() {
    return root.resolve("deploy/rbac.yaml");
  }

  public Path operatorJar() {
    return root.resolve("operator/target/calico-network-operator.jar");
  }

  /** State of the try-it cluster; ignored by git. */
  public Path run() {
    return local().resolve("run");
  }

  /** Calico's own manifest of a release, such as {@code v3.30.7/calico.yaml}; may not exist. */
  public Path upstreamManifest(String release, String file) {
    String configured = System.getProperty(MANIFESTS_PROPERTY);
    Path folder =
        configured == null ? root.resolveSibling("shared").resolve("calico") : Path.of(configured);
    return folder.resolve(release).resolve(file);
  }
}
