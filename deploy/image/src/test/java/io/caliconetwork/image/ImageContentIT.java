package io.caliconetwork.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.local.cluster.OperatorProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the archive. */
class ImageContentIT {
  private static final int LIMIT = 80_000_000;
  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "toybox");

  private static final Path LIST = BuiltImage.TARGET.resolve(BuildImage.LIST);

  private static BuiltImage image;

  @BeforeAll
  static void read() throws IOException {
    image = BuiltImage.read();
  }

  @Test
  void everyBlobHasTheDigestThatItIsCalledBy() {
    assertThat(image.files()).hasSizeGreaterThan(7);
    image
        .files()
        .forEach((name, content) -> {
          if (name.startsWith("blobs/sha256/")) {
            assertThat(name).isEqualTo("blobs/sha256/" + BuiltImage.sha256(content));
          }
        });
  }

  @Test
  void bothTablesOfContentsNameTheSame() throws IOException {
    var docker = image.dockerManifest();
    var oci = image.ociManifest();
    assertThat(docker.path("Config").asText()).isEqualTo(BuiltImage.blob(oci.path("config")));
    List<String> layers = new ArrayList<>();
    oci.path("layers").forEach(layer -> layers.add(BuiltImage.blob(layer)));
    List<String> named = new ArrayList<>();
    docker.path("Layers").forEach(layer -> named.add(layer.asText()));
    assertThat(named).isEqualTo(layers).hasSize(3);
    assertThat(image.json("oci-layout").path("imageLayoutVersion").asText()).isEqualTo("1.0.0");
  }

  @Test
  void enginesFindTheNameThatPodsGive() throws IOException {
    var name = image.name();
    var annotations = image.json("index.json").at("/manifests/0/annotations");
    assertThat(annotations.path("io.containerd.image.name").asText())
        .isEqualTo("docker.io/library/" + name);
    assertThat(annotations.path("org.opencontainers.image.ref.name").asText())
        .isEqualTo(name.substring(name.indexOf(':') + 1));
    assertThat(ImageIndex.inFull("net/operator:1")).isEqualTo("docker.io/net/operator:1");
    assertThat(ImageIndex.inFull("registry.example:5000/net/operator:1"))
        .isEqualTo("registry.example:5000/net/operator:1");
  }

  @Test
  void theConfigurationNamesTheLayersAsTheyAreUnpacked() throws IOException {
    List<String> unpacked = new ArrayList<>();
    for (var layer : image.layers()) {
      try (var plain = new GZIPInputStream(new ByteArrayInputStream(layer))) {
        unpacked.add("sha256:" + BuiltImage.sha256(plain.readAllBytes()));
      }
    }
    List<String> named = new ArrayList<>();
    image.configuration().at("/rootfs/diff_ids").forEach(id -> named.add(id.asText()));
    assertThat(named).isEqualTo(unpacked);
  }

  @Test
  void itRunsAsNobodyWithTheFlagsThatAreTestedElsewhere() throws IOException {
    var config = image.configuration().path("config");
    assertThat(config.path("User").asText()).isEqualTo("65532:65532");
    List<String> line = new ArrayList<>();
    config.path("Entrypoint").forEach(word -> line.add(word.asText()));
    assertThat(line).containsSubsequence(OperatorProcess.JVM_FLAGS).contains("-jar");
    assertThat(config.path("Env")).hasToString("[\"MALLOC_ARENA_MAX=2\"]");
    assertThat(config.at("/Labels/org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
    assertThat(config.at("/Labels/org.opencontainers.image.version").asText()).isNotEmpty();
    // Unknown to this build.
    assertThat(config.path("Labels").has("org.opencontainers.image.source")).isFalse();
  }

  @Test
  void itHoldsNoShellNoPrivilegeAndNothingWritableBesidesTmp() throws IOException {
    var entries = image.entries();
    assertThat(entries).hasSizeGreaterThan(50);
    assertThat(entries)
        .extracting(entry -> Path.of(entry.getName()).getFileName().toString())
        .doesNotContainAnyElementsOf(SHELLS);
    for (var entry : entries) {
      assertThat(entry.getMode() & 07000)
          .as("%s: setuid, setgid, sticky", entry.getName())
          .isZero();
      assertThat(entry.getMode() & 022).as("%s: writable", entry.getName()).isZero();
      assertThat(entry.getLongUserId())
          .as("owner of %s", entry.getName())
          .isEqualTo(entry.getName().equals("tmp/") ? Layout.UID : 0);
      assertThat(entry.isSymbolicLink() || entry.isLink()).as(entry.getName()).isFalse();
    }
  }

  @Test
  void everythingHasTheTimeOfTheRelease() throws IOException {
    var created = Instant.parse(image.configuration().path("created").asText());
    // Folders above a layer's own are jib's, at the beginning of time.
    assertThat(image.entries())
        .filteredOn(TarArchiveEntry::isFile)
        .extracting(entry -> entry.getLastModifiedTime().toInstant())
        .containsOnly(created);
  }

  @Test
  void itIsSmall() throws IOException {
    assertThat(Files.size(image.archive())).isLessThan(LIMIT);
    for (var layer : image.layers()) {
      System.out.printf("=== layer of %,d bytes%n", layer.length);
    }
    System.out.printf("=== archive of %,d bytes%n", Files.size(image.archive()));
  }

  /** The whole way once more, from the same inputs, somewhere else. */
  @Test
  void theSameInputsGiveTheSameBytes(@TempDir Path elsewhere) throws Exception {
    var layout = RepositoryLayout.find();
    var arguments =
        List.of(
            "--jar=" + layout.operatorJar(),
            "--classes=" + Path.of("src/main/cds/classes.lst").toAbsolutePath(),
            "--libraries=" + BuiltImage.TARGET.resolve("libraries.cdx.json").toAbsolutePath(),
            "--target=" + elsewhere,
            "--name=" + image.name(),
            "--base=scratch",
            "--version-label="
                + image
                    .configuration()
                    .at("/config/Labels/org.opencontainers.image.version")
                    .asText(),
            "--created=" + image.configuration().path("created").asText());
    assertThat(new picocli.CommandLine(new BuildImage()).execute(arguments.toArray(String[]::new)))
        .isZero();
    assertThat(BuiltImage.sha256(Files.readAllBytes(elsewhere.resolve(BuildImage.ARCHIVE))))
        .isEqualTo(BuiltImage.sha256(Files.readAllBytes(image.archive())));
    if (Files.exists(LIST)) {
      assertThat(elsewhere.resolve(BuildImage.LIST)).hasSameTextualContentAs(LIST);
    }
  }

  @Test
  void theListNamesLibrariesRuntimeAndGlibcButNoToolOfTheBuild() throws IOException {
    assumeTrue(Files.exists(LIST), "Maven was offline and has not listed the libraries");
    var list = new ObjectMapper().readTree(LIST.toFile());
    assertThat(list.path("bomFormat").asText()).isEqualTo("CycloneDX");
    var names =
        list.path("components")
            .valueStream()
            .map(component -> component.path("name").asText())
            .collect(Collectors.toSet());
    assertThat(names)
        .contains("kubernetes-client", "operator-framework-core", "logback-classic")
        .contains("openjdk", "libc6")
        .doesNotContain("jib-core", "guava", "calico-network-local");
  }
}
