package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.Cidr;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A sound cluster, and one fault at a time. */
class IpamAuditTest {

  private static final String BLOCK_1 = "10.0.0.0/28";
  private static final String BLOCK_2 = "10.0.0.16/28";

  private final List<GenericKubernetesResource> calico = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Pod> pods = new ArrayList<>();

  /** Handles of the blocks added so far, unless a test has its own. */
  private final Map<String, Map<String, Integer>> handles = new HashMap<>();

  IpamAuditTest() {
    pool("default-ipv4-ippool", Map.of("cidr", "10.0.0.0/16", "blockSize", 28));
    claimed(BLOCK_1, "node-1", Map.of(0, tunnel("node-1"), 1, pod("a")));
    claimed(BLOCK_2, "node-2", Map.of(0, tunnel("node-2"), 5, pod("b")));
    nodes.add(node("node-1", "10.0.0.0"));
    nodes.add(node("node-2", "10.0.0.16"));
    pods.add(pod("a", "Running", "10.0.0.1"));
    pods.add(pod("b", "Running", "10.0.0.21"));
  }

  private void add(String kind, String name, Map<String, Object> spec) {
    calico.add(
        new GenericKubernetesResourceBuilder()
            .withKind(kind)
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .addToAdditionalProperties("spec", new HashMap<>(spec))
            .build());
  }

  private void pool(String name, Map<String, Object> spec) {
    add("IPPool", name, spec);
  }

  private void claimed(String cidr, String node, Map<Integer, Map<String, Object>> owners) {
    block(cidr, node, owners);
    add(
        "BlockAffinity",
        node + "-" + Cidr.of(cidr).asName(),
        Map.of("cidr", cidr, "node", node, "state", "confirmed", "deleted", "false"));
  }

  private void block(String cidr, String node, Map<Integer, Map<String, Object>> owners) {
    var ordinals = new Integer[Cidr.of(cidr).size()];
    var attributes = new ArrayList<Map<String, Object>>();
    new TreeMap<>(owners)
        .forEach((ordinal, owner) -> {
          ordinals[ordinal] = attributes.size();
          attributes.add(owner);
          handles
              .computeIfAbsent(String.valueOf(owner.get("handle_id")), h -> new TreeMap<>())
              .merge(cidr, 1, Integer::sum);
        });
    add(
        "IPAMBlock",
        Cidr.of(cidr).asName(),
        Map.of(
            "cidr",
            cidr,
            "affinity",
            "host:" + node,
            "allocations",
            Arrays.asList(ordinals),
            "attributes",
            attributes,
            "deleted",
            false));
  }

  private static Map<String, Object> tunnel(String node) {
    return Map.of(
        "handle_id",
        "vxlan-tunnel-addr-" + node,
        "secondary",
        Map.of("node", node, "type", "vxlanTunnelAddress"));
  }

  private static Map<String, Object> pod(String name) {
    return Map.of(
        "handle_id",
        "k8s-pod-network." + name,
        "secondary",
        Map.of("node", "node-1", "pod", name, "namespace", "ns"));
  }

