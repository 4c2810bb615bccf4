package io.caliconetwork.operator.cluster;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.OperatorProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.ServiceAccountKubeconfig;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;

/** The real jar as a process of its own, with its own ServiceAccount, on a simulated cluster. */
public final class InstalledOperator implements AutoCloseable {

  public static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String NAME = "calico-network-operator";
  private static final String USER = ServiceAccountKubeconfig.userName(NAME, NAME);

  /** Real; at the speed of a simulated cluster it is longer than forwarding entries need. */
  public static final Map<String, String> QUICK = Map.of("SETTLE_TIME", "300ms");

  private final SimulatedCluster cluster;
  private final KubernetesClient client;
  private final OperatorProcess.Command command;
  private OperatorProcess process;

  private InstalledOperator(SimulatedCluster cluster, OperatorProcess.Command command) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.command = command;
  }

  /** Installs CRD, RBAC and ServiceAccount; does not start the process. */
  public static InstalledOperator install(SimulatedCluster cluster) throws IOException {
    var layout = RepositoryLayout.find();
    var installer = new ManifestInstaller(cluster.client());
    installer.apply(layout.operatorCrd());
    installer.apply(layout.operatorRbac());
    return found(cluster);
  }

  /** The same where somebody else has installed CRD, RBAC and ServiceAccount. */
  public static InstalledOperator found(SimulatedCluster cluster) throws IOException {
    var layout = RepositoryLayout.find();
    var directory = Files.createDirectories(Path.of("target", "operators"));
    var run = Files.createTempDirectory(directory, "run");
    return new InstalledOperator(
        cluster,
        new OperatorProcess.Command(
            layout.operatorJar(),
            ServiceAccountKubeconfig.write(cluster.client(), NAME, NAME, run.resolve("kubeconfig")),
            run.resolve("operator.log"),
            // A stable identity: a restarted process holds the lease it held before.
            environment("operator-0"),
            List.of()));
  }

  private static Map<String, String> environment(String identity) {
    var environment = new java.util.HashMap<>(QUICK);
    environment.putAll(Map.of("HTTP_PORT", "0", "POD_NAME", identity));
    return Map.copyOf(environment);
  }

  /** The same installation under another identity in the lease. */
  InstalledOperator as(String identity) {
    return new InstalledOperator(
        cluster,
        new OperatorProcess.Command(
            command.jar(),
            command.kubeconfig(),
            command.log(),
            environment(identity),
            command.arguments()));
  }

  /** The same installation with more environment variables. */
  public InstalledOperator with(Map<String, String> more) {
    var environment = new java.util.HashMap<>(command.environment());
    environment.putAll(more);
    return new InstalledOperator(
        cluster,
        new OperatorProcess.Command(
            command.jar(), command.kubeconfig(), command.log(), environment, command.arguments()));
  }

  public InstalledOperator start() {
    process = OperatorProcess.start(command);
    return this;
  }

  OperatorProcess process() {
    return process;
  }

  /** Applies a spec as {@code kubectl apply --server-side} would; returns its generation. */
  public long apply(Map<String, ?> spec) {
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    var node = JsonNodeFactory.instance.objectNode();
    spec.forEach((k, v) -> node.putPOJO(k, v));
    network.setSpec(node);
    return client
        .resource(network)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("admin")
                .withForce(true)
                .build())
        .getMetadata()
        .getGeneration();
  }

  public DeclaredNetwork network() {
    return client.resources(DeclaredNetwork.class).withName("default").get();
  }

  JsonNode status() {
    var status = network().getStatus();
    return status == null ? JsonNodeFactory.instance.objectNode() : status;
  }

  /** The condition of the type, if it answers the generation. */
  Optional<JsonNode> condition(String type, long generation) {
    for (var condition : status().path("conditions")) {
      if (condition.path("type").asText().equals(type)
          && condition.path("observedGeneration").asLong() == generation) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  public void awaitReady(long generation) {
    awaitReady(generation, LIMIT);
  }

  void awaitReady(long generation, Duration limit) {
    awaitTrue("Ready", generation, limit);
  }

  JsonNode awaitStalled(long generation) {
    awaitTrue("Stalled", generation, LIMIT);
    return condition("Stalled", generation).orElseThrow();
  }

  private void awaitTrue(String type, long generation, Duration limit) {
    try {
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(limit)
          .until(() ->
              condition(type, generation)
                  .filter(c -> c.path("status").asText().equals("True"))
                  .isPresent());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "not "
              + type
              + " after "
              + limit
              + ": "
              + status().toPrettyString()
              + "\n"
              + String.join("\n", process == null ? List.of() : tail(process.logLines())),
          e);
    }
  }

  private static List<String> tail(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - 40), lines.size());
  }

  /** Every write of the operator since then, leases apart. */
  public List<AuditEntry> writes(Instant since) {
    return cluster.auditLog().writesBy(USER, since).stream()
        .filter(e -> !e.resource().equals("leases"))
        .filter(e -> !e.resource().equals("selfsubjectrulesreviews"))
        .toList();
  }

  /** Its successful writes to Calico's objects since then. */
  public List<AuditEntry> calicoWrites(Instant since) {
    return writes(since).stream()
        .filter(AuditEntry::succeeded)
        .filter(e -> List.of("ippools", "configmaps", "daemonsets").contains(e.resource()))
        .toList();
  }

  /** Everything it asked since then, leases apart. */
  List<AuditEntry> requests(Instant since) {
    return cluster
        .auditLog()
        .entries(e ->
            e.user().equals(USER)
                && !e.resource().equals("leases")
                && !e.received().requested().isBefore(since));
  }

  /** Everything it ever asked. */
  List<AuditEntry> everything() {
    return cluster.auditLog().entries(e -> e.user().equals(USER));
  }

  public static String user() {
    return USER;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
