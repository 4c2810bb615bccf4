package io.caliconetwork.local.calico.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.IpamHandle;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §5.1, shapes, names and handles. */
class Section5_1_ObjectsTest {

  @BothReleases
  @DisplayName("ipamblocks name = CIDR with . : / → - (10-244-1-0-26)")
  void blockName(String release) {
    assertThat(IpamBlock.affine(Cidr.of("10.244.1.0/26"), "n1").name()).isEqualTo("10-244-1-0-26");
    Ipam ipam = new Ipam(release, Ipam.VXLAN);
    ipam.pod("n1");
    assertThat(ipam.state().blocks()).allMatch(block -> block.name().endsWith("-26"));
  }

  @BothReleases
  @DisplayName(
      "ipamblocks spec: cidr, affinity, allocations [int|null], unallocated, attributes"
          + " [{handle_id, secondary{pod,namespace,node,timestamp,type}}], sequenceNumber, deleted")
  void blockShape(String release) {
    Ipam ipam = new Ipam(release, Ipam.VXLAN);
    ipam.pod("n1");
    ipam.pod("n1");
    IpamBlock block = ipam.block("n1", "10.244.0.0/16");
    Map<String, Object> spec = block.spec();
    assertThat(spec)
        .containsEntry("cidr", block.cidr())
        .containsEntry("affinity", "host:n1")
        .containsEntry("deleted", false)
        .containsEntry("sequenceNumber", 2L)
        .containsKey("strictAffinity");
    assertThat(spec.get("allocations"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(64)
        .startsWith(0, 1, null);
    assertThat(spec.get("unallocated"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(62)
        .startsWith(2, 3);
    assertThat((List<?>) spec.get("attributes"))
        .element(0)
        .isEqualTo(
            Map.of(
                "handle_id",
                "k8s-pod-network.c0",
                "secondary",
                Map.of(
                    "namespace", "default",
                    "node", "n1",
                    "pod", "pod0",
                    "timestamp", "2026-01-01")));
    assertThat(IpamBlock.fromSpec(spec)).isEqualTo(block);
  }

  @BothReleases
  @DisplayName("blockaffinities name = <node>-<cidr-name>; deleted is a string; state confirmed")
  void affinityShape(String release) {
    Ipam ipam = new Ipam(release, Ipam.VXLAN);
    ipam.pod("n1");
    BlockAffinity affinity = ipam.state().affinities().getFirst();
    assertThat(affinity.name()).isEqualTo("n1-" + Cidr.of(affinity.cidr()).asName());
    assertThat(affinity.spec())
        .containsEntry("node", "n1")
        .containsEntry("state", "confirmed")
        .containsEntry("deleted", "false");
    assertThat(BlockAffinity.fromStored(affinity.spec(), affinity.labels())).isEqualTo(affinity);
    assertThat(
            new BlockAffinity(
                    "x".repeat(250), "10.0.0.0/26", BlockAffinity.State.CONFIRMED, false, Map.of())
                .name())
        .hasSize(253);
  }

  @BothReleases
  @DisplayName("a claim lost to another node is removed when the node looks through its blocks")
  void lostClaim(String release) {
    Ipam ipam = new Ipam(release, Ipam.VXLAN).plant("n1", "10.244.9.0/26");
    BlockAffinity lost =
        BlockAffinity.pending(CalicoRelease.parse(release), "n2", Cidr.of("10.244.9.0/26"));
    ipam.change(before -> before.apply(IpamChange.create(lost)));
    ipam.pod("n2");
    assertThat(ipam.state().affinities())
        .filteredOn(affinity -> affinity.node().equals("n2"))
        .noneMatch(affinity -> affinity.cidr().equals(lost.cidr()))
        .hasSize(1);
    assertThat(ipam.state().block(lost.cidr()).orElseThrow().node()).contains("n1");
  }

  @Test
  @DisplayName("Real labels on 3.32.1 (none on 3.30.7): hostname-hash, affinity-type, ip-version")
  void affinityLabels() {
    Cidr cidr = Cidr.of("10.244.1.0/26");
    assertThat(BlockAffinity.pending(CalicoRelease.parse("v3.30.7"), "n1", cidr).labels())
        .isEmpty();
    Map<String, String> labels =
        BlockAffinity.pending(CalicoRelease.parse("v3.32.1"), "n1", cidr).labels();
    assertThat(labels)
        .containsEntry("projectcalico.org/affinity-type", "host")
        .containsEntry("projectcalico.org/ip-version", "4")
        .hasSize(3);
    // Unpadded base32 of the 32 bytes of SHA3-256.
    assertThat(labels.get("projectcalico.org/hostname-hash")).matches("[A-Z2-7]{52}");
  }

  @Test
  @DisplayName(
      "An unlabelled affinity is labelled by the next calico-node 3.32.1 start of that node")
  void labelling() {
    Ipam ipam = new Ipam("v3.32.1", Ipam.VXLAN);
    ipam.pod("n1");
    ipam.pod("n2");
    ipam.change(Section5_1_ObjectsTest::withoutLabels);
    IpamUpdate update = AffinityLabels.repair(ipam.state(), ipam.host("n1"));
    assertThat(update.changes()).hasSize(1);
    assertThat(update.after().affinities())
        .filteredOn(affinity -> !affinity.labels().isEmpty())
        .singleElement()
        .satisfies(affinity -> assertThat(affinity.node()).isEqualTo("n1"));
    assertThat(AffinityLabels.repair(ipam.state(), new Ipam("v3.30.7").host("n1")).changes())
        .isEmpty();
  }

  @Test
  @DisplayName(
      "until then IPAM finds it again only because a node tries the same blocks in a fixed order;"
          + " release-by-host does not see it, pool delete does")
  void unlabelledAffinity() {
    Ipam ipam = new Ipam("v3.32.1", Ipam.VXLAN);
    String first = ipam.pod("n1");
    ipam.change(Section5_1_ObjectsTest::withoutLabels);
    String second = ipam.pod("n1");
    assertThat(ipam.state().blocks()).hasSize(1);
    assertThat(Cidr.of(first + "/26")).isEqualTo(Cidr.of(second + "/26"));
    ipam.pools(Ipam.VXLAN.with("disabled", true));
    assertThat(PoolDeletion.steps(ipam.state(), "main"))
        .anyMatch(step ->
            step instanceof PoolDeletion.Step.Write write
                && write.change().object() instanceof BlockAffinity);
  }

  @BothReleases
  @DisplayName("Handles: pods k8s-pod-network.<containerID>, tunnels vxlan-tunnel-addr-<node> …")
  void handles(String release) {
    Ipam ipam = new Ipam(release, Ipam.VXLAN).tunnels("n1");
    ipam.pod("n1");
    assertThat(ipam.state().handles())
        .extracting(IpamHandle::handleId)
        .containsExactlyInAnyOrder("vxlan-tunnel-addr-n1", "k8s-pod-network.c0");
    IpamHandle handle = ipam.state().handle("vxlan-tunnel-addr-n1").orElseThrow();
    assertThat(handle.blocks()).isEqualTo(Map.of(ipam.block("n1", "10.244.0.0/16").cidr(), 1));
    assertThat(IpamHandle.fromSpec(handle.spec())).isEqualTo(handle);
    Ipam ipip = new Ipam(release, Ipam.IPIP).tunnels("n1");
    assertThat(ipip.state().handle("ipip-tunnel-addr-n1")).isPresent();
    assertThat(ipip.block("n1", "10.244.0.0/16").allocations().used().get(0).secondary())
        .containsEntry("type", "ipipTunnelAddress")
        .containsEntry("node", "n1");
  }

  @Test
  @DisplayName("Readers must drop objects with deleted=true")
  void softDeletion() {
    IpamBlock block = IpamBlock.affine(Cidr.of("10.244.1.0/26"), "n1").asDeleted();
    IpamState state =
        new IpamState(List.of(), List.of(block), List.of(), List.of(), IpamConfig.DEFAULT);
    assertThat(state.blocks()).isEmpty();
  }

  @Test
  @DisplayName("the order of writes: affinity pending, block, affinity confirmed, handle, block")
  void orderOfWrites() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.VXLAN);
    AddressResult.Assigned assigned = (AddressResult.Assigned) ipam.ask("n1");
    assertThat(assigned.update().changes())
        .extracting(change -> change.verb() + " " + change.object().plural())
        .containsExactly(
            "CREATE blockaffinities",
            "CREATE ipamblocks",
            "UPDATE blockaffinities",
            "CREATE ipamhandles",
            "UPDATE ipamblocks");
    IpamState replayed = ipam.state();
    for (IpamChange change : assigned.update().changes()) {
      replayed = replayed.apply(change);
    }
    assertThat(replayed).isEqualTo(assigned.update().after());
  }

  private static IpamState withoutLabels(IpamState state) {
    return new IpamState(
        state.pools(),
        state.blocks(),
        state.affinities().stream().map(affinity -> affinity.withLabels(Map.of())).toList(),
        state.handles(),
        state.config());
  }
}
