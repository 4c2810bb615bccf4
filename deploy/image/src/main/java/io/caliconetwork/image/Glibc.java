package io.caliconetwork.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The C library, all that a JDK needs of an operating system: that of the machine that builds, as
 * the JDK is. A release is built on a machine whose distribution is kept up to date; whoever wants
 * another one gives a base.
 */
final class Glibc {

  /** Those that programs link to, and those that look names up. */
  private static final List<String> LIBRARIES =
      List.of(
          "libc.so.6",
          "libm.so.6",
          "libmvec.so.1",
          "libdl.so.2",
          "libpthread.so.0",
          "librt.so.1",
          "libresolv.so.2",
          "libnss_dns.so.2",
          "libnss_files.so.2");

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path OS_RELEASE = Path.of("/etc/os-release");
  private static final Path COPYRIGHT = Path.of("/usr/share/doc/libc6/copyright");

  private Glibc() {}

  /**
   * What it is, for the bill of materials.
   *
   * @param name of the distribution's package, else glibc
   * @param version of it
   * @param purl package URL
   */
  record Origin(String name, String version, String purl) {}

  /** Puts loader, libraries, licence and the distribution's record of them under a root. */
  static void install(Path root, Architecture architecture)
      throws IOException, InterruptedException {
    var folder = folder();
    for (var library : LIBRARIES) {
      // Some are part of libc.so.6, by the release of it.
      if (Files.exists(folder.resolve(library))) {
        copy(folder.resolve(library), root, "rw-r--r--");
      }
    }
    copy(Path.of("/", architecture.loader()), root, "rwxr-xr-x");
    if (Files.exists(COPYRIGHT)) {
      copy(COPYRIGHT, root, "rw-r--r--");
    }
    var system = system();
    write(
        root.resolve("etc/os-release"),
        """
        PRETTY_NAME="calico-network-operator (glibc of %s)"
        NAME="%s"
        ID=%s
        VERSION_ID="%s"
        """
            .formatted(
                text(system, "PRETTY_NAME"),
                text(system, "NAME"),
                text(system, "ID"),
                text(system, "VERSION_ID")));
    // Where scanners look for it in images without a package manager.
    var record = dpkg("--status");
    if (record.isPresent()) {
      write(root.resolve("var/lib/dpkg/status.d/libc6"), record.get());
    }
  }

  /** Where this process has it from. */
  private static Path folder() throws IOException {
    try (var maps = Files.lines(MAPS)) {
      return maps.filter(line -> line.endsWith("/libc.so.6"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))).getParent())
          .findFirst()
          .orElseThrow(() ->
              new IOException("this JDK does not run on glibc: build on a machine where it does"));
    }
  }

  static Origin origin(Architecture architecture) throws IOException, InterruptedException {
    var version = dpkg("--show", "--showformat=${Version}");
    var system = system();
    if (version.isPresent()) {
      return new Origin(
          "libc6",
          version.get(),
          "pkg:deb/%s/libc6@%s?arch=%s&distro=%s-%s"
              .formatted(
                  text(system, "ID"),
                  BillOfMaterials.escaped(version.get()),
                  architecture.debian(),
                  text(system, "ID"),
                  text(system, "VERSION_ID")));
    }
    var said =
        run(List.of("getconf", "GNU_LIBC_VERSION"))
            .orElseThrow(() -> new IOException("getconf does not tell the version of glibc"));
    var number = said.replaceFirst("glibc ", "");
    return new Origin("glibc", number, "pkg:generic/glibc@" + number);
  }

  private static Optional<String> dpkg(String... options) throws IOException, InterruptedException {
    var query = Path.of("/usr/bin/dpkg-query");
    if (!Files.isExecutable(query)) {
      return Optional.empty();
    }
    var line = new ArrayList<>(List.of(query.toString()));
    line.addAll(List.of(options));
    line.add("libc6:" + Architecture.ofThisMachine().debian());
    return run(line);
  }

  private static Optional<String> run(List<String> command)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
  }

  private static Properties system() throws IOException {
    var system = new Properties();
    if (Files.exists(OS_RELEASE)) {
      try (var text = Files.newBufferedReader(OS_RELEASE)) {
        system.load(text);
      }
    }
    return system;
  }

  private static String text(Properties system, String field) {
    return system.getProperty(field, "unknown").replace("\"", "");
  }

  private static void copy(Path file, Path root, String permissions) throws IOException {
    var to = root.resolve(file.toString().substring(1));
    Files.createDirectories(to.getParent());
    Files.copy(file.toRealPath(), to, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(permissions));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.endsWith("\n") ? text : text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
