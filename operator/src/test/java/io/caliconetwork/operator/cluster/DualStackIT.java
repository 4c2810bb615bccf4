package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.calico.dataplane.Pair;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * IPv6 beside IPv4: added to a running cluster, changed there, left alone, there from the start.
 */
class DualStackIT {

  private static final String RANGE = "fd00:10:244::/56";
  private static final String POOL = "default-ipv6-ippool";

  /** As in FreshInstallIT: a real calico-node needs seconds to start. */
  private static final double FRESH_SCALE = 10;

  private static Path manifest() {
    var upstream = RepositoryLayout.find().upstreamManifest("v3.32.1", "calico.yaml");
    return Files.exists(upstream) ? upstream : RepositoryLayout.find().smallManifest();
  }

  @Test
  void isAddedToARunningClusterChangedAndLeftAlone() throws IOException {
    try (var cluster =
            SimulatedCluster.builder()
                .nodes(3)
                .dualStack()
                .workload(true)
                .calicoManifest(manifest())
                .start();
        var operator = InstalledOperator.install(cluster)) {
      new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
      var lone = cluster.addIpv4Node().name();
      operator.start();
      operator.awaitReady(operator.apply(spec("IPIP", null)));
      refused(cluster, operator, lone);

      cluster.removeNode(lone);
      added(cluster, operator);
      changed(cluster, operator);
      leftAlone(cluster, operator);
    }
  }

  private static Map<String, ?> spec(String overlay, String ipv6Overlay) {
    var spec = new LinkedHashMap<String, Object>();
    spec.put("overlay", overlay);
    if (ipv6Overlay != null) {
      spec.put("ipv6", Map.of("cidr", RANGE, "overlay", ipv6Overlay));
    }
    return spec;
  }

  /** A calico-node that looks for an IPv6 address where there is none terminates. */
  private static void refused(SimulatedCluster cluster, InstalledOperator operator, String lone) {
    var began = Instant.now();
    var stalled = operator.awaitStalled(operator.apply(spec("IPIP", "VXLAN")));
    System.out.println("=== refused: " + stalled.path("message").asText());
    assertThat(stalled.path("reason").asText()).isEqualTo("NodesWithoutIPv6");
    assertThat(stalled.path("message").asText()).contains("1 of 4 nodes", lone + " (10.0.0.");
    assertThat(operator.calicoWrites(began)).isEmpty();
    assertThat(cluster.pools()).hasSize(1);
  }

  /** The pool first, then everything else in one revision. */
  private static void added(SimulatedCluster cluster, InstalledOperator operator) {
    var began = Instant.now();
    var from = cluster.clock().now();
    operator.awaitReady(operator.network().getMetadata().getGeneration());
    report("added with VXLAN", operator, began);
    assertThat(operator.calicoWrites(began).stream().map(DualStackIT::write).toList())
        .containsExactly(
            "create ippools " + POOL,
            "patch configmaps calico-config",
            "patch daemonsets calico-node");
    assertThat(pool(cluster.client()))
        .containsEntry("cidr", RANGE)
        .containsEntry("blockSize", 122)
        .containsEntry("ipipMode", "Never")
        .containsEntry("vxlanMode", "Always")
        .containsEntry("natOutgoing", false);
    assertThat(env(cluster.client()))
        .containsEntry("IP6", "autodetect")
        .containsEntry("FELIX_IPV6SUPPORT", "true")
        .containsEntry("CALICO_IPV6POOL_CIDR", RANGE)
        .containsEntry("CALICO_IPV6POOL_VXLAN", "Always");
    assertThat(cni(cluster.client())).containsOnlyOnce("\"assign_ipv6\": \"true\"");
    cluster
        .client()
        .nodes()
        .list()
        .getItems()
        .forEach(node ->
            assertThat(node.getMetadata().getAnnotations())
                .containsKeys(
                    "projectcalico.org/IPv6Address", "projectcalico.org/IPv6VXLANTunnelAddr"));
    assertThat(operator.status().path("effective").path("ipv6").path("podsGetAddresses").asText())
        .isEqualTo("true");

    assertThat(addresses(cluster.client()).values()).allMatch(ips -> ips.size() == 1);
    recreatePods(cluster.client());
    await()
        .atMost(InstalledOperator.LIMIT)
        .until(() -> addresses(cluster.client()).values().stream().allMatch(i -> i.size() == 2));
    System.out.println("=== pods' addresses: " + addresses(cluster.client()));
    awaitIpv6(cluster);
    assertThat(lost(cluster, from)).isEmpty();
  }

