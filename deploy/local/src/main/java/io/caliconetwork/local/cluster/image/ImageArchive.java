package io.caliconetwork.local.cluster.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What {@code docker save} writes, unpacked into a folder. */
final class ImageArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WHITEOUT = ".wh.";

  private ImageArchive() {}

  /**
   * The image's configuration and files.
   *
   * @param id SHA-256 of the configuration, as container engines name an image
   * @param root its files, to be left alone
   */
  record Unpacked(String id, Config config, Path root) {}

  /**
   * What the image says of its process.
   *
   * @param user as {@code uid:gid}
   */
  record Config(
      List<String> entrypoint,
      List<String> command,
      List<String> environment,
      String user,
      String directory) {}

  /**
   * Unpacks, with owners and permissions.
   *
   * @param into must not exist; needs root
   */
  static Unpacked unpack(Path archive, Path into) throws IOException, InterruptedException {
    Path blobs = Files.createDirectories(into.resolve("archive"));
    Path root = Files.createDirectories(into.resolve("rootfs"));
    tar(archive, blobs);
    JsonNode manifest = JSON.readTree(blobs.resolve("manifest.json").toFile()).path(0);
    for (JsonNode layer : manifest.path("Layers")) {
      tar(blobs.resolve(layer.asText()), root);
      removeHidden(root);
    }
    Path config = blobs.resolve(manifest.path("Config").asText());
    return new Unpacked(id(config), config(JSON.readTree(config.toFile()).path("config")), root);
  }

  // tar sees by itself how a layer is compressed; it complains of times it does not know.
  private static void tar(Path file, Path into) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder(
                "tar",
                "--warning=no-unknown-keyword",
                "--numeric-owner",
                "--same-owner",
                "-xpf",
                file.toString(),
                "-C",
                into.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("tar cannot unpack " + file + ": exit code " + code);
    }
  }

  /** A layer names what it removes of those below. */
  private static void removeHidden(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path mark : files.filter(file -> name(file).startsWith(WHITEOUT)).toList()) {
        Path hidden = mark.resolveSibling(name(mark).substring(WHITEOUT.length()));
        if (Files.exists(hidden)) {
          Folders.delete(hidden);
        }
        Files.delete(mark);
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static String id(Path config) {
    String name = name(config).replaceFirst("\\.json$", "");
    return "sha256:" + name;
  }

  private static Config config(JsonNode config) {
    return new Config(
        texts(config.path("Entrypoint")),
        texts(config.path("Cmd")),
        texts(config.path("Env")),
        config.path("User").asText("0:0"),
        config.path("WorkingDir").asText("/"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
