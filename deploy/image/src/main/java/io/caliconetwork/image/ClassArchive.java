package io.caliconetwork.image;

import io.caliconetwork.local.cluster.FinishedProcess;
import io.caliconetwork.local.cluster.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A class data archive (CDS) of what the operator loads, made inside the image's root, for it keeps
 * the paths of jar and runtime.
 *
 * <p>Why not an AOT cache: it holds profiles of the run that trained it and differs each time; for
 * C1 they are of no use, and the rest is what an archive has. Why not {@code -XX:+AOTClassLinking}:
 * with it the archive contains soft references, whose time stamps are the uptime of the machine. It
 * would save about 0.2 of 1.8 seconds of CPU.
 */
final class ClassArchive {

  /**
   * On top of the flags of the run, which have to agree where they shape objects. Interpreted and
   * with numbers in place of random hash codes, so that the same classes give the same bytes. A
   * heap in which nothing is ever moved.
   */
  private static final List<String> DUMP =
      List.of(
          "-Xms512m",
          "-Xmx512m",
          "-Xmn384m",
          "-Xint",
          "-XX:-UsePerfData",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:hashCode=3",
          "-Xshare:dump",
          // What is named in the list and not there any more, or cannot be archived.
          "-Xlog:disable",
          "-Xlog:all=error");

  private ClassArchive() {}

  /**
   * Dumps.
   *
   * @param root with runtime, glibc and jar, all with their final times
   * @param classes made by {@code ClassListIT}
   */
  static void dump(Path root, Path classes) throws IOException {
    var list = root.resolve("classes.lst");
    Files.copy(classes, list);
    List<String> command = new ArrayList<>(enter(root));
    command.add("/" + Layout.JAVA + "/bin/java");
    command.addAll(OperatorProcess.JVM_FLAGS);
    command.addAll(DUMP);
    command.add("-XX:SharedClassListFile=/classes.lst");
    command.add("-XX:SharedArchiveFile=/" + Layout.CLASSES);
    command.addAll(List.of("-cp", "/" + Layout.JAR));
    var builder = new ProcessBuilder(command);
    // Neither language nor options of whoever builds.
    var path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    // Without /proc the loader does not find out where java is, and by that its libraries.
    builder.environment().put("LD_ORIGIN_PATH", "/" + Layout.JAVA + "/bin");
    var dump = FinishedProcess.of(builder);
    Files.delete(list);
    if (dump.code() != 0 || !Files.exists(root.resolve(Layout.CLASSES))) {
      throw new IOException(
          "no class data archive; it is made in a root of its own, as root or by unshare: "
              + dump.text());
    }
  }

  private static List<String> enter(Path root) {
    var chroot = List.of("chroot", root.toString());
    if ("root".equals(System.getProperty("user.name"))) {
      return chroot;
    }
    List<String> mapped = new ArrayList<>(List.of("unshare", "--map-root-user"));
    mapped.addAll(chroot);
    return mapped;
  }
}
