package io.caliconetwork.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when somebody changes Calico's DaemonSet, ConfigMap or pool. */
class CalicoNodeIT {
  private static SimulatedCluster cluster;
  private static CalicoFixture calico;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .workload(true)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    calico = new CalicoFixture(cluster.client());
    calico.rolledOut();
    calico.workloadUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void baseline() {
    cluster.faults().neverReady().clear();
    cluster.faults().withoutTunnelAddress().clear();
    calico.reset("bird", "Always", "Never");
    eventually().untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }

  private static ConditionFactory eventually() {
    return await().atMost(CalicoFixture.LIMIT).pollInterval(Duration.ofMillis(50));
  }

  private static Stream<ContainerStatus> statuses() {
    return calico.calicoPods().stream()
        .map(pod -> pod.getStatus().getContainerStatuses())
        .filter(Objects::nonNull)
        .flatMap(List::stream);
  }

  private static String waiting(ContainerStatus status) {
    var waiting = status.getState().getWaiting();
    return waiting == null ? "" : waiting.getReason() + ": " + waiting.getMessage();
  }

  private static String last(ContainerStatus status) {
    var ended = status.getLastState().getTerminated();
    return ended == null ? "" : "exit " + ended.getExitCode() + ": " + ended.getMessage();
  }

  @Test
  void aRollingRestartTakesASecondOrTwo() {
    calico.restart("first");
    calico.rolledOut();
    long from = System.nanoTime();
    calico.restart("second");
    calico.rolledOut();
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    System.out.println("rolling restart of 3 nodes at time scale 60: " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aBadEnvironmentCrashLoops() {
    calico.env("CALICO_IPV4POOL_BLOCK_SIZE", "19");
    eventually()
        .untilAsserted(() ->
            assertThat(statuses())
                .anySatisfy(status -> {
                  assertThat(waiting(status)).startsWith("CrashLoopBackOff: back-off ");
                  assertThat(last(status)).startsWith("exit 1: ").hasSizeGreaterThan(12);
                }));
    // maxUnavailable is 1: the real controller stops at the first.
    assertThat(statuses().filter(ContainerStatus::getReady)).hasSize(2);
  }

  @Test
  void aMissingConfigMapKeyKeepsTheContainerFromStarting() {
    cluster
        .client()
        .configMaps()
        .inNamespace("kube-system")
        .withName("calico-config")
        .edit(map -> {
          map.getData().remove("calico_backend");
          return map;
        });
    calico.restart("without backend");
    eventually()
        .untilAsserted(() ->
            assertThat(statuses())
                .anySatisfy(status -> {
                  assertThat(waiting(status))
                      .isEqualTo(
                          "CreateContainerConfigError: couldn't find key calico_backend in ConfigMap"
                              + " kube-system/calico-config");
                }));
    calico.backend("bird");
    calico.rolledOut();
  }

  @Test
  void anOverlaySwitchMovesTheTunnelAddresses() {
    calico.modes("Never", "CrossSubnet");
    eventually()
        .untilAsserted(() ->
            assertThat(cluster.nodes())
                .allSatisfy(node -> {
                  assertThat(
                          calico.annotation(node.name(), "projectcalico.org/IPv4VXLANTunnelAddr"))
                      .isPresent();
                  assertThat(calico.annotation(node.name(), "projectcalico.org/IPv4IPIPTunnelAddr"))
                      .isEmpty();
                }));
    eventually().untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }

  @Test
  void anEvictedPodFreesItsAddress() {
    Pod pod = calico.probePods().getFirst();
    String name = pod.getMetadata().getName();
    assertThat(calico.blocks().toString()).contains(name);
    cluster
        .client()
        .pods()
        .inNamespace(Workload.NAME)
        .withName(name)
        .evict(
            new EvictionBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Workload.NAME)
                .endMetadata()
                .build());
    eventually()
        .untilAsserted(() -> {
          assertThat(calico.probePods())
              .extracting(other -> other.getMetadata().getName())
              .doesNotContain(name);
          assertThat(calico.blocks().toString()).doesNotContain(name);
        });
    calico.workloadUp();
  }

  @Test
  void aFaultyNodeStopsTheRollout() {
    cluster.faults().neverReady().add("node-1");
    calico.restart("with a fault");
    eventually().until(() -> calico.daemonSet().getStatus().getNumberReady() == 2);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .until(() -> !CalicoRollout.isDone(calico.daemonSet()));
    cluster.faults().neverReady().clear();
    calico.rolledOut();
  }

  @Test
  void aStoppedNodeComesBack() {
    cluster.stopNode("node-3");
    eventually().until(() -> calico.daemonSet().getStatus().getNumberReady() == 2);
    cluster.startNode("node-3");
    calico.rolledOut();
    calico.workloadUp();
    eventually().untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }
}
