package io.caliconetwork.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarFile;

/** The archive that this module has packaged, read as an engine would. */
record BuiltImage(Path archive, Map<String, byte[]> files) {
  static final Path TARGET = Path.of("target");
  private static final ObjectMapper JSON = new ObjectMapper();

  static BuiltImage read() throws IOException {
    var archive = TARGET.resolve(BuildImage.ARCHIVE);
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (var tar = new TarFile(archive)) {
      for (var entry : tar.getEntries()) {
        try (var content = tar.getInputStream(entry)) {
          files.put(entry.getName(), content.readAllBytes());
        }
      }
    }
    return new BuiltImage(archive, files);
  }

  JsonNode json(String file) throws IOException {
    return JSON.readTree(new String(files.get(file), UTF_8));
  }

  /** What {@code manifest.json} says of the one image. */
  JsonNode dockerManifest() throws IOException {
    return json("manifest.json").path(0);
  }

  /** What {@code index.json} leads to. */
  JsonNode ociManifest() throws IOException {
    return json(blob(json("index.json").path("manifests").path(0)));
  }

  JsonNode configuration() throws IOException {
    return json(blob(ociManifest().path("config")));
  }

  /** The tag that pods name. */
  String name() throws IOException {
    return dockerManifest().path("RepoTags").path(0).asText();
  }

  static String blob(JsonNode descriptor) {
    return "blobs/" + descriptor.path("digest").asText().replace(':', '/');
  }

  List<byte[]> layers() throws IOException {
    List<byte[]> layers = new ArrayList<>();
    for (var layer : ociManifest().path("layers")) {
      layers.add(files.get(blob(layer)));
    }
    return layers;
  }

  /** Every file, folder and link of all layers. */
  List<TarArchiveEntry> entries() throws IOException {
    List<TarArchiveEntry> entries = new ArrayList<>();
    for (var layer : layers()) {
      try (var tar =
          new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(layer)))) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
