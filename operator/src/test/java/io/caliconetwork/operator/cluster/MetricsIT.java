package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.monitoring.Contract;
import io.caliconetwork.operator.monitoring.Promtool;
import io.caliconetwork.operator.monitoring.Scrape;
import io.caliconetwork.operator.monitoring.Shell;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the running operator serves and logs, against the page that promises it. */
class MetricsIT {

  private static final Pattern PORT = Pattern.compile("http port (\\d+)");
  private static final Pattern COMMAND = Pattern.compile("^\\$ (kubectl .*)$", Pattern.MULTILINE);
  private static final Pattern WRONG =
      Pattern.compile(
          "unknown (command|flag|shorthand)|doesn't have a resource type|error parsing|"
              + "unable to parse|is invalid|Usage:|See 'kubectl");

  private static SimulatedCluster cluster;
  private static InstalledOperator operator;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        SimulatedCluster.builder()
            .nodes(2)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
    operator = InstalledOperator.install(cluster).with(Map.of("LOG_FORMAT", "json")).start();
  }

  @AfterAll
  static void stop() {
    operator.close();
    cluster.close();
  }

  @Test
  void servesWhatThePagePromisesAndNothingElse(@TempDir Path directory) throws Exception {
    operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
    operator.awaitReady(operator.apply(Map.of("overlay", "IPIPCrossSubnet")));
    assertThat(scrape())
        .contains(
            "caliconetwork_ready 1.0",
            "caliconetwork_leader 1.0",
            "caliconetwork_nodes 2.0",
            "caliconetwork_reason{reason=\"Converged\"} 1.0",
            "caliconetwork_writes_total{outcome=\"made\",step=\"SetPoolEncapsulation\"} 1.0");
    var withheld = withhold("ippools");
    var stalled = operator.awaitStalled(operator.apply(Map.of("overlay", "IPIP")));
    assertThat(stalled.path("reason").asText()).isEqualTo("PermissionDenied");
    await()
        .atMost(InstalledOperator.LIMIT)
        .untilAsserted(() ->
            assertThat(scrape())
                .contains(
                    "caliconetwork_stalled 1.0",
                    "caliconetwork_ready 0.0",
                    "caliconetwork_reason{reason=\"PermissionDenied\"} 1.0",
                    "reconciliations_failure_total",
                    "reconciliations_retries_total",
                    "jvm_gc_pause_seconds_count"));
    var text = scrape();
    assertContract(Scrape.of(text));
    var checked = Promtool.checkMetrics(Files.writeString(directory.resolve("scrape"), text));
    assertThat(checked.code()).as(checked.text()).isZero();
    assertThat(checked.text()).isEmpty();

    cluster.client().rbac().clusterRoles().resource(withheld).update();
    cluster.client().resource(operator.network()).delete();
    await()
        .atMost(InstalledOperator.LIMIT)
        .untilAsserted(() ->
            assertThat(scrape())
                .contains("caliconetwork_stalled 0.0", "caliconetwork_nodes 0.0")
                .doesNotContain("caliconetwork_reason{"));
  }

  private static void assertContract(Scrape scrape) {
    var page = Contract.read();
    assertThat(scrape.families().keySet()).isEqualTo(page.metrics().keySet());
    page.metrics()
        .forEach((name, metric) -> {
          var served = scrape.families().get(name);
          assertThat(served.type()).as(name).isEqualTo(metric.type());
          assertThat(served.labels().keySet()).as(name).isEqualTo(metric.labels().keySet());
          metric
              .labels()
              .forEach((label, values) -> {
                var promised = label.equals("check") ? checks() : values;
                if (!promised.isEmpty()) {
                  assertThat(served.labels().get(label))
                      .as("%s of %s", label, name)
                      .isEqualTo(promised);
                }
              });
        });
  }

  private static Set<String> checks() {
    return Arrays.stream(CheckId.values()).map(CheckId::id).collect(Collectors.toSet());
  }

  /** Takes the right to write such objects away; returns the role as it was. */
  private static io.fabric8.kubernetes.api.model.rbac.ClusterRole withhold(String resource) {
    var roles = cluster.client().rbac().clusterRoles().withName("calico-network-operator");
    var before = roles.get();
    roles.edit(role -> {
      for (PolicyRule rule : role.getRules()) {
        if (rule.getResources() != null && rule.getResources().contains(resource)) {
          rule.setVerbs(
              rule.getVerbs().stream()
                  .filter(v -> List.of("get", "list", "watch").contains(v))
                  .toList());
        }
      }
      role.setRules(role.getRules().stream().filter(r -> !r.getVerbs().isEmpty()).toList());
      return role;
    });
    before.getMetadata().setResourceVersion(null);
    return before;
  }

  @Test
  void logsOneObjectALineWithLookAndGeneration() {
    var generation = operator.apply(Map.of("overlay", "IPIP", "natOutgoing", true));
    operator.awaitReady(generation);
    var lines =
        operator.process().logLines().stream()
            .map(l -> Serialization.unmarshal(l, JsonNode.class))
            .toList();
    assertThat(lines)
        .allSatisfy(l -> {
          assertThat(l.path("level").asText()).isIn("INFO", "WARN", "ERROR");
          assertThat(l.path("timestamp").asLong()).isPositive();
          assertThat(l.path("formattedMessage").asText()).isNotEmpty();
        });
    assertThat(lines)
        .filteredOn(l -> l.path("loggerName").asText().endsWith(".Reporter"))
        .isNotEmpty()
        .allSatisfy(l -> {
          assertThat(l.path("mdc").path("reconciliation").asLong()).isPositive();
          assertThat(l.path("mdc").path("resource.name").asText()).isEqualTo("default");
        })
        .anySatisfy(l ->
            assertThat(l.path("mdc").path("resource.generation").asLong()).isEqualTo(generation));
  }

  /** Against the API server, for kubectl looks up kinds and fields there. */
  @Test
  void kubectlUnderstandsTheCommandsOfTheRunbooks() throws IOException {
    operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
    var kubectl = Shell.withKubectl(cluster.controlPlane());
    var commands = 0;
    for (var page : runbooks()) {
      for (var command :
          COMMAND.matcher(Files.readString(page)).results().map(m -> m.group(1)).toList()) {
        commands++;
        var result = kubectl.run(command);
        assertThat(WRONG.matcher(result.text()).find())
            .as("%s: %s\n%s", page.getFileName(), command, result.text())
            .isFalse();
        if (command.contains(" cnet ")) {
          assertThat(result.code()).as("%s\n%s", command, result.text()).isZero();
        }
      }
    }
    assertThat(commands).isGreaterThan(40);
    assertThat(WRONG.matcher(kubectl.run("kubectl get cnets --colour").text()).find()).isTrue();
    assertThat(WRONG.matcher(kubectl.run("kubectl get netowrks").text()).find()).isTrue();
  }

  private static List<Path> runbooks() throws IOException {
    try (Stream<Path> pages = Files.list(Contract.directory().resolve("runbooks"))) {
      return pages.sorted().toList();
    }
  }

  private static String scrape() throws IOException, InterruptedException {
    var port =
        await()
            .atMost(InstalledOperator.LIMIT)
            .until(
                () ->
                    operator.process().logLines().stream()
                        .map(PORT::matcher)
                        .filter(m -> m.find())
                        .map(m -> m.group(1))
                        .toList(),
                found -> !found.isEmpty())
            .getFirst();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
