package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.report.StatusInvariants;
import io.fabric8.kubernetes.api.model.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Others who write the same fields, with the real kubectl: once, by hand, and again and again. */
class SecondWriterIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Path MANIFEST = RepositoryLayout.find().smallManifest();

  /** Ten minutes in earnest. */
  private static final Duration WINDOW = Duration.ofSeconds(24);

  private static SimulatedCluster cluster;
  private static InstalledOperator operator;

  @BeforeAll
  static void start() throws IOException {
    cluster = SimulatedCluster.builder().nodes(2).workload(true).calicoManifest(MANIFEST).start();
    operator =
        InstalledOperator.install(cluster).with(Map.of("REPAIR_WINDOW", WINDOW.toSeconds() + "s"));
    new CalicoRollout(cluster.client()).await(LIMIT);
    // Whoever owns calico.yaml has applied it before.
    kubectl("apply", "-f", MANIFEST.toString());
    operator.start();
  }

  @AfterAll
  static void stop() {
    operator.close();
    cluster.close();
  }

  @Test
  void aManifestAppliedOnceIsPutRightOnceAndSaid() {
    var generation = settle(Map.of("overlay", "VXLAN"));
    assertThat(operator.status().has("repairs")).isFalse();
    var began = Instant.now();
    var revisions = daemonSetGeneration();

    kubectl("apply", "-f", MANIFEST.toString());
    awaitRepaired(generation, 2);

    var state = CalicoState.read(cluster.client());
    assertThat(state.configMap()).containsEntry("calico_backend", "vxlan");
    assertThat(state.hasNoBirdProbes()).isTrue();
    assertThat(daemonSetGeneration() - revisions).as("theirs and ours").isEqualTo(2);
    assertThat(operator.calicoWrites(began))
        .extracting(AuditEntry::resource)
        .containsExactly("configmaps", "daemonsets");
    var repairs = operator.status().path("repairs");
    System.out.println("=== applied once: " + operator.status().path("warnings"));
    assertThat(repairs.findValuesAsText("object"))
        .containsExactly(
            "ConfigMap kube-system/calico-config", "DaemonSet kube-system/calico-node");
    assertThat(repairs.findValuesAsText("manager"))
        .containsOnly("kubectl-client-side-apply (Update)");
    assertThat(texts(repairs.get(0).path("fields"))).containsExactly("data.calico_backend");
    assertThat(texts(repairs.get(1).path("fields")))
        .contains(
            "spec.template.spec.containers[calico-node].env[CALICO_IPV4POOL_VXLAN]",
            "spec.template.spec.containers[calico-node].livenessProbe.exec.command");
    assertThat(events("FieldReverted", began)).hasSize(2);
  }

  @Test
  void aPersonsSetEnvIsPutRightOnceAndSaid() {
    var generation = settle(Map.of("overlay", "VXLAN", "natOutgoing", true));
    kubectl(
        "-n", "kube-system", "set", "env", "daemonset/calico-node", "CALICO_IPV4POOL_VXLAN=Never");
    awaitRepaired(generation, 1);
    System.out.println("=== set env: " + operator.status().path("warnings"));
    var repair = operator.status().path("repairs").get(0);
    assertThat(repair.path("manager").asText()).isEqualTo("kubectl-set (Update)");
    assertThat(texts(repair.path("fields")))
        .containsExactly("spec.template.spec.containers[calico-node].env[CALICO_IPV4POOL_VXLAN]");
    assertThat(CalicoState.read(cluster.client()).env())
        .containsEntry("CALICO_IPV4POOL_VXLAN", "Always");
  }

  @Test
  void aManifestAppliedEverySecondOpensTheBreakerAndItClosesByItself() throws Exception {
    var generation =
        settle(Map.of("overlay", "VXLAN", "natOutgoing", true, "nodeSelector", "all()"));
    var began = Instant.now();
    var revisions = daemonSetGeneration();
    try (var other = new EverySecond("apply", "-f", MANIFEST.toString())) {
      var stalled = operator.awaitStalled(generation);
      var took = Duration.between(began, Instant.now());
      StatusInvariants.assertHold(operator.status());
      System.out.println(
          "=== breaker open after "
              + took.toMillis()
              + " ms, DaemonSet revisions in all "
              + (daemonSetGeneration() - revisions)
              + ", of them ours "
              + ours(began, "daemonsets")
              + ", ConfigMap writes of ours "
              + ours(began, "configmaps"));
      System.out.println("=== message: " + stalled.path("message").asText());
      assertThat(stalled.path("reason").asText()).isEqualTo("FieldContested");
      assertThat(stalled.path("message").asText())
          .startsWith("kubectl-client-side-apply (Update) keeps changing back data.calico_backend")
          .contains("so traffic goes on")
          .contains(
              """
                - group: "apps"
                  kind: DaemonSet
                  namespace: kube-system
                  name: calico-node
                  jqPathExpressions:
              """
                  .indent(0)
                  .stripTrailing())
          .contains("- '.data.calico_backend'")
          .contains("    - RespectIgnoreDifferences=true");
      assertThat(ours(began, "daemonsets")).isLessThanOrEqualTo(2);
      assertThat(daemonSetGeneration() - revisions).isLessThanOrEqualTo(4);

      // The other goes on; nobody rolls the fleet.
      var open = Instant.now();
      Thread.sleep(6000);
      assertThat(operator.calicoWrites(open)).isEmpty();
      assertThat(other.runs()).isGreaterThan(3);
      // It is in status, so a new process does not begin the fight anew.
      operator.process().kill();
      operator.start();
      Thread.sleep(3000);
      assertThat(operator.calicoWrites(open)).isEmpty();
      assertThat(operator.awaitStalled(generation).path("reason").asText())
          .isEqualTo("FieldContested");
    }
    var ended = Instant.now();
    operator.awaitReady(generation);
    System.out.println(
        "=== ready again "
            + Duration.between(ended, Instant.now()).toMillis()
            + " ms after the other has stopped; our DaemonSet revisions in all "
            + ours(began, "daemonsets"));
    assertThat(CalicoState.read(cluster.client()).configMap())
        .containsEntry("calico_backend", "vxlan");
    assertThat(cluster.reachability().lost()).isEmpty();
  }

  private static long settle(Map<String, ?> spec) {
    var generation = operator.apply(spec);
    operator.awaitReady(generation);
    return generation;
  }

  /** Ready again, with repairs of so many objects in status. */
  private static void awaitRepaired(long generation, int objects) {
    await()
        .atMost(LIMIT)
        .until(() ->
            operator.status().path("repairs").size() == objects
                && operator
                    .condition("Ready", generation)
                    .filter(c -> c.path("status").asText().equals("True"))
                    .isPresent());
    StatusInvariants.assertHold(operator.status());
  }

  private static long ours(Instant since, String resource) {
    return operator.calicoWrites(since).stream().filter(w -> w.resource().equals(resource)).count();
  }

  private static long daemonSetGeneration() {
    return CalicoState.daemonSet(cluster.client()).getMetadata().getGeneration();
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(t -> texts.add(t.asText()));
    return texts;
  }

  private static List<Event> events(String reason, Instant since) {
    return cluster.client().v1().events().inNamespace("default").list().getItems().stream()
        .filter(e -> reason.equals(e.getReason()))
        .filter(e ->
            !Instant.parse(e.getFirstTimestamp()).isBefore(since.truncatedTo(ChronoUnit.SECONDS)))
        .toList();
  }

  private static void kubectl(String... arguments) {
    var line = new ArrayList<String>();
    line.add(cluster.controlPlane().binaries().resolve("kubectl").toString());
    line.add("--kubeconfig=" + cluster.controlPlane().kubeconfig());
    line.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(line).redirectErrorStream(true).start();
      var output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(line + ": " + output);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs kubectl over and over. */
  private static final class EverySecond implements AutoCloseable {
    private final AtomicBoolean on = new AtomicBoolean(true);
    private final java.util.concurrent.atomic.AtomicInteger runs =
        new java.util.concurrent.atomic.AtomicInteger();
    private final Thread thread;

    EverySecond(String... arguments) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                while (on.get()) {
                  kubectl(arguments);
                  runs.incrementAndGet();
                  java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000L);
                }
              });
    }

    int runs() {
      return runs.get();
    }

    @Override
    public void close() {
      on.set(false);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
