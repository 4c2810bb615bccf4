package io.caliconetwork.local.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The operator as a process of its own, with the flags it has in its image; ends with this JVM. */
public final class OperatorProcess implements AutoCloseable {
  /** As in the image, which adds its class data archive. */
  public static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          // The objects of a class data archive must fit into what -Xmn leaves of it.
          "-Xms20m",
          "-Xmx64m",
          // What is known of a large cluster is old; what a page takes is young.
          "-Xmn12m",
          // What a collection of all of it has freed goes back, and what the JIT has used.
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:TrimNativeHeapInterval=30000",
          "-Xss512k",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          // In a thread of the HTTP client it would go unnoticed, and a request unanswered.
          "-XX:+ExitOnOutOfMemoryError");

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

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
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(JVM_FLAGS);
    line.add("-jar");
    line.add(command.jar().toString());
    line.addAll(command.arguments());
    Map<String, String> environment = new HashMap<>(command.environment());
    environment.putIfAbsent("KUBECONFIG", command.kubeconfig().toString());
    GuardedProcess started = GuardedProcess.start(line, environment, command.log());
    return new OperatorProcess(started.guard(), started.process(), command.log());
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
