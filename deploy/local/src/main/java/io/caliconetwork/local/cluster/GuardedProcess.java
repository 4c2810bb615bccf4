package io.caliconetwork.local.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that ends with this JVM, however that ends: a shell in between holds a pipe of ours and
 * kills it when the pipe closes.
 *
 * @param guard the shell; ends with the process and with its exit code, 128 + signal number when it
 *     was killed
 */
public record GuardedProcess(Process guard, ProcessHandle process) {

  // $0 is the log file. Prints the pid first. An asynchronous command reads /dev/null, so the pipe
  // is kept as descriptor 3.
  private static final String GUARD =
      """
      exec 3<&0
      "$@" </dev/null >>"$0" 2>&1 3<&- &
      child=$!
      echo $child
      { cat <&3 >/dev/null; kill -9 $child; } 2>/dev/null >&2 &
      wait $child
      """;

  /**
   * Starts.
   *
   * @param environment in addition to ours
   * @param log appended to
   */
  public static GuardedProcess start(
      List<String> command, Map<String, String> environment, Path log) {
    List<String> line = new ArrayList<>(List.of("sh", "-c", GUARD, log.toString()));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Process guard = builder.start();
      String pid = guard.inputReader(StandardCharsets.UTF_8).readLine();
      Optional<ProcessHandle> process =
          pid == null ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid.strip()));
      return new GuardedProcess(guard, process.orElse(guard.toHandle()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
