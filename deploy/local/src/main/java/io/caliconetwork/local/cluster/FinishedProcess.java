package io.caliconetwork.local.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that has run to its end.
 *
 * @param code its exit code
 * @param text both streams as they came
 */
public record FinishedProcess(int code, String text) {

  /** A first build of a tool compiles it. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** Runs it, whatever the end is. Where no input is given there is none. */
  public static FinishedProcess of(ProcessBuilder program) {
    List<String> command = program.command();
    try {
      Path output = Files.createTempFile("program", ".out");
      try {
        Process process = program.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(command + " did not end within " + LIMIT);
        }
        return new FinishedProcess(
            process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
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
}
