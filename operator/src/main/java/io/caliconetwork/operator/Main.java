package io.caliconetwork.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "calico-network-operator",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    // 2 is what the plan command says when there are changes.
    exitCodeOnInvalidInput = 1,
    subcommands = PlanCommand.class,
    description = {
      "Makes a manifest-installed Calico follow the CalicoNetwork of the cluster.",
      "Without arguments it runs the operator against KUBECONFIG, or the cluster it runs in."
    },
    footer = {
      "",
      "Environment:",
      "  LOG_FORMAT        text, or json for one object a line (default text)",
      "  HTTP_ADDRESS      IP address to serve on (default all)",
      "  HTTP_PORT         port of /healthz, /readyz and /metrics (default 9377, 0 takes a free one)",
      "  LEADER_ELECTION   false to act without a lease (default true)",
      "  POD_NAMESPACE     namespace of the lease (default calico-network-operator)",
      "  POD_NAME          identity in the lease (default: unique to the process)",
      "  ROLLOUT_TIME_LIMIT  a rolling restart of calico-node stops the plan after so long without"
          + " progress on any node (default 10m)",
      "  TUNNEL_TIME_LIMIT   likewise for nodes' tunnel addresses (default 5m)",
      "  SETTLE_TIME         how long pools and tunnels are left alone before Felix and forwarding"
          + " entries are relied on (default 20s)",
      "  REPAIR_WINDOW       three reverts of an object by somebody else within this time end the"
          + " repairs for as long, then twice as long, up to 1h (default 10m)",
      "  POD_TIME_LIMIT      a change of range says that it is stuck when no pod has left its address"
          + " for so long (default 15m)",
      "  ADDRESS_TIME_LIMIT  likewise when an address is still taken that no pod has (default 30m)",
      "  JOB_TIME_LIMIT      how long pods of Jobs are left to finish before they are evicted"
          + " (default 1h)",
      "  LOG_LEVEL           ERROR, WARN, INFO, DEBUG or TRACE (default INFO)"
    })
public final class Main implements Callable<Integer> {

  @Override
  public Integer call() throws Exception {
    return OperatorProcess.run(OperatorConfig.from(System.getenv()));
  }

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    System.exit(args.length == 0 ? operate() : execute(args));
  }

  /** Without the parser, which takes longer to load than all the rest before the first request. */
  private static int operate() {
    try {
      return new Main().call();
    } catch (Exception e) {
      LoggerFactory.getLogger(Main.class).error("cannot start", e);
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static int execute(String[] args) {
    var out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    var err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    return commandLine().setOut(out).setErr(err).execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  /** Reads the version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"calico-network-operator " + (version == null ? "dev" : version)};
    }
  }
}
