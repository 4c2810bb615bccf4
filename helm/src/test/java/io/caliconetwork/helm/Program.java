package io.caliconetwork.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command-line program, such as helm or kubectl.
 *
 * @param binary to run
 * @param environment on top of ours
 */
record Program(Path binary, Map<String, String> environment) {

  /** A first build of helm compiles it. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /**
   * How it ended.
   *
   * @param code its exit code
   * @param text both streams as they came
   */
  record Result(int code, String text) {}

  /** Runs it to its end, whatever that is. */
  Result run(String... arguments) {
    var command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    try {
      var output = Files.createTempFile(binary.getFileName().toString(), ".out");
      try {
        var builder =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(command + " did not end within " + LIMIT);
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + command, e);
    }
  }

  /** Runs it and expects that it succeeds; returns what it says. */
  String succeed(String... arguments) {
    var result = run(arguments);
    if (result.code() != 0) {
      throw new AssertionError(
          binary.getFileName() + " " + String.join(" ", arguments) + ":\n" + result.text());
    }
    return result.text();
  }
}