  private static Node node(String name, String tunnel) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToAnnotations("projectcalico.org/IPv4VXLANTunnelAddr", tunnel)
        .endMetadata()
        .build();
  }

  private static Pod pod(String name, String phase, String... addresses) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("ns")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .endStatus();
    for (var address : addresses) {
      pod.editStatus().addNewPodIP(address).endStatus();
    }
    return pod.build();
  }

  private Map<String, Object> spec(String kind, String name) {
    return CalicoState.spec(
        calico.stream()
            .filter(o -> o.getKind().equals(kind) && o.getMetadata().getName().equals(name))
            .findFirst()
            .orElseThrow());
  }

  private IpamAudit audit() {
    handles.forEach((id, blocks) -> add("IPAMHandle", id, Map.of("handleID", id, "block", blocks)));
    handles.clear();
    return IpamAudit.of(IpamObjects.of(calico, nodes, pods));
  }

  @Test
  void soundAndSummedUp() {
    pods.add(pod("about-to-be", "Pending"));
    pods.add(pod("done", "Succeeded", "10.0.0.9"));
    var host = pod("host", "Running", "172.16.0.1");
    host.getSpec().setHostNetwork(true);
    pods.add(host);
    var audit = audit();
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.summary())
        .isEqualTo(
            "default-ipv4-ippool 10.0.0.0/16/28 with 2 blocks; 2 affinities, 2 addresses of pods,"
                + " 2 of tunnels, 0 of others");
    assertThat(audit.isAllocated("10.0.0.1")).isTrue();
    assertThat(audit.isAllocated("10.0.0.9")).isFalse();
  }

  @Test
  void aDisabledPoolStillHasItsBlocks() {
    spec("IPPool", "default-ipv4-ippool").put("disabled", true);
    assertThat(audit().faults()).isEmpty();
    assertThat(audit().summary()).startsWith("default-ipv4-ippool 10.0.0.0/16/28 disabled with 2");
  }

  @Test
  void ofIpv6NothingIsSaid() {
    pool("v6", Map.of("cidr", "fd00::/48"));
    add("IPAMBlock", "v6", Map.of("cidr", "fd01::/122"));
    pods.add(pod("six", "Running", "fd01::1"));
    assertThat(audit().faults()).isEmpty();
  }

  @Test
  void ofAnotherSize() {
    spec("IPPool", "default-ipv4-ippool").put("blockSize", 27);
    assertThat(audit().faults())
        .contains(
            "block 10.0.0.0/28 is not of the block size of its pool default-ipv4-ippool"
                + " 10.0.0.0/16/27",
            "affinity node-1-10-0-0-0-28 is not of the block size of its pool default-ipv4-ippool"
                + " 10.0.0.0/16/27")
        .hasSize(4);
  }

  @Test
  void theDefaultSizeIs26() {
    spec("IPPool", "default-ipv4-ippool").remove("blockSize");
    assertThat(audit().faults()).hasSize(4).allMatch(f -> f.endsWith("10.0.0.0/16/26"));
  }

  @Test
  void inNoPool() {
    claimed("10.1.0.0/28", "node-1", Map.of());
    assertThat(audit().faults())
        .containsExactly(
            "affinity node-1-10-1-0-0-28 is in no pool", "block 10.1.0.0/28 is in no pool");
  }

  @Test
  void markedAsDeletedIsAsGoodAsGone() {
    claimed("10.1.0.0/28", "node-1", Map.of());
    spec("IPAMBlock", "10-1-0-0-28").put("deleted", true);
    spec("BlockAffinity", "node-1-10-1-0-0-28").put("deleted", "true");
    assertThat(audit().faults()).isEmpty();
  }

  @Test
  void overlapping() {
    pool("other", Map.of("cidr", "10.0.0.0/16", "blockSize", 30));
    claimed("10.0.0.8/30", "node-2", Map.of());
    assertThat(audit().faults()).containsExactly("blocks 10.0.0.0/28 and 10.0.0.8/30 overlap");
  }

  @Test
  void claimWithoutBlockAndBlockWithoutClaim() {
    add("BlockAffinity", "stale", Map.of("cidr", "10.0.7.0/28", "node", "node-1"));
    block("10.0.8.0/28", "node-2", Map.of());
    assertThat(audit().faults())
        .containsExactly(
            "affinity stale has no block of that node",
            "block 10.0.8.0/28 belongs to host:node-2 without an affinity");
  }

  @Test
  void aBlockThatIsNobodysIsAllRight() {
    block("10.0.8.0/28", "node-2", Map.of());
    spec("IPAMBlock", "10-0-8-0-28").remove("affinity");
    assertThat(audit().faults()).isEmpty();
  }

  @Test
  void lost() {
    pods.add(pod("c", "Running", "10.0.0.30"));
    assertThat(audit().faults())
        .containsExactly("ns/c has 10.0.0.30, which no block has allocated");
  }

  @Test
  void leaked() {
    pods.removeIf(p -> p.getMetadata().getName().equals("b"));
    assertThat(audit().faults())
        .containsExactly("10.0.0.21 is allocated to ns/b, which does not exist");
  }

  @Test
  void keptByAPodThatHasFinished() {
    pods.add(pod("job", "Succeeded", "10.0.0.32"));
    claimed("10.0.0.32/28", "node-2", Map.of(0, pod("job")));
    assertThat(audit().faults())
        .containsExactly("10.0.0.32 is allocated to ns/job, which has finished");
  }

  @Test
  void leakedByAnEarlierPodOfTheSameName() {
    claimed("10.0.0.32/28", "node-2", Map.of(0, pod("a")));
    assertThat(audit().faults())
        .containsExactly("10.0.0.32 is allocated to ns/a, which has [10.0.0.1]");
  }

  @Test
  void doubled() {
    pods.add(pod("c", "Running", "10.0.0.1"));
    assertThat(audit().faults())
        .containsExactly(
            "10.0.0.1 is the address of ns/a and of ns/c",
            "ns/c has 10.0.0.1, which is allocated to [ns/a]");
  }

  @Test
  void allocatedTwice() {
    pool("other", Map.of("cidr", "10.0.0.0/16", "blockSize", 30));
    pods.add(pod("c", "Running", "10.0.0.1"));
    claimed("10.0.0.0/30", "node-2", Map.of(1, pod("c")));
    assertThat(audit().faults())
        .containsExactly(
            "10.0.0.1 is allocated more than once: ns/a in 10.0.0.0/28, ns/c in 10.0.0.0/30",
            "10.0.0.1 is the address of ns/a and of ns/c",
            "blocks 10.0.0.0/28 and 10.0.0.0/30 overlap");
  }

  @Test
  void tunnelAddressThatIsNotAllocated() {
    nodes.set(1, node("node-2", "10.0.9.9"));
    assertThat(audit().faults())
        .containsExactly(
            "10.0.0.16 is allocated as vxlanTunnelAddress of node-2, which does not have it",
            "projectcalico.org/IPv4VXLANTunnelAddr of node-2 is 10.0.9.9, which is allocated to"
                + " nobody");
  }

  @Test
  void tunnelAddressThatIsAnothers() {
    nodes.add(node("node-3", "10.0.0.1"));
    assertThat(audit().faults())
        .containsExactly(
            "projectcalico.org/IPv4VXLANTunnelAddr of node-3 is 10.0.0.1, which is allocated to"
                + " [ns/a]");
  }

  @Test
  void handleThatCountsWrongly() {
    handles.put("k8s-pod-network.a", new TreeMap<>(Map.of(BLOCK_1, 2)));
    handles.remove("k8s-pod-network.b");
    handles.put("k8s-pod-network.gone", new TreeMap<>(Map.of(BLOCK_2, 1)));
    assertThat(audit().faults())
        .containsExactly(
            "handle k8s-pod-network.a says {10.0.0.0/28=2}, allocated are {10.0.0.0/28=1}",
            "handle k8s-pod-network.b says {}, allocated are {10.0.0.16/28=1}",
            "handle k8s-pod-network.gone says {10.0.0.16/28=1}, allocated are {}");
  }
}
