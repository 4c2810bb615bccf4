package io.caliconetwork.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.cluster.InstalledOperator;
import io.caliconetwork.operator.observe.CalicoResource;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code plan} as a process with a reader's rights against a cluster; then the same CalicoNetwork
 * applied with the operator running: it does step for step what was planned.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlanCommandIT {

  private static final Set<String> READING = Set.of("get", "list", "watch");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;

  private static SimulatedCluster cluster;
  private static PlanReader reader;
  private static PlanProcess command;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .subnets(2)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
    reader = PlanReader.create(cluster, "plan-reader", rule -> true, directory);
    command = new PlanProcess(reader.kubeconfig(), directory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void plansWithoutOperatorAndWithoutItsCrd() throws Exception {
    var plan = show("no CRD yet", "{overlay: IPIP}");
    assertThat(plan.exitCode()).isZero();
    assertThat(plan.out()).contains("Nothing to do: pods of 192.168.0.0/16");
  }

  @Test
  @Order(2)
  void namesEachPermissionThatIsMissing() throws Exception {
    var poor =
        PlanReader.create(
            cluster,
            "poor-reader",
            rule -> !rule.resources().contains("nodes") && !rule.names().contains("kubeadm-config"),
            directory);
    var refused = new PlanProcess(poor.kubeconfig(), directory).plan(network("{overlay: IPIP}"));
    System.out.println("=== two permissions missing, exit " + refused.exitCode());
    System.out.print(refused.err());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains(
            "no permission to list and watch nodes",
            "no permission to list and watch ConfigMap kube-system/kubeadm-config",
            "deploy/rbac-plan-reader.yaml")
        .doesNotContain("Exception", "\tat ");
    onlyRead(poor.user());

    var stranger = PlanReader.create(cluster, "stranger", rule -> false, directory);
    refused = new PlanProcess(stranger.kubeconfig(), directory).plan(network("{overlay: IPIP}"));
    System.out.println("=== no permission at all, exit " + refused.exitCode());
    System.out.print(refused.err());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .contains("cannot list resource \"caliconetworks\" in API group \"caliconetwork.io\"")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  @Order(3)
  void doesStepForStepWhatWasPlanned() throws Exception {
    try (var operator = InstalledOperator.install(cluster).start()) {
      operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
      var settled = show("settled", "{overlay: IPIP}");
      assertThat(settled.exitCode()).isZero();
      assertThat(settled.out()).contains("Nothing to do");

      // Without a CalicoNetwork the operator leaves what a person does to the pool alone.
      cluster.client().resources(DeclaredNetwork.class).withName("default").delete();
      patchPool("{\"spec\": {\"ipipMode\": \"CrossSubnet\"}}");
      var live = planned("live change", "{overlay: IPIP}", operator);
      assertThat(live.path("cost").path("impact").asText()).isEqualTo("Live");

      var rolling = planned("rolling change", "{overlay: VXLANCrossSubnet}", operator);
      assertThat(rolling.path("cost").path("rollingRestarts").asInt()).isEqualTo(1);

      var since = Instant.now();
      var blocked = show("blocked", "{overlay: None}");
      assertThat(blocked.exitCode()).isEqualTo(3);
      assertThat(blocked.out()).contains("NodesInSeveralSubnets", "acceptRisks:");

      var accepted =
          planned(
              "blocked but accepted",
              "{overlay: None, acceptRisks: [NodesInSeveralSubnets]}",
              operator);
      assertThat(accepted.path("cost").path("rollingRestarts").asInt()).isEqualTo(2);
      assertThat(operator.calicoWrites(since)).isNotEmpty();
    }
    onlyRead(reader.user());
  }

  @Test
  @Order(4)
  void aFaultyFileIsToldAsTheApiServerWould() throws Exception {
    var faulty = command.plan(network("{overlay: IPIP, cidrr: 10.0.0.0/8, blockSize: 19}"));
    System.out.println("=== faulty, exit " + faulty.exitCode());
    System.out.print(faulty.err());
    assertThat(faulty.exitCode()).isEqualTo(1);
    assertThat(faulty.out()).isEmpty();
    assertThat(faulty.err()).contains("spec.cidrr: is not a known field; did you mean cidr?");
    assertThat(faulty.err()).contains("spec.blockSize: is a prefix length");
  }

  /** Plans, applies, and compares what was planned with what status and audit log say. */
  private static JsonNode planned(String title, String spec, InstalledOperator operator)
      throws Exception {
    var text = show(title, spec);
    assertThat(text.exitCode()).as(title).isEqualTo(2);
    var plan = JSON.readTree(command.plan(network(spec), "-o", "json").out());
    assertThat(plan.path("kind").asText()).isEqualTo("CalicoNetworkPlan");

    var statuses = new CopyOnWriteArrayList<JsonNode>();
    try (var _ = cluster.client().resources(DeclaredNetwork.class).watch(collecting(statuses))) {
      var began = Instant.now();
      var generation = operator.apply(map(spec));
      operator.awaitReady(generation);
      var shown = firstPlan(statuses, generation);
      assertThat(steps(shown)).as(title + ": steps in status").isEqualTo(steps(plan));
      assertThat(shown.path("summary")).isEqualTo(plan.path("summary"));
      assertThat(shown.path("impact")).isEqualTo(plan.path("cost").path("impact"));
      assertThat(operator.calicoWrites(began).stream().map(AuditEntry::resource).toList())
          .as(title + ": writes in the audit log")
          .isEqualTo(writes(plan));
      System.out.println("--- " + title + ": planned and done, step for step:");
      steps(plan).forEach(s -> System.out.println("    " + s));
      operator.calicoWrites(began).forEach(w -> System.out.println("    audit: " + w));
    }
    return plan;
  }

  private static PlanProcess.Result show(String title, String spec) throws Exception {
    var result = command.plan(network(spec));
    System.out.println("=== " + title + " " + spec);
    System.out.print(result.out() + result.err());
    System.out.println(
        "=== exit " + result.exitCode() + " after " + result.took().toMillis() + " ms");
    assertThat(result.err()).isEmpty();
    return result;
  }

  /** Which objects the steps that write will write, in their order. */
  private static List<String> writes(JsonNode plan) {
    var writes = new ArrayList<String>();
    for (var step : plan.path("steps")) {
      if (step.path("kind").asText().equals("Write")) {
        if (step.path("name").asText().contains("Pool")) {
          writes.add("ippools");
        } else {
          if (step.path("detail").asText().contains("; ConfigMap {")) {
            writes.add("configmaps");
          }
          writes.add("daemonsets");
        }
      }
    }
    return writes;
  }

  private static List<String> steps(JsonNode plan) {
    return Stream.of(plan.path("steps"))
        .flatMap(list -> {
          var all = new ArrayList<String>();
          list.forEach(s -> all.add(s.path("name").asText() + ": " + s.path("detail").asText()));
          return all.stream();
        })
        .toList();
  }

  private static JsonNode firstPlan(List<JsonNode> statuses, long generation) {
    return statuses.stream()
        .filter(s -> s.path("observedGeneration").asLong() == generation)
        .map(s -> s.path("plan"))
        .filter(p -> !p.path("steps").isEmpty())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no status of " + generation + " in " + statuses));
  }

  private static Watcher<DeclaredNetwork> collecting(List<JsonNode> into) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, DeclaredNetwork network) {
        if (network.getStatus() != null) {
          into.add(network.getStatus());
        }
      }

      @Override
      public void onClose(WatcherException cause) {}
    };
  }

  private static void onlyRead(String user) {
    var requests = cluster.auditLog().entries(e -> e.user().equals(user));
    assertThat(requests).isNotEmpty();
    assertThat(requests).allSatisfy(r -> assertThat(READING).contains(r.verb()));
  }

  private static void patchPool(String patch) {
    cluster
        .client()
        .genericKubernetesResources(
            CalicoResource.IP_POOLS.context(io.caliconetwork.operator.calico.ApiGroup.CRD_V1))
        .withName("default-ipv4-ippool")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private static String network(String spec) {
    return """
    apiVersion: caliconetwork.io/v1alpha1
    kind: CalicoNetwork
    metadata: {name: default}
    spec: %s
    """
        .formatted(spec);
  }

  private static Map<String, ?> map(String spec) throws IOException {
    var read = new ObjectMapper(new YAMLFactory()).readTree(spec);
    var map = new java.util.LinkedHashMap<String, Object>();
    read.properties().forEach(f -> map.put(f.getKey(), f.getValue()));
    return map;
  }
}
