package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.Workloads;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One change of range, from the edit of the spec to Ready, with everything recorded that an admin
 * would ask about afterwards. Pods without a controller are recreated by hand, as status asks for.
 */
final class MigrationRun {

  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** Pods on their way at once. */
  private static final int MOST = Integer.getInteger("migration.evictions", 20);

  /** Whatever is found for so long is a fault and no passing state. */
  private static final Duration LASTING = Duration.ofSeconds(10);

  private final SimulatedCluster cluster;
  private final InstalledOperator operator;
  private final ApiGroup group;

  MigrationRun(SimulatedCluster cluster, InstalledOperator operator, ApiGroup group) {
    this.cluster = cluster;
    this.operator = operator;
    this.group = group;
  }

  /**
   * What came of it.
   *
   * @param replaced pods that went
   * @param text all that was recorded
   */
  record Result(List<String> replaced, String text) {}

  /** A spec that consents. */
  static Map<String, Object> spec(
      String overlay, String cidr, Integer blockSize, String lent, String strategy) {
    var spec = new TreeMap<String, Object>(Map.of("overlay", overlay));
    if (cidr != null) {
      spec.put("cidr", cidr);
    }
    if (blockSize != null) {
      spec.put("blockSize", blockSize);
    }
    if (lent != null) {
      spec.put("temporaryCIDR", lent);
    }
    if (strategy != null) {
      spec.put("migration", Map.of("strategy", strategy, "maxConcurrentEvictions", MOST));
    }
    return spec;
  }

  /** Applies the spec, waits until it is Ready, and checks what must hold whatever the change. */
  Result run(String title, Map<String, ?> spec) throws InterruptedException {
    var client = cluster.client();
    var before = IpamAudit.lasting(client, group, LASTING);
    assertThat(before.faults()).as("before " + title).isEmpty();
    var began = Instant.now();
    var clock = cluster.clock().now();
    var recorder = PodRecorder.start(client);
    long generation;
    try (recorder) {
      generation = operator.apply(spec);
      awaitReadyRecreatingByHand(generation);
    }
    var took = Duration.between(began, Instant.now());
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
    var after = IpamAudit.lasting(client, group, LASTING);
    var text =
        "=== %s: %.1f s%n%s%n    IPAM before: %s%n    IPAM after:  %s%n    %s%n    losses: %s"
            .formatted(
                title,
                took.toMillis() / 1000.0,
                String.join("\n", events(began)),
                before.summary(),
                after.summary(),
                recorder.summary(),
                losses(clock));
    System.out.println(text);
    assertThat(after.faults()).as("after " + title).isEmpty();
    assertThat(recorder.breaches()).as("PodDisruptionBudgets").isEmpty();
    assertThat(recorder.deletedTwice()).isEmpty();
    assertThat(recorder.unreadyOrdinals().values()).allMatch(n -> n <= 1);
    assertThat(evictedTwice(began)).as("evicted twice").isEmpty();
    assertThat(operator.status().has("migration")).as("over").isFalse();
    return new Result(recorder.replaced(), text);
  }

  private void awaitReadyRecreatingByHand(long generation) {
    await()
        .pollInterval(Duration.ofMillis(200))
        .atMost(LIMIT)
        .until(() -> {
          assertThat(operator.status().path("blockers")).as("blockers").isEmpty();
          if (says("without a controller")) {
            recreateBarePods();
          }
          return isReady(generation);
        });
  }

  private boolean isReady(long generation) {
    return operator
        .condition("Ready", generation)
        .filter(c -> c.path("status").asText().equals("True"))
        .isPresent();
  }

  private boolean says(String words) {
    for (var condition : operator.status().path("conditions")) {
      if (condition.path("message").asText().contains(words)) {
        return true;
      }
    }
    return false;
  }

  /** Those in a range that is left, as an admin would. */
  private void recreateBarePods() {
    var leaving = new ArrayList<Ipv4Range>();
    operator
        .status()
        .path("migration")
        .path("leaving")
        .forEach(r -> leaving.add(Ipv4Range.of(r.asText())));
    bare(cluster.client())
        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
        .filter(p -> p.getStatus().getPodIP() != null)
        .filter(p -> leaving.stream().anyMatch(r -> r.hasAddress(p.getStatus().getPodIP())))
        .forEach(this::recreate);
  }

  private static Stream<Pod> bare(KubernetesClient client) {
    return client
        .pods()
        .inAnyNamespace()
        .withLabel(Workloads.PART_OF, Workloads.PART_OF_VALUE)
        .list()
        .getItems()
        .stream()
        .filter(p -> p.getMetadata().getOwnerReferences().isEmpty());
  }

  private void recreate(Pod pod) {
    var pods = cluster.client().pods().inNamespace(pod.getMetadata().getNamespace());
    pods.withName(pod.getMetadata().getName()).delete();
    await().atMost(LIMIT).until(() -> pods.withName(pod.getMetadata().getName()).get() == null);
    pods.resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withLabels(pod.getMetadata().getLabels())
                .endMetadata()
                .withSpec(pod.getSpec())
                .editSpec()
                .withNodeName(null)
                .endSpec()
                .build())
        .create();
  }

  /** What the operator told, as {@code kubectl get events} shows it. */
  private List<String> events(Instant since) {
    return cluster
        .client()
        .v1()
        .events()
        .inNamespace("default")
        .withField("involvedObject.name", "default")
        .list()
        .getItems()
        .stream()
        .filter(e -> !Instant.parse(e.getLastTimestamp()).plusSeconds(1).isBefore(since))
        .sorted((a, b) -> version(a).compareTo(version(b)))
        .map(e -> "    " + e.getLastTimestamp() + " " + e.getReason() + ": " + e.getMessage())
        .toList();
  }

  private static Long version(io.fabric8.kubernetes.api.model.Event event) {
    return Long.valueOf(event.getMetadata().getResourceVersion());
  }

  private String losses(Duration since) {
    var outages =
        cluster.reachabilityLog(log -> log.outages()).stream()
            .filter(o -> o.end().map(e -> e.compareTo(since) > 0).orElse(true))
            .toList();
    var longest =
        outages.stream()
            .map(o -> o.length(cluster.clock().now()))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return outages.isEmpty()
        ? "none"
        : "%d pairs of nodes for a moment, the longest %.2f s of the nodes' time"
            .formatted(outages.size(), longest.toMillis() / 1000.0);
  }

  /** Pods whose eviction was granted more often than there can have been pods of their name. */
  private List<String> evictedTwice(Instant since) {
    var hops =
        operator.writes(since).stream()
            .filter(AuditEntry::succeeded)
            .filter(e -> e.verb().equals("create") && e.resource().equals("ippools"))
            .count();
    return operator.writes(since).stream()
        .filter(AuditEntry::succeeded)
        .filter(e -> e.subresource().equals("eviction"))
        .collect(Collectors.groupingBy(e -> e.namespace() + "/" + e.name(), Collectors.counting()))
        .entrySet()
        .stream()
        // Pods of a StatefulSet are called the same again.
        .filter(e -> e.getValue() > (e.getKey().contains("/db-") ? hops : 1))
        .map(Object::toString)
        .toList();
  }
}
