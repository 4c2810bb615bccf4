package io.caliconetwork.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * Makes of an OCI layout what {@code docker save} writes: with Docker's own table of contents, so
 * that engines older than Docker 25 load it too, and with the names that containerd takes; entries
 * in order of name, with one time.
 */
final class ImageIndex {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEX = "index.json";
  private static final String MANIFEST = "manifest.json";

  private ImageIndex() {}

  static void complete(Path tar, String name, Instant time) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var archive = new TarFile(tar)) {
      for (var entry : archive.getEntries()) {
        if (entry.isFile()) {
          try (var content = archive.getInputStream(entry)) {
            files.put(entry.getName(), content.readAllBytes());
          }
        }
      }
    }
    files.put(MANIFEST, dockerManifest(files, name));
    files.put(INDEX, named(files.get(INDEX), name));
    var complete = tar.resolveSibling(tar.getFileName() + ".part");
    try (var out =
        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(complete)))) {
      for (var file : files.entrySet()) {
        var entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        entry.setModTime(time.toEpochMilli());
        out.putArchiveEntry(entry);
        out.write(file.getValue());
        out.closeArchiveEntry();
      }
    }
    Files.move(complete, tar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** jib writes the whole name where tools expect the tag, to be added to a name of theirs. */
  private static byte[] named(byte[] index, String name) throws IOException {
    var document = JSON.readTree(index);
    ((ObjectNode) document.path("manifests").path(0))
        .putObject("annotations")
        .put("io.containerd.image.name", inFull(name))
        .put("org.opencontainers.image.ref.name", name.substring(name.lastIndexOf(':') + 1));
    return JSON.writeValueAsBytes(document);
  }

  /** As containerd, and so a node, reads the name that a pod gives. */
  static String inFull(String name) {
    var slash = name.indexOf('/');
    if (slash < 0) {
      return "docker.io/library/" + name;
    }
    var first = name.substring(0, slash);
    return first.contains(".") || first.contains(":") || first.equals("localhost")
        ? name
        : "docker.io/" + name;
  }

  private static byte[] dockerManifest(Map<String, byte[]> files, String name) throws IOException {
    var index = JSON.readTree(files.get(INDEX));
    var manifest =
        JSON.readTree(files.get(blob(index.path("manifests").path(0).path("digest").asText())));
    List<String> layers =
        manifest
            .path("layers")
            .valueStream()
            .map(layer -> blob(layer.path("digest").asText()))
            .toList();
    var entry = new TreeMap<String, Object>();
    entry.put("Config", blob(manifest.path("config").path("digest").asText()));
    entry.put("RepoTags", List.of(name));
    entry.put("Layers", layers);
    JsonNode document = JSON.valueToTree(List.of(entry));
    return JSON.writeValueAsBytes(document);
  }

  private static String blob(String digest) {
    return "blobs/" + digest.replace(':', '/');
  }
}
