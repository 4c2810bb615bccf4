package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real etcd, kube-apiserver, kube-controller-manager and kube-scheduler as child processes.
 *
 * <p>They end when our end of their supervisor's standard input closes, so also when this JVM is
 * killed without a chance to clean up.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);
  private static final String READY = "READY ";

  /** A first build compiles Kubernetes: about five minutes on two cores. */
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** Such as v1.31.0; the newest that can be built when not set. */
  private static final String RELEASE = System.getProperty("local.kubernetes", "");

  private final Process supervisor;
  private final Path binaries;
  private final Path directory;
  private final Path kubeconfig;

  private ControlPlane(Process supervisor, Path binaries, Path directory, Path kubeconfig) {
    this.supervisor = supervisor;
    this.binaries = binaries;
    this.directory = directory;
    this.kubeconfig = kubeconfig;
  }

  /** Builds the binaries if they are not in the cache yet, and starts in a temporary directory. */
  public static ControlPlane start() {
    try {
      return start(Files.createTempDirectory("calico-local-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Like {@link #start()}, in a directory of the caller's choice.
   *
   * @param directory for etcd's data, certificates, logs; removed at the end
   */
  public static ControlPlane start(Path directory) {
    return start(directory, List.of());
  }

  /**
   * Only etcd and kube-apiserver, and no audit log: nobody else counts, replaces or collects what
   * is put there, however much it is.
   */
  public static ControlPlane startBare() {
    try {
      return start(Files.createTempDirectory("calico-local-"), List.of("--with=", "--audit=false"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ControlPlane start(Path directory, List<String> more) {
    Path binaries = build(RepositoryLayout.find());
    long from = System.nanoTime();
    try {
      Files.createDirectories(directory);
      Path progress = Files.createTempFile("calico-local-", ".log");
      List<String> command =
          new ArrayList<>(
              List.of(
                  binaries.resolve("control-plane").toString(),
                  "up",
                  "--dir",
                  directory.toString(),
                  "--exit-with-stdin",
                  "--remove"));
      command.addAll(more);
      Process supervisor = new ProcessBuilder(command).redirectError(progress.toFile()).start();
      Path kubeconfig = awaitReady(supervisor, progress);
      Files.deleteIfExists(progress);
      log.info(
          "control plane ready after {} ms: {}", (System.nanoTime() - from) / 1_000_000, directory);
      return new ControlPlane(supervisor, binaries, directory, kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path build(RepositoryLayout layout) {
    Path script = layout.controlPlane().resolve("build");
    if (!Files.isExecutable(script)) {
      throw new IllegalStateException("no control plane to build: " + script + " is missing");
    }
    log.info("building the control plane unless it is cached ({})", script);
    try {
      ProcessBuilder command =
          new ProcessBuilder(script.toString()).redirectError(ProcessBuilder.Redirect.INHERIT);
      if (!RELEASE.isEmpty()) {
        command.environment().put("KUBERNETES", RELEASE);
      }
      Process build = command.start();
      List<String> lines;
      try (BufferedReader out = build.inputReader(StandardCharsets.UTF_8)) {
        lines = out.lines().filter(line -> !line.isBlank()).toList();
      }
      if (!build.waitFor(BUILD_LIMIT.toSeconds(), TimeUnit.SECONDS)
          || build.exitValue() != 0
          || lines.isEmpty()) {
        build.destroy();
        throw new IllegalStateException(script + " failed; its own messages are above");
      }
      return Path.of(lines.getLast().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building the control plane", e);
    }
  }

  private static Path awaitReady(Process supervisor, Path progress) throws IOException {
    CompletableFuture<Path> ready = new CompletableFuture<>();
    Thread.ofVirtual().name("control-plane-output").start(() -> readOutput(supervisor, ready));
    try {
      return ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      supervisor.destroy();
      throw new IllegalStateException(
          "the control plane did not come up:\n" + Files.readString(progress), e);
    } catch (InterruptedException e) {
      supervisor.destroy();
      // Whoever interrupts expects nothing to be left.
      supervisor.onExit().orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      Files.deleteIfExists(progress);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the control plane started", e);
    }
  }

  private static void readOutput(Process supervisor, CompletableFuture<Path> ready) {
    // Read to the end, so that the supervisor never blocks on a full pipe.
    try (BufferedReader out = supervisor.inputReader(StandardCharsets.UTF_8)) {
      out.lines()
          .filter(line -> line.startsWith(READY))
          .forEach(line -> ready.complete(Path.of(line.substring(READY.length()).strip())));
    } catch (IOException | UncheckedIOException e) {
      log.debug("control plane's output closed", e);
    }
    ready.completeExceptionally(new IllegalStateException("control plane exited"));
  }

  /** Full rights; for people, too. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Every request the API server answered, as JSON lines. */
  public AuditLog auditLog() {
    return new AuditLog(directory.resolve("audit.log"));
  }

  /** {@code etcd kube-apiserver … kubectl}. */
  public Path binaries() {
    return binaries;
  }

  public Path directory() {
    return directory;
  }

  public boolean isAlive() {
    return supervisor.isAlive();
  }

  /** A new client with full rights; the caller closes it. */
  public KubernetesClient client() {
    return client(kubeconfig, "calico-local");
  }

  /**
   * A client for any kubeconfig of this control plane.
   *
   * @param userAgent how the audit log will name it
   */
  public static KubernetesClient client(Path kubeconfig, String userAgent) {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withUserAgent(userAgent).build())
        .build();
  }

  @Override
  public void close() {
    // Whoever was interrupted must still not leave processes behind.
    boolean interrupted = Thread.interrupted();
    try {
      supervisor.getOutputStream().close();
      if (!supervisor.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("control plane did not end within {}; killing it", STOP_LIMIT);
        supervisor.destroyForcibly();
      }
    } catch (IOException e) {
      supervisor.destroy();
    } catch (InterruptedException e) {
      supervisor.destroy();
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
