package io.caliconetwork.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.caliconetwork.api.v1alpha1.CalicoNetwork;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.observe.AppliedNetwork;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.NetworkFile;
import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.report.ApiFailure;
import io.caliconetwork.operator.report.PlanReport;
import io.caliconetwork.operator.report.PlanText;
import io.caliconetwork.operator.report.StatusReport;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plan -f FILE}: what the operator would do, without an operator and without a write. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    exitCodeOnInvalidInput = 1,
    sortOptions = false,
    description = {
      "Shows what the operator would do about a CalicoNetwork, and writes nothing.",
      "Neither the operator nor its CustomResourceDefinition need be installed. It needs to read"
          + " what deploy/rbac-plan-reader.yaml lists."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing to do, the cluster is as declared",
      "1:no plan: wrong usage, a faulty file, a missing permission, no cluster",
      "2:the operator would make changes",
      "3:the operator would refuse, or stands still"
    })
final class PlanCommand implements Callable<Integer> {

  private static final int NO_PLAN = 1;
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** How the plan is printed. */
  enum Format {
    text,
    yaml,
    json
  }

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "YAML or JSON with one CalicoNetwork, other objects are skipped; - is stdin")
  private String file;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private Format format;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "default: KUBECONFIG, then ~/.kube/config, then the pod's ServiceAccount")
  private Optional<Path> kubeconfig;

  @Option(names = "--context", paramLabel = "NAME", description = "default: the current one")
  private Optional<String> context;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Seconds.class,
      description = "such as 10s or 2m, for all of it; default ${DEFAULT-VALUE}")
  private Duration timeout;

  @Option(
      names = "--exit-zero",
      description = "end with 0 for any plan, whatever exit code it names")
  private boolean exitZero;

  @CommandLine.Spec private CommandLine.Model.CommandSpec command;

  /** Reads times as kubectl writes them. */
  static final class Seconds implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      if (!value.matches("[1-9][0-9]{0,5}[sm]")) {
        throw new CommandLine.TypeConversionException(
            "'" + value + "' is no time; write for example 30s or 2m");
      }
      return Duration.parse("PT" + value);
    }
  }

  /** Ends the command with a sentence. */
  private static final class NoPlan extends Exception {
    private static final long serialVersionUID = 1L;

    NoPlan(String message) {
      super(message);
    }
  }

  @Override
  public Integer call() throws Exception {
    // A person reads this. Whoever wants to see what the client does sets LOG_LEVEL.
    if (System.getenv("LOG_LEVEL") == null) {
      System.setProperty("LOG_LEVEL", "OFF");
    }
    try {
      var declared = declared();
      try (var client = ClusterAccess.open(kubeconfig, context, timeout)) {
        return plan(client, declared);
      }
    } catch (ClusterAccess.Unusable | NoPlan e) {
      e.getMessage().lines().forEach(line -> command.commandLine().getErr().println(line));
      return NO_PLAN;
    }
  }

  private DeclaredNetwork declared() throws NoPlan {
    var reading = NetworkFile.read(label(), text());
    var problems = new ArrayList<>(reading.problems());
    reading.network().ifPresent(n -> problems.addAll(SpecDecoder.spec(n).problems()));
    if (!problems.isEmpty()) {
      throw new NoPlan(String.join("\n", problems));
    }
    return reading.network().orElseThrow();
  }

  private String label() {
    return file.equals("-") ? "stdin" : file;
  }

  private String text() throws NoPlan {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new NoPlan("cannot read " + label() + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException n -> "there is no such file";
      case java.nio.file.AccessDeniedException a -> "you may not";
      case java.nio.charset.CharacterCodingException c -> "it is not UTF-8 text";
      default -> e.getMessage();
    };
  }

  private int plan(KubernetesClient client, DeclaredNetwork declared) throws NoPlan {
    var server = String.valueOf(client.getMasterUrl());
    try {
      var live = AppliedNetwork.live(client, CalicoNetwork.ONLY_NAME);
      var network = AppliedNetwork.over(live, declared);
      var known = SpecDecoder.status(network);
      Decision decision;
      try (var observer =
          new Observer(
              client,
              () -> {},
              OperatorConfig.settle(System.getenv()),
              OperatorConfig.jobs(System.getenv()))) {
        decision = decide(network, known, observer);
      }
      if (decision instanceof Decision.Unreadable denied) {
        throw new NoPlan(missing(denied.what()));
      }
      if (decision instanceof Decision.NotYet unread) {
        throw new NoPlan(
            server
                + " did not answer everything within "
                + timeout.toSeconds()
                + " s: "
                + String.join(", ", unread.what()));
      }
      var status =
          StatusReport.of(decision, known, network.getMetadata().getGeneration(), Instant.now());
      return print(server, PlanReport.of(decision, status));
    } catch (KubernetesClientException e) {
      throw new NoPlan(ApiFailure.sentence(server, e));
    }
  }

  private static String missing(String what) {
    return what.replace("; ", "\n") + "\ngrant what deploy/rbac-plan-reader.yaml lists";
  }

  /** Waits for the first answers to be in; of several refusals for all. */
  private Decision decide(
      DeclaredNetwork network, Optional<CalicoNetworkStatus> known, Observer observer) {
    var deadline = Instant.now().plus(timeout);
    while (true) {
      var answered = observer.answered();
      var decision = CalicoNetworkReconciler.decide(network, known, observer);
      var early =
          decision instanceof Decision.NotYet
              || (decision instanceof Decision.Unreadable && !answered);
      if (!early || !Instant.now().isBefore(deadline)) {
        return decision;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return decision;
      }
    }
  }

  private int print(String server, PlanReport report) {
    var out = command.commandLine().getOut();
    out.print(
        switch (format) {
          case text -> PlanText.of("CalicoNetwork default of " + label() + " on " + server, report);
          case yaml -> serialized(yaml(), report);
          case json -> serialized(new ObjectMapper(), report) + "\n";
        });
    out.flush();
    return exitZero ? 0 : report.exitCode();
  }

  private static ObjectMapper yaml() {
    return new ObjectMapper(
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());
  }

  private static String serialized(ObjectMapper mapper, PlanReport report) {
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan cannot be written: " + e.getMessage(), e);
    }
  }
}
