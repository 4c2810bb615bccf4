package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One source: {@code -Dinstall.write=true} writes what is derived from it anew. */
class StaticManifestsTest {

  private static final RepositoryLayout LAYOUT = RepositoryLayout.find();
  private static final Chart CHART = Chart.ours();

  static Stream<Arguments> derived() {
    // The chart needs the CRD inside, to be packaged; the others are rendered with it.
    return Stream.of(
        Arguments.of(
            "helm/calico-network-operator/files/caliconetworks.caliconetwork.io.yaml",
            (Callable<String>) () -> Files.readString(LAYOUT.operatorCrd())),
        Arguments.of("deploy/install.yaml", (Callable<String>) () -> StaticManifest.install(CHART)),
        Arguments.of("deploy/rbac.yaml", (Callable<String>) () -> StaticManifest.rbac(CHART)),
        Arguments.of(
            "deploy/rbac-plan-reader.yaml",
            (Callable<String>) () -> StaticManifest.planReader(CHART)));
  }

  @ParameterizedTest
  @MethodSource("derived")
  void theCommittedFileIsTheDerivedOne(String file, Callable<String> source) throws Exception {
    Path committed = LAYOUT.root().resolve(file);
    var text = source.call();
    if (Boolean.getBoolean("install.write")) {
      Files.writeString(committed, text);
    }
    assertThat(committed).content().isEqualTo(text);
  }

  @Test
  void theCrdIsInstalledAsItIsGenerated() throws IOException {
    var generated = Serialization.unmarshal(Files.readString(LAYOUT.operatorCrd()), Map.class);
    var installed =
        Rendered.documents(Files.readString(LAYOUT.root().resolve("deploy/install.yaml")))
            .filter(d -> d.contains("kind: \"CustomResourceDefinition\""))
            .map(d -> Serialization.unmarshal(d, Map.class))
            .toList();
    assertThat(installed)
        .singleElement()
        .satisfies(crd -> assertThat(crd.get("spec")).isEqualTo(generated.get("spec")));
  }

  @Test
  void nothingOfHelmIsLeft() throws IOException {
    for (var file : new String[] {"install.yaml", "rbac.yaml", "rbac-plan-reader.yaml"}) {
      assertThat(Files.readString(LAYOUT.root().resolve("deploy").resolve(file)))
          .as(file)
          .doesNotContain("helm.sh/", "managed-by", "# Source");
    }
  }
}
