package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One source: {@code -Dinstall.write=true} writes what is derived from it anew. */
class StaticManifestsTest {

  private static final RepositoryLayout LAYOUT = RepositoryLayout.find();
  private static final Chart CHART = Chart.ours();

  /** A file and what it is derived of, each after what it needs. */
  record Derived(String file, Callable<String> source) {
    Path path() {
      return LAYOUT.root().resolve(file);
    }

    @Override
    public String toString() {
      return file;
    }
  }

  static List<Derived> derived() {
    return List.of(
        // The chart needs the CRD inside, to be packaged; the others are rendered with it.
        new Derived(
            "helm/calico-network-operator/files/caliconetworks.caliconetwork.io.yaml",
            () -> Files.readString(LAYOUT.operatorCrd())),
        new Derived("deploy/install.yaml", () -> StaticManifest.install(CHART)),
        new Derived("deploy/rbac.yaml", () -> StaticManifest.rbac(CHART)),
        new Derived("deploy/rbac-plan-reader.yaml", () -> StaticManifest.planReader(CHART)));
  }

  @BeforeAll
  static void writesThemAnewOnDemand() throws Exception {
    if (Boolean.getBoolean("install.write")) {
      for (var derived : derived()) {
        Files.writeString(derived.path(), derived.source().call());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("derived")
  void theCommittedFileIsTheDerivedOne(Derived derived) throws Exception {
    assertThat(derived.path())
        .as("%s; -Dinstall.write=true writes it anew", derived)
        .content()
        .isEqualTo(derived.source().call());
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
