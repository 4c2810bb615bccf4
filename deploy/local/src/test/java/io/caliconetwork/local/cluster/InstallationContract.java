package io.caliconetwork.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must hold after any of the manifests with IPIP was applied to three nodes. */
abstract class InstallationContract {
  private static final String IPIP = "projectcalico.org/IPv4IPIPTunnelAddr";
  private static final String VXLAN = "projectcalico.org/IPv4VXLANTunnelAddr";
  private static final String ADDRESS = "projectcalico.org/IPv4Address";

  abstract SimulatedCluster cluster();

  CalicoFixture calico() {
    return new CalicoFixture(cluster().client());
  }

  static SimulatedCluster start(java.nio.file.Path manifest) {
    SimulatedCluster cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .subnets(2)
            .workload(true)
            .calicoManifest(manifest)
            .start();
    CalicoFixture calico = new CalicoFixture(cluster.client());
    calico.rolledOut();
    calico.workloadUp();
    return cluster;
  }

  @Test
  void theFirstCalicoNodeCreatesTheDefaultPool() {
    assertThat(calico().pool())
        .containsAllEntriesOf(
            Map.of(
                "cidr", "192.168.0.0/16",
                "blockSize", 26,
                "ipipMode", "Always",
                "vxlanMode", "Never",
                "natOutgoing", true));
  }

  @Test
  void everyNodeIsAnnotated() {
    for (SimulatedNode node : cluster().nodes()) {
      assertThat(calico().annotation(node.name(), ADDRESS)).contains(node.interfaceAddress());
      assertThat(calico().annotation(node.name(), IPIP).orElseThrow()).startsWith("192.168.");
      assertThat(calico().annotation(node.name(), VXLAN)).isEmpty();
    }
  }

  @Test
  void everyPodHasAnAddressOfItsNodesBlock() {
    for (Pod pod : calico().probePods()) {
      String address = pod.getStatus().getPodIP();
      assertThat(calico().blocks())
          .as("a block of %s that holds %s", pod.getSpec().getNodeName(), address)
          .anySatisfy(block -> {
            Map<?, ?> spec = (Map<?, ?>) block.getAdditionalProperties().get("spec");
            assertThat(spec.get("affinity")).isEqualTo("host:" + pod.getSpec().getNodeName());
            assertThat(io.caliconetwork.local.calico.Cidr.of((String) spec.get("cidr")))
                .matches(cidr -> cidr.containsAddress(address));
            assertThat(spec.get("attributes").toString()).contains(pod.getMetadata().getName());
          });
    }
  }

  @Test
  void everyPodReachesEveryOther() {
    await()
        .atMost(CalicoFixture.LIMIT)
        .untilAsserted(() -> assertThat(cluster().reachability().lost()).isEmpty());
  }

  @Test
  void calicoIsUpOnEveryNode() {
    await()
        .atMost(CalicoFixture.LIMIT)
        .untilAsserted(() ->
            assertThat(cluster().client().nodes().list().getItems())
                .hasSize(3)
                .allSatisfy(node ->
                    assertThat(node.getStatus().getConditions())
                        .anySatisfy(condition -> {
                          assertThat(condition.getType()).isEqualTo("NetworkUnavailable");
                          assertThat(condition.getStatus()).isEqualTo("False");
                          assertThat(condition.getReason()).isEqualTo("CalicoIsUp");
                        })));
  }

  @Test
  void theAuditLogTellsWhoWroteWhat() {
    assertThat(cluster().auditLog().entries(AuditEntry::isWrite))
        .anySatisfy(entry -> {
          assertThat(entry.resource()).isEqualTo("ippools");
          assertThat(entry.verb()).isEqualTo("create");
          assertThat(entry.userAgent()).isEqualTo("calico-local");
          assertThat(entry.succeeded()).isTrue();
        });
  }
}
