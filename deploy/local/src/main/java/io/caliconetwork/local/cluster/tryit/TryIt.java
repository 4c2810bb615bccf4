package io.caliconetwork.local.cluster.tryit;

import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A cluster on this machine, the operator in it, and one change of the overlay to look at. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    version = "local",
    description = {
      "Starts a Kubernetes control plane with simulated Calico nodes on this machine, runs the"
          + " operator against it and shows one change of the overlay. Needs no Docker.",
      "Exit code 0: the change was made (or none was asked for). 1: it was not; the reason is"
          + " printed."
    })
public final class TryIt implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--nodes", defaultValue = "3", description = "Nodes (default: 3).")
  private int nodes;

  @Option(
      names = "--subnets",
      defaultValue = "1",
      description = "Subnets the nodes are spread over (default: 1).")
  private int subnets;

  @Option(
      names = "--calico",
      paramLabel = "FILE",
      description = "Your calico.yaml; otherwise a small one of ours.")
  private Path calico;

  @Option(
      names = "--cr",
      paramLabel = "FILE",
      description = "CalicoNetwork to apply; otherwise deploy/local/example.yaml.")
  private Path resource;

  @Option(names = "--no-operator", description = "Only the cluster with Calico.")
  private boolean withoutOperator;

  @Option(names = "--detach", description = "Go on in the background; deploy/local/down ends it.")
  private boolean detach;

  @Option(
      names = "--time-scale",
      defaultValue = "10",
      description = "Simulated seconds per second on the nodes (default: 10).")
  private double timeScale;

  @Option(
      names = "--timeout",
      defaultValue = "600",
      paramLabel = "SECONDS",
      description = "For the change, in real seconds (default: 600).")
  private int timeout;

  private final RepositoryLayout layout = RepositoryLayout.find();
  private final Progress progress = new Progress(System.out);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch cleaned = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private volatile boolean settled;
  private volatile int outcome = CommandLine.ExitCode.SOFTWARE;

  public static void main(String[] arguments) {
    TryIt command = new TryIt();
    CommandLine line =
        new CommandLine(command)
            .setExecutionExceptionHandler((e, failed, parsed) -> {
              command.progress.failure(e);
              return CommandLine.ExitCode.SOFTWARE;
            });
    int code = line.execute(arguments);
    command.cleaned.countDown();
    System.exit(code);
  }

  @Override
  public Integer call() throws Exception {
    check();
    try (RunDirectory run = RunDirectory.claim(layout.run())) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "stop"));
      outcome = session(run);
      settled = true;
      run.outcome(outcome);
      return outcome;
    }
  }

  /** What can be told before anything is started. */
  private void check() {
    require(nodes >= 1, "--nodes must be at least 1");
    require(subnets >= 1, "--subnets must be at least 1");
    require(timeScale > 0, "--time-scale must be above 0");
    require(timeout >= 1, "--timeout must be at least 1");
    for (Path file : new Path[] {calico, resource}) {
      require(file == null || Files.isReadable(file), "cannot read " + file);
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** Ctrl-C, or {@code down}: lets the session clean up, and keeps its verdict as exit code. */
  private void interrupted() {
    stopped.countDown();
    if (!settled) {
      worker.interrupt();
    }
    try {
      cleaned.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(outcome);
  }

  private int session(RunDirectory run) throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      progress.say("control plane is up");
      try (SimulatedCluster cluster =
          SimulatedCluster.builder()
              .controlPlane(controlPlane)
              .nodes(nodes)
              .subnets(subnets)
              .timeScale(timeScale)
              .workload(true)
              .start()) {
        publish(controlPlane.kubeconfig(), run.kubeconfig());
        progress.say(
            "%d nodes in %d subnet(s), 1 s takes %.2f s".formatted(nodes, subnets, 1 / timeScale));
        CalicoView calico = new CalicoView(cluster);
        cluster.installCalico(this.calico == null ? layout.smallManifest() : this.calico);
        calico.awaitRollout(Duration.ofMinutes(2));
        progress.say("Calico %s is rolled out".formatted(calico.version()));
        if (withoutOperator) {
          progress.block(calico.describe("now"));
          return stayUp(run, CommandLine.ExitCode.OK);
        }
        return withOperator(run, cluster, calico);
      }
    }
  }

  private int withOperator(RunDirectory run, SimulatedCluster cluster, CalicoView calico)
      throws Exception {
    try (OperatorSession operator = OperatorSession.start(cluster, layout, run)) {
      progress.say("operator runs as pid %d, log %s".formatted(operator.pid(), operator.log()));
      progress.block(calico.describe("before"));
      Duration from = cluster.clock().now();
      Path wish = resource == null ? layout.exampleResource() : resource;
      progress.say("applying %s".formatted(wish));
      operator.apply(wish);
      OperatorSession.Verdict verdict = operator.follow(progress, Duration.ofSeconds(timeout));
      progress.block(calico.describe("after"));
      progress.block(calico.describeCuts(from));
      if (!verdict.ready()) {
        progress.say("FAILED: %s".formatted(verdict.reason()));
        return CommandLine.ExitCode.SOFTWARE;
      }
      return stayUp(run, CommandLine.ExitCode.OK);
    }
  }

  private int stayUp(RunDirectory run, int verdict) throws InterruptedException {
    outcome = verdict;
    settled = true;
    progress.line("");
    progress.line("export KUBECONFIG=" + run.kubeconfig());
    run.outcome(verdict);
    if (!detach) {
      progress.line("Ctrl-C ends it.");
    }
    stopped.await();
    progress.say("ending");
    return verdict;
  }

  private static void publish(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
