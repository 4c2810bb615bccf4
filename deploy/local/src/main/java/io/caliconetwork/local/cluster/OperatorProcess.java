package io.caliconetwork.local.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The operator as a process of its own, with the flags it has in its image. Ends with this JVM,
 * however that ends: a shell in between holds a pipe of ours and kills it when the pipe closes.
 */
public final class OperatorProcess implements AutoCloseable {
  /** As in the image, apart from the AOT cache. */
  public static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms16m",
          "-Xmx64m",
          // What is known of a large cluster is old; what a page takes is young.
          "-Xmn12m",
          "-Xss512k",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          // In a thread of the HTTP client it would go unnoticed, and a request unanswered.
          "-XX:+ExitOnOutOfMemoryError");

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

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

  private final Process guard;
  private final ProcessHandle operator;
  private final Path log;

  private OperatorProcess(Process guard, ProcessHandle operator, Path log) {
    this.guard = guard;
    this.operator = operator;
    this.log = log;
  }

  /**
   * What to run.
   *
   * @param log appended to, so that it survives restarts
   * @param environment in addition to ours and KUBECONFIG
   * @param arguments for the operator's command line
   */
  public record Command(
      Path jar,
      Path kubeconfig,
      Path log,
      Map<String, String> environment,
      List<String> arguments) {}

  public static OperatorProcess start(Command command) {
    if (!Files.exists(command.jar())) {
      throw new IllegalStateException("the operator is not built: no " + command.jar());
    }
    List<String> line = new ArrayList<>(List.of("sh", "-c", GUARD, command.log().toString()));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(JVM_FLAGS);
    line.add("-jar");
    line.add(command.jar().toString());
    line.addAll(command.arguments());
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("KUBECONFIG", command.kubeconfig().toString());
    builder.environment().putAll(command.environment());
    try {
      Files.createDirectories(command.log().toAbsolutePath().getParent());
      Process guard = builder.start();
      String pid = guard.inputReader(StandardCharsets.UTF_8).readLine();
      Optional<ProcessHandle> operator =
          pid == null ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid.strip()));
      return new OperatorProcess(guard, operator.orElse(guard.toHandle()), command.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return guard.isAlive();
  }

  /** The operator itself, not the shell around it. */
  public long pid() {
    return operator.pid();
  }

  /** SIGKILL, as when the kernel runs out of memory; returns when it is dead. */
  public void kill() {
    operator.destroyForcibly();
    waitFor(STOP_LIMIT);
  }

  /** SIGTERM, as when its pod is deleted; returns its exit code. */
  public int terminate() {
    operator.destroy();
    return waitFor(STOP_LIMIT);
  }

  /** Exit code; 128 + signal number when it was killed. */
  public int waitFor(Duration limit) {
    try {
      if (!guard.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        operator.destroyForcibly();
        throw new IllegalStateException("operator did not end within " + limit + "; see " + log);
      }
      return guard.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the operator", e);
    }
  }

  public Path log() {
    return log;
  }

  public List<String> logLines() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (isAlive()) {
      terminate();
    }
  }
}
