package io.caliconetwork.operator.admission;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.OperatorProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.ServiceAccountKubeconfig;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.SpecDecoder;
import io.caliconetwork.operator.report.StatusInvariants;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The operator's jar as a process of its own, with its own ServiceAccount's rights. */
final class RealOperator implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NAME = "calico-network-operator";

  /** What the operator may write although it must not touch Calico. */
  private static final Set<String> OWN =
      Set.of("caliconetworks", "events", "leases", "selfsubjectrulesreviews");

  private final ControlPlane controlPlane;
  private final KubernetesClient client;
  private final OperatorProcess process;

  private RealOperator(
      ControlPlane controlPlane, KubernetesClient client, OperatorProcess process) {
    this.controlPlane = controlPlane;
    this.client = client;
    this.process = process;
  }

  /** Applies CRD and RBAC. */
  static void install(KubernetesClient client) {
    var layout = RepositoryLayout.find();
    new ManifestInstaller(client).apply(layout.operatorCrd());
    new ManifestInstaller(client).apply(layout.operatorRbac());
  }

  /** Starts the process; the client stays the caller's. */
  static RealOperator start(ControlPlane controlPlane, KubernetesClient client) throws IOException {
    var run =
        Files.createTempDirectory(Files.createDirectories(Path.of("target", "operators")), "run");
    var kubeconfig = ServiceAccountKubeconfig.write(client, NAME, NAME, run.resolve("kubeconfig"));
    return new RealOperator(
        controlPlane,
        client,
        OperatorProcess.start(
            new OperatorProcess.Command(
                RepositoryLayout.find().operatorJar(),
                kubeconfig,
                run.resolve("operator.log"),
                Map.of("HTTP_PORT", "0", "POD_NAME", "operator-0"),
                List.of())));
  }

  /** Waits until the status answers the newest spec with Stalled; the invariants hold. */
  Condition awaitStalled(String name) {
    await(name, condition -> condition.status().equals("True"), "Stalled");
    return condition(name, "Stalled");
  }

  /** Waits until it is stalled for this reason. */
  void awaitStalled(String name, String reason) {
    await(name, c -> c.status().equals("True") && c.reason().equals(reason), "Stalled");
  }

  /** Waits until Ready has the reason for the newest spec; the invariants hold. */
  Condition awaitReason(String name, String reason) {
    await(name, condition -> condition.reason().equals(reason), "Ready");
    return condition(name, "Ready");
  }

  /** Waits until the status says anything about the newest spec. */
  void awaitAnswered(String name) {
    await(name, condition -> !condition.status().equals("Unknown"), "Ready");
  }

  private Condition condition(String name, String type) {
    return find(status(name), type).orElseThrow();
  }

  private void await(String name, Predicate<Condition> wanted, String type) {
    try {
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(25))
          .until(() -> {
            var network = client.resources(DeclaredNetwork.class).withName(name).get();
            return network != null
                && SpecDecoder.status(network)
                    .flatMap(s -> find(s, type))
                    .filter(
                        c -> network.getMetadata().getGeneration().equals(c.observedGeneration()))
                    .filter(wanted)
                    .isPresent();
          });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          name + " never got there: " + network(name).getStatus() + "\n" + logTail(), e);
    }
  }

  private static Optional<Condition> find(CalicoNetworkStatus status, String type) {
    return status.conditions() == null
        ? Optional.empty()
        : status.conditions().stream().filter(c -> c.type().equals(type)).findFirst();
  }

  CalicoNetworkStatus status(String name) {
    return StatusInvariants.assertHold(network(name).getStatus());
  }

  private DeclaredNetwork network(String name) {
    return client.resources(DeclaredNetwork.class).withName(name).require();
  }

  /** What it wrote, or tried to, besides status, events and its lease. */
  List<AuditEntry> foreignWrites(Instant since) {
    return controlPlane
        .auditLog()
        .writesBy(ServiceAccountKubeconfig.userName(NAME, NAME), since)
        .stream()
        .filter(e -> !OWN.contains(e.resource()) || isSpecWrite(e))
        .toList();
  }

  private static boolean isSpecWrite(AuditEntry entry) {
    return entry.resource().equals("caliconetworks") && !entry.subresource().equals("status");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String logTail() {
    var lines = process.logLines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Override
  public void close() {
    process.close();
  }
}
