package io.caliconetwork.operator.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told from the sources without compiling them, in every module. */
class SourceFilesTest {

  private static final int MOST_LINES = 400;
  private static final List<String> MODULES = List.of("crd", "operator", "deploy/local", "helm");

  @Test
  void noFileIsTooLongToRead() {
    var root = RepositoryLayout.find().root();
    var sources =
        MODULES.stream().flatMap(module -> sources(root.resolve(module).resolve("src"))).toList();
    assertThat(sources).hasSizeGreaterThan(100);
    assertThat(sources).filteredOn(SourceFilesTest::tooLong).isEmpty();
  }

  @Test
  void aFileOfOneLineTooManyIsFound(@TempDir Path directory) throws IOException {
    var file = directory.resolve("Long.java");
    Files.writeString(file, "\n".repeat(MOST_LINES + 1));
    assertThat(sources(directory)).filteredOn(SourceFilesTest::tooLong).containsExactly(file);
    Files.writeString(file, "\n".repeat(MOST_LINES));
    assertThat(sources(directory)).filteredOn(SourceFilesTest::tooLong).isEmpty();
  }

  private static Stream<Path> sources(Path under) {
    try (var files = Files.walk(under)) {
      return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean tooLong(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.count() > MOST_LINES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
