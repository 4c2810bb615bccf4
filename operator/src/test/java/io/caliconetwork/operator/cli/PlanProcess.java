package io.caliconetwork.operator.cli;

import io.caliconetwork.local.cluster.OperatorProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.operator.cluster.InstalledOperator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code java -jar calico-network-operator.jar plan …} as a person calls it. */
final class PlanProcess {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path kubeconfig;
  private final Path directory;

  PlanProcess(Path kubeconfig, Path directory) {
    this.kubeconfig = kubeconfig;
    this.directory = directory;
  }

  /**
   * What came of it.
   *
   * @param took from start to end of the process
   */
  record Result(int exitCode, String out, String err, Duration took) {}

  /** Plans what is handed in on standard input. */
  Result plan(String network, String... arguments) throws IOException, InterruptedException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(OperatorProcess.JVM_FLAGS);
    line.addAll(
        List.of("-jar", RepositoryLayout.find().operatorJar().toString(), "plan", "-f", "-"));
    line.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    line.addAll(List.of(arguments));
    var in = Files.writeString(Files.createTempFile(directory, "plan", ".yaml"), network);
    var out = Files.createTempFile(directory, "plan", ".out");
    var err = Files.createTempFile(directory, "plan", ".err");
    var began = Instant.now();
    var builder =
        new ProcessBuilder(line)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(InstalledOperator.QUICK);
    var process = builder.start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("plan did not end within " + LIMIT + ": " + Files.readString(err));
    }
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8),
        Duration.between(began, Instant.now()));
  }
}
