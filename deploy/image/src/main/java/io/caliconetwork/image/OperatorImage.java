package io.caliconetwork.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.caliconetwork.local.cluster.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Layers and configuration, from the least to the most often changed. */
final class OperatorImage {
  private static final String SCRATCH = "scratch";
  private static final int PORT = 9377;

  private OperatorImage() {}

  /**
   * What is to be built.
   *
   * @param name with tag
   * @param base an image's name, or {@code scratch}
   * @param created also the time of every file
   * @param labels of the image's configuration
   */
  record Description(String name, String base, Instant created, Map<String, String> labels) {
    boolean fromScratch() {
      return base.equals(SCRATCH);
    }
  }

  /**
   * Writes an OCI image layout as a tar archive.
   *
   * @param root as {@link BuildImage} lays it out
   * @param cache of layers
   */
  static JibContainer write(Description wanted, Path root, Path cache, Path tar) throws Exception {
    var builder = wanted.fromScratch() ? Jib.fromScratch() : Jib.from(wanted.base());
    if (wanted.fromScratch()) {
      builder.addFileEntriesLayer(layer("glibc", root, wanted.created(), system(root)));
    }
    builder
        .addFileEntriesLayer(layer("java", root, wanted.created(), List.of(Layout.JAVA)))
        .addFileEntriesLayer(layer("operator", root, wanted.created(), List.of(Layout.OPERATOR)));
    configure(builder, wanted);
    return builder.containerize(
        Containerizer.to(TarImage.at(tar).named(wanted.name()))
            .setOfflineMode(wanted.fromScratch())
            .setBaseImageLayersCache(cache)
            .setApplicationLayersCache(cache)
            .setToolName("calico-network-image"));
  }

  private static void configure(JibContainerBuilder builder, Description wanted) {
    builder
        .setFormat(ImageFormat.OCI)
        .setCreationTime(wanted.created())
        .setPlatforms(Set.of(new Platform(Architecture.ofThisMachine().debian(), "linux")))
        .setUser(Layout.UID + ":" + Layout.UID)
        .setWorkingDirectory(AbsoluteUnixPath.get("/"))
        .setExposedPorts(Port.tcp(PORT))
        // Each thread of the JVM would have a heap of glibc's own.
        .setEnvironment(Map.of("MALLOC_ARENA_MAX", "2"))
        .setLabels(wanted.labels())
        .setEntrypoint(entrypoint());
  }

  static List<String> entrypoint() {
    List<String> line = new ArrayList<>();
    line.add("/" + Layout.JAVA + "/bin/java");
    line.addAll(OperatorProcess.JVM_FLAGS);
    line.add("-XX:SharedArchiveFile=/" + Layout.CLASSES);
    // Moved elsewhere, a third of it would be a copy of this process's own.
    line.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"));
    line.addAll(List.of("-jar", "/" + Layout.JAR));
    return line;
  }

  /** All that is not ours: what a base would bring. */
  private static List<String> system(Path root) throws IOException {
    try (var folders = Files.list(root)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(folder -> !folder.equals("opt"))
          .sorted()
          .toList();
    }
  }

  private static FileEntriesLayer layer(String name, Path root, Instant time, List<String> folders)
      throws IOException {
    var layer = FileEntriesLayer.builder().setName(name);
    for (var folder : folders) {
      try (var paths = Files.walk(root.resolve(folder))) {
        for (var path : paths.sorted().toList()) {
          var inside = AbsoluteUnixPath.get("/" + root.relativize(path));
          layer.addEntry(path, inside, permissions(path), time, owner(root, path));
        }
      }
    }
    return layer.build();
  }

  private static FilePermissions permissions(Path path) {
    var executable = Files.isDirectory(path) || Files.isExecutable(path);
    return FilePermissions.fromOctalString(executable ? "755" : "644");
  }

  private static String owner(Path root, Path path) {
    return root.resolve("tmp").equals(path) ? Layout.UID + ":" + Layout.UID : "0:0";
  }
}
