package io.caliconetwork.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the list of what the operator loads, when asked to: after a change of libraries, or when
 * {@code ImageIT} says that too few classes come from the archive. The list is kept since no two
 * runs load quite the same.
 */
@EnabledIfSystemProperty(named = "classes.write", matches = "true")
class ClassListIT {
  private static final Path LIST = Path.of("src/main/cds/classes.lst");

  @Test
  void write() throws IOException {
    try (var pods = OperatorPods.install("-Xshare:off -XX:DumpLoadedClassList=/tmp/classes.lst")) {
      pods.applyNetwork();
      pods.scale(1);
      pods.awaitConverged();
      var folder = pods.cluster().containerFolder();
      pods.scale(0);
      await().atMost(OperatorPods.LIMIT).until(() -> !written(folder).isEmpty());
      var lines = Files.readAllLines(written(folder).getFirst());
      assertThat(lines).hasSizeGreaterThan(5000);
      Files.write(LIST, ordered(lines));
    }
  }

  private static List<Path> written(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("volumes/tmp/classes.lst")).toList();
    }
  }

  /** In an order of its own, without numbers; what refers to classes comes after them. */
  private static List<String> ordered(List<String> lines) {
    var all =
        lines.stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst(" id: \\d+.*", ""))
            .toList();
    return Stream.of("", "@cp ", "@lambda-")
        .flatMap(kind ->
            new TreeSet<>(
                    all.stream()
                        .filter(
                            line -> kind.isEmpty() ? !line.startsWith("@") : line.startsWith(kind))
                        .toList())
                .stream())
        .toList();
  }
}
