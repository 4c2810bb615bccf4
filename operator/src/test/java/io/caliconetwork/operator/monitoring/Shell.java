package io.caliconetwork.operator.monitoring;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs lines as a person types them.
 *
 * @param directory where
 * @param environment on top of ours
 */
public record Shell(Path directory, Map<String, String> environment) {

  /** A first build of promtool compiles it. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /**
   * How it ended.
   *
   * @param code its exit code
   * @param text both streams as they came
   */
  public record Result(int code, String text) {}

  /** Runs the line to its end, whatever that is. */
  public Result run(String line) {
    return run(line, new File("/dev/null"));
  }

  /** The same with an input. */
  public Result run(String line, File input) {
    try {
      var output = Files.createTempFile("shell", ".out");
      try {
        var builder =
            new ProcessBuilder("bash", "-c", line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(input)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(line + " did not end within " + LIMIT);
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + line, e);
    }
  }
}