  /** IPv4 keeps IP-in-IP, so BIRD runs, and its other half carries IPv6. */
  private static void changed(SimulatedCluster cluster, InstalledOperator operator) {
    var began = Instant.now();
    var from = cluster.clock().now();
    operator.awaitReady(operator.apply(spec("IPIP", "None")));
    report("VXLAN → None", operator, began);
    assertThat(operator.calicoWrites(began).stream().map(DualStackIT::write).toList())
        .containsExactly("patch ippools " + POOL, "patch daemonsets calico-node");
    assertThat(pool(cluster.client())).containsEntry("vxlanMode", "Never");
    awaitIpv6(cluster);
    assertThat(lost(cluster, from)).isEmpty();
  }

  private static void leftAlone(SimulatedCluster cluster, InstalledOperator operator) {
    var began = Instant.now();
    operator.awaitReady(operator.apply(spec("IPIP", null)));
    cluster
        .client()
        .nodes()
        .withName("node-1")
        .edit(node -> {
          node.getMetadata().getLabels().put("zone", "west");
          return node;
        });
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(operator.calicoWrites(began)).isEmpty();
    assertThat(pool(cluster.client())).containsEntry("cidr", RANGE);
    assertThat(cluster.ipv6Reachability().lost()).isEmpty();
    assertThat(cluster.reachability().lost()).isEmpty();
  }

  @Test
  void isThereFromTheStart() throws IOException {
    try (var cluster =
            SimulatedCluster.builder()
                .nodes(3)
                .dualStack()
                .workload(true)
                .timeScale(FRESH_SCALE)
                .imagePull(Duration.ofSeconds(40))
                .start();
        var operator = InstalledOperator.install(cluster)) {
      operator.start();
      var generation = operator.apply(spec("VXLAN", "VXLANCrossSubnet"));
      await()
          .atMost(InstalledOperator.LIMIT)
          .until(() ->
              operator
                  .condition("Reconciling", generation)
                  .filter(c -> c.path("reason").asText().equals("WaitingForCalico"))
                  .isPresent());

      var began = Instant.now();
      cluster.installCalico(manifest());
      new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
      operator.awaitReady(generation);
      report("fresh", operator, began);
      assertThat(pool(cluster.client())).containsEntry("vxlanMode", "CrossSubnet");
      assertThat(
              cluster
                  .auditLog()
                  .entries(e ->
                      e.resource().equals("ippools") && e.verb().equals("create") && e.succeeded()))
          .extracting(AuditEntry::user)
          .containsExactly(InstalledOperator.user(), InstalledOperator.user());
      await()
          .atMost(InstalledOperator.LIMIT)
          .until(() -> addresses(cluster.client()).values().stream().allMatch(i -> i.size() == 2));
      awaitIpv6(cluster);
      assertThat(cluster.reachability().lost()).isEmpty();
    }
  }

  private static void report(String what, InstalledOperator operator, Instant began) {
    System.out.println(
        "=== "
            + what
            + ": "
            + Duration.between(began, Instant.now()).toMillis()
            + " ms; writes "
            + operator.calicoWrites(began).stream().map(DualStackIT::write).toList()
            + "; "
            + operator.status().path("conditions").path(0).path("message").asText()
            + "; warnings "
            + operator.status().path("warnings").findValuesAsText("check"));
  }

  private static String write(AuditEntry entry) {
    return (entry.verb() + " " + entry.resource() + " " + entry.target().name()).strip();
  }

  private static Map<Pair, Duration> lost(SimulatedCluster cluster, Duration from) {
    return cluster
        .reachabilityLog(log -> log.lostTime(from, cluster.clock().now()))
        .entrySet()
        .stream()
        // Its machine is gone.
        .filter(e -> !e.getKey().toString().contains("node-4"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void awaitIpv6(SimulatedCluster cluster) {
    await()
        .atMost(InstalledOperator.LIMIT)
        .untilAsserted(() -> assertThat(cluster.ipv6Reachability().lost()).isEmpty());
  }

  private static void recreatePods(KubernetesClient client) {
    client.pods().inNamespace("probe").withGracePeriod(0).delete();
  }

  private static Map<String, List<String>> addresses(KubernetesClient client) {
    var addresses = new TreeMap<String, List<String>>();
    for (Pod pod : client.pods().inNamespace("probe").list().getItems()) {
      addresses.put(
          pod.getSpec().getNodeName() + "/" + pod.getMetadata().getName(),
          pod.getStatus().getPodIPs().stream().map(ip -> ip.getIp()).toList());
    }
    return addresses;
  }

  private static Map<String, Object> pool(KubernetesClient client) {
    return CalicoState.spec(
        client.genericKubernetesResources(CalicoState.POOLS).withName(POOL).require());
  }

  private static Map<String, String> env(KubernetesClient client) {
    return CalicoState.container(CalicoState.daemonSet(client)).getEnv().stream()
        .filter(e -> e.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (first, last) -> last));
  }

  private static String cni(KubernetesClient client) {
    return client
        .configMaps()
        .inNamespace("kube-system")
        .withName("calico-config")
        .require()
        .getData()
        .get("cni_network_config");
  }
}
