package io.caliconetwork.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Where things are in the image; relative to its root. */
final class Layout {
  static final int UID = 65532;
  static final String JAVA = "opt/java";
  static final String OPERATOR = "opt/calico-network-operator";
  static final String JAR = OPERATOR + "/calico-network-operator.jar";
  static final String CLASSES = OPERATOR + "/classes.jsa";

  private Layout() {}

  /** User, home and the folder that a pod may mount something writable at. */
  static void prepare(Path root) throws IOException {
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("tmp"));
    write(
        root.resolve("etc/passwd"),
        """
        root:x:0:0:root:/:/
        nonroot:x:65532:65532:nonroot:/tmp:/
        """);
    write(
        root.resolve("etc/group"),
        """
        root:x:0:
        nonroot:x:65532:
        """);
    // Without it glibc asks DNS before /etc/hosts.
    write(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(UTF_8));
  }

  /** Gives every file the time it has in the image: a class data archive remembers the jar's. */
  static void setTimes(Path root, Instant time) throws IOException {
    try (var all = Files.walk(root)) {
      for (var path : all.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(time));
      }
    }
  }
}
