package io.caliconetwork.helm;

import com.marcnuri.helm.Helm;
import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The chart, rendered without a cluster.
 *
 * @param directory with Chart.yaml
 */
record Chart(Path directory) {

  /** What the documentation calls the release, and its namespace. */
  static final String NAME = "calico-network-operator";

  static Chart ours() {
    return new Chart(RepositoryLayout.find().root().resolve("helm").resolve(NAME));
  }

  /** As {@code helm template calico-network-operator -n calico-network-operator}. */
  Rendered render(String values) {
    return render(NAME, NAME, values);
  }

  /**
   * As {@code helm template}.
   *
   * @param values YAML, as in a file that {@code --values} names
   * @throws IllegalStateException with Helm's words, if it refuses
   */
  Rendered render(String release, String namespace, String values) {
    try {
      var file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        return Rendered.of(
            new Helm(directory)
                .template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion("1.31.0")
                .withValuesFile(file)
                .call());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
