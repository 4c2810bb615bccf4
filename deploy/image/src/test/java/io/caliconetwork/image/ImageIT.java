package io.caliconetwork.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two replicas of the image, from their start to their end. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImageIT {
  private static final double ARCHIVED = 0.9;

  private static OperatorPods pods;

  @BeforeAll
  static void install() throws IOException {
    pods = OperatorPods.install("-Xlog:class+load");
    pods.applyNetwork();
  }

  @AfterAll
  static void end() {
    if (pods != null) {
      pods.close();
    }
  }

  @Test
  @Order(1)
  void replicasBecomeReadyByTheirOwnProbes() {
    pods.scale(2);
    assertThat(containers()).extracting(ContainerStatus::getRestartCount).containsOnly(0);
    assertThat(containers())
        .extracting(ContainerStatus::getImageID)
        .allMatch(id -> id.startsWith("sha256:"));
  }

  @Test
  @Order(2)
  void theCalicoNetworkConverges() {
    pods.awaitConverged();
  }

  @Test
  @Order(3)
  void processesHaveNoPrivileges() throws IOException {
    assertThat(pods.processes()).hasSize(2);
    for (var process : pods.processes()) {
      assertThat(OperatorPods.status(process, "Uid")).startsWith("65532");
      assertThat(OperatorPods.status(process, "CapEff")).isEqualTo("0000000000000000");
      assertThat(OperatorPods.status(process, "NoNewPrivs")).isEqualTo("1");
    }
  }

  @Test
  @Order(4)
  void mostClassesComeFromTheArchive() throws IOException {
    var loaded = pods.log().lines().filter(line -> line.contains("source:")).toList();
    var shared = loaded.stream().filter(line -> line.contains("shared objects file")).count();
    System.out.printf("=== %d of %d classes from the archive%n", shared, loaded.size());
    assertThat(loaded).hasSizeGreaterThan(5000);
    assertThat((double) shared / loaded.size())
        .as("write the class list anew, see ClassListIT")
        .isGreaterThan(ARCHIVED);
  }

  @Test
  @Order(5)
  void aKilledProcessIsStartedAgainInItsPod() {
    var before = pods.processes();
    before.getFirst().destroyForcibly();
    await()
        .atMost(OperatorPods.LIMIT)
        .until(() -> containers().stream().mapToInt(ContainerStatus::getRestartCount).sum() == 1);
    await()
        .atMost(OperatorPods.LIMIT)
        .until(() -> pods.all().stream().allMatch(Readiness::isPodReady));
    assertThat(pods.processes()).hasSize(2).isNotEqualTo(before);
  }

  @Test
  @Order(6)
  void aDeletedPodsProcessEndsByItselfAndGivesTheLeaseUp() throws IOException {
    var before = pods.processes();
    var from = Instant.now();
    pods.scale(0);
    assertThat(before).hasSize(2).noneMatch(ProcessHandle::isAlive);
    // Long before the grace period of 30 seconds is over.
    assertThat(Duration.between(from, Instant.now())).isLessThan(Duration.ofSeconds(20));
    assertThat(pods.log()).contains("stopping");
    var lease =
        pods.client().leases().inNamespace(OperatorPods.NAME).withName(OperatorPods.NAME).get();
    assertThat(lease.getSpec().getHolderIdentity()).isNullOrEmpty();
  }

  private static List<ContainerStatus> containers() {
    return pods.all().stream()
        .map(pod -> pod.getStatus().getContainerStatuses().getFirst())
        .toList();
  }
}
