package io.caliconetwork.image;

import io.caliconetwork.local.cluster.FinishedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The part of the building JDK that the operator uses. */
final class JavaRuntime {

  /** What {@code jdeps} finds in the jar, apart from {@link #NOT_USED}. */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.xml",
          "jdk.httpserver",
          "jdk.management",
          "jdk.unsupported");

  /** Modules that only optional parts of libraries refer to: Jackson's beans and SQL dates. */
  static final List<String> NOT_USED = List.of("java.desktop", "java.sql");

  private JavaRuntime() {}

  /**
   * Links a runtime.
   *
   * @param into must not exist
   */
  static void link(Path into) throws IOException {
    var jlink =
        FinishedProcess.of(
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                "--add-modules",
                String.join(",", MODULES),
                // It copies what the linking JVM has made of method handles so far, which
                // varies; the class data archive has these classes anyway.
                "--disable-plugin",
                "generate-jli-classes",
                // Native symbols stay: removing them needs objcopy, whose versions differ.
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-6",
                "--output",
                into.toString()));
    if (jlink.code() != 0) {
      throw new IOException("jlink: " + jlink.text());
    }
  }

  /** Version of the JDK that builds, such as {@code 25.0.3+9-LTS}. */
  static String version() {
    return Runtime.version().toString();
  }
}
