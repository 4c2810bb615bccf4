package io.caliconetwork.image;

import io.caliconetwork.local.cluster.image.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lays out the image's root, dumps the class data archive in it and writes image and list. */
@Command(name = "build-image")
public final class BuildImage implements Callable<Integer> {
  static final String ARCHIVE = "calico-network-operator-image.tar";
  static final String LIST = "calico-network-operator-image.cdx.json";

  @Option(names = "--jar", required = true, description = "the operator")
  private Path jar;

  @Option(names = "--classes", required = true, description = "class list of the archive")
  private Path classes;

  @Option(names = "--libraries", required = true, description = "CycloneDX list of the libraries")
  private Path libraries;

  @Option(names = "--target", required = true, description = "folder for image and list")
  private Path target;

  @Option(names = "--name", required = true, description = "name and tag of the image")
  private String name;

  @Option(names = "--base", required = true, description = "image with glibc, or scratch")
  private String base;

  @Option(names = "--created", required = true, description = "time of everything in it")
  private Instant created;

  @Option(names = "--version-label", required = true)
  private String version;

  @Option(names = "--source", description = "address of the sources")
  private String source = "";

  public static void main(String[] args) {
    System.exit(new CommandLine(new BuildImage()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    var description = new OperatorImage.Description(name, base, created, labels());
    var root = target.resolve("rootfs").toAbsolutePath();
    layOut(root);
    var tar = target.resolve(ARCHIVE);
    var image = OperatorImage.write(description, root, target.resolve("layers"), tar);
    ImageIndex.complete(tar, name, created);
    if (Files.exists(libraries)) {
      BillOfMaterials.complete(libraries, target.resolve(LIST), description.fromScratch());
    } else {
      Files.deleteIfExists(target.resolve(LIST));
      System.err.printf("no %s: Maven does not list libraries when it is offline%n", LIST);
    }
    System.out.printf("%s %s%n%s, %d bytes%n", name, image.getDigest(), tar, Files.size(tar));
    return 0;
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("org.opencontainers.image.title", "calico-network-operator");
    labels.put("org.opencontainers.image.version", version);
    labels.put("org.opencontainers.image.licenses", "Apache-2.0");
    if (!source.isBlank()) {
      labels.put("org.opencontainers.image.source", source);
    }
    return labels;
  }

  private void layOut(Path root) throws IOException, InterruptedException {
    Folders.delete(root);
    Layout.prepare(root);
    // Also where a base brings its own: the dump needs one.
    var architecture = Architecture.ofThisMachine();
    Glibc.install(root, architecture);
    Files.createDirectories(root.resolve(Layout.OPERATOR));
    JavaRuntime.link(root.resolve(Layout.JAVA));
    Files.copy(jar, root.resolve(Layout.JAR));
    Layout.setTimes(root, created);
    ClassArchive.dump(root, classes);
  }
}
