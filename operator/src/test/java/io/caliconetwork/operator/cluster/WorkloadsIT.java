package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.Workloads;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.cluster.PodHistory.Guarded;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pods that a migration moves do in the local cluster what they do in a real one: Jobs end,
 * budgets hold, what is evicted comes back, and every address is accounted for.
 */
class WorkloadsIT {

  private static final int NODES = 4;
  private static final int PODS = 60;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SETTLED = Duration.ofSeconds(10);

  /** Simulated; two real seconds in which a replaced pod is not ready. */
  private static final Duration READY_AFTER = Duration.ofMinutes(2);

  /** Simulated seconds: one ends while we look on, the other does not. */
  private static final List<Integer> JOBS = List.of(120, 1_000_000);

  private static final Workloads WORKLOADS =
      Workloads.of(PODS, NODES).withJobs(JOBS).withReadyAfter(READY_AFTER);

  private static SimulatedCluster cluster;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(NODES)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    // By default a client sends an eviction that a budget refuses again and again by itself.
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(
                        Config.fromKubeconfig(cluster.controlPlane().kubeconfig().toFile()))
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    new CalicoRollout(client).await(LIMIT);
    WORKLOADS.deploy(client, LIMIT);
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  private static IpamAudit audit() throws InterruptedException {
    return IpamAudit.lasting(client, ApiGroup.CRD_V1, SETTLED);
  }

  private static Pod pod(String namespace, String name) {
    return client.pods().inNamespace(namespace).withName(name).require();
  }

  private static boolean evict(String namespace, String name) {
    return client.pods().inNamespace(namespace).withName(name).evict();
  }

  private static Pod ofJob(String job) {
    return client.pods().inAnyNamespace().withLabel("app", job).list().getItems().getFirst();
  }

  @Test
  void asManyPodsAsAskedForEachWithAnAddress() throws InterruptedException {
    var pods =
        client
            .pods()
            .inAnyNamespace()
            .withLabel(Workloads.PART_OF, Workloads.PART_OF_VALUE)
            .list()
            .getItems();
    assertThat(pods).hasSize(WORKLOADS.pods(NODES)).hasSize(PODS);
    assertThat(pods).allMatch(p -> p.getStatus().getPodIP() != null);
    assertThat(
            client
                .pods()
                .inNamespace("kube-system")
                .withLabel("k8s-app", "kube-dns")
                .list()
                .getItems())
        .hasSize(Workloads.CORE_DNS);
    var audit = audit();
    System.out.println("=== " + audit.summary());
    assertThat(audit.faults()).isEmpty();
  }

  @Test
  void aFinishedPodStaysWithoutItsAddress() throws InterruptedException {
    await()
        .atMost(LIMIT)
        .until(() ->
            client
                    .batch()
                    .v1()
                    .jobs()
                    .inAnyNamespace()
                    .withLabel("app", "job-1")
                    .list()
                    .getItems()
                    .getFirst()
                    .getStatus()
                    .getSucceeded()
                != null);
    var pod = ofJob("job-1");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
    assertThat(pod.getStatus().getPodIP()).isNotEmpty();
    assertThat(pod.getStatus().getConditions())
        .filteredOn(c -> c.getType().equals("Ready"))
        .singleElement()
        .satisfies(ready -> {
          assertThat(ready.getStatus()).isEqualTo("False");
          assertThat(ready.getReason()).isEqualTo("PodCompleted");
        });
    var ended = pod.getStatus().getContainerStatuses().getFirst().getState().getTerminated();
    assertThat(ended.getReason()).isEqualTo("Completed");
    assertThat(ended.getExitCode()).isZero();
    var audit = audit();
    assertThat(audit.faults()).isEmpty();
    var uid = pod.getMetadata().getUid();
    var address = pod.getStatus().getPodIP();
    assertThat(audit.owners().getOrDefault(address, List.of()))
        .as("perhaps another's by now")
        .doesNotContain(pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName());
    assertThat(ofJob("job-1").getMetadata().getUid()).isEqualTo(uid);
    assertThat(audit.isAllocated(ofJob("job-2").getStatus().getPodIP())).isTrue();
  }

  /** The object goes only when the Job's controller has taken its finalizer off. */
  @Test
  void aJobsPodThatIsEvictedIsReplaced() {
    var recorder = PodRecorder.start(client);
    var before = ofJob("job-2");
    try (recorder) {
      assertThat(evict(before.getMetadata().getNamespace(), before.getMetadata().getName()))
          .isTrue();
      await()
          .atMost(LIMIT)
          .until(() ->
              client.pods().inAnyNamespace().withLabel("app", "job-2").list().getItems().stream()
                  .map(p -> p.getMetadata().getUid())
                  .noneMatch(before.getMetadata().getUid()::equals));
      WORKLOADS.awaitReady(client, LIMIT);
    }
    assertThat(recorder.evicted())
        .containsExactly(
            before.getMetadata().getNamespace() + "/" + before.getMetadata().getName());
    assertThat(ofJob("job-2").getStatus().getPhase()).isEqualTo("Running");
  }

  @Test
  void aBudgetRefusesAndWhatItPermitsComesBack() throws InterruptedException {
    var audited = audit();
    assertThat(audited.faults()).isEmpty();
    var recorder = PodRecorder.start(client);
    try (recorder) {
      var before = pod("team-1", "db-1-1");
      assertThat(evict("team-1", "db-1-1")).isTrue();
      assertThat(evict("team-1", "db-1-2")).as("one of three is down").isFalse();
      await()
          .atMost(LIMIT)
          .until(() ->
              client.pods().inNamespace("team-1").withName("db-1-1").get() != null
                  && !pod("team-1", "db-1-1")
                      .getMetadata()
                      .getUid()
                      .equals(before.getMetadata().getUid()));
      WORKLOADS.awaitReady(client, LIMIT);
    }
    System.out.println("=== " + recorder.summary());
    assertThat(
            cluster
                .auditLog()
                .entries(e -> e.subresource().equals("eviction") && e.name().startsWith("db-"))
                .stream()
                .map(e -> e.name() + " " + e.code()))
        .containsExactly("db-1-1 201", "db-1-2 429");
    assertThat(recorder.replaced()).containsExactly("team-1/db-1-1");
    assertThat(recorder.evicted()).containsExactly("team-1/db-1-1");
    assertThat(recorder.deletedTwice()).isEmpty();
    assertThat(recorder.breaches()).isEmpty();
    assertThat(recorder.guarded()).containsEntry("team-1/db-1", new Guarded(2, 2, false));
    assertThat(recorder.guarded())
        .as("nothing of the others was touched")
        .containsEntry("team-2/db-2", new Guarded(3, 2, false))
        .containsEntry("team-2/web-2", new Guarded(2, 1, false));
    assertThat(recorder.unreadyOrdinals())
        .containsEntry("team-1/db-1", 1)
        .containsEntry("team-2/db-2", 0);
    assertThat(audit().faults()).isEmpty();
  }
}
