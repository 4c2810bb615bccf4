package io.caliconetwork.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every CalicoNetwork that a page of this repository shows is one that the API server takes. */
class DocumentedNetworksIT {

  private static final Pattern BLOCK =
      Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final String API_VERSION = "caliconetwork.io/v1alpha1";

  private record Shown(Path page, String yaml) {

    boolean isNetwork() {
      return yaml.startsWith("spec:\n") || yaml.contains("apiVersion: " + API_VERSION + "\n");
    }

    /** The object, also where a page shows its spec only. */
    GenericKubernetesResource object() {
      if (!yaml.startsWith("spec:\n")) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
      }
      Map<String, Object> head =
          Map.of(
              "apiVersion",
              API_VERSION,
              "kind",
              "CalicoNetwork",
              "metadata",
              Map.of("name", "default"));
      return Serialization.unmarshal(
          Serialization.asYaml(head) + yaml, GenericKubernetesResource.class);
    }
  }

  @Test
  void theApiServerTakesThem() {
    var networks = shown().filter(Shown::isNetwork).toList();
    assertThat(networks).hasSizeGreaterThan(8);
    try (var plane = ControlPlane.startBare();
        var client = plane.client()) {
      RealOperator.install(client);
      for (var shown : networks) {
        var network = client.resource(shown.object());
        var taken = network.fieldValidation(FieldValidateable.Validation.STRICT).create();
        assertThat(taken.getMetadata().getUid()).as("%s", shown).isNotNull();
        network.delete();
      }
    }
  }

  private static Stream<Shown> shown() {
    return pages().stream().flatMap(DocumentedNetworksIT::of);
  }

  private static Stream<Shown> of(Path page) {
    try {
      return BLOCK
          .matcher(Files.readString(page))
          .results()
          .map((MatchResult block) -> new Shown(page, block.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> pages() {
    try (var files = Files.walk(RepositoryLayout.find().root())) {
      return files
          .filter(f -> f.toString().endsWith(".md"))
          .filter(f -> !f.toString().contains("/target/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
