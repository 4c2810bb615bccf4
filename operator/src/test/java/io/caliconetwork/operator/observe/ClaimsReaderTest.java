package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Blocks and affinities as Calico stores them (calico-semantics §5.1). */
class ClaimsReaderTest {

  private static final Ipv4Range RANGE = Ipv4Range.of("10.245.0.0/24");

  private static GenericKubernetesResource object(String spec) {
    return Serialization.unmarshal(
        "metadata: {name: n, uid: u, resourceVersion: '7'}\nspec: " + spec,
        GenericKubernetesResource.class);
  }

  private static IpamClaims.Block block(String allocations, String attributes) {
    return new ClaimsReader(RANGE)
        .block(
            object(
                "{cidr: 10.245.0.4/30, affinity: 'host:node-1', allocations: "
                    + allocations
                    + ", attributes: "
                    + attributes
                    + "}"))
        .orElseThrow();
  }

  @Test
  void anEmptyBlockHasNoHolders() {
    var block = block("[null, null, null, null]", "[]");
    assertThat(block.given().none()).isTrue();
    assertThat(block.node()).contains("node-1");
    assertThat(block.object()).isEqualTo(new IpamClaims.Stored("n", "7"));
  }

  @Test
  void everyAllocatedAddressHasAHolder() {
    var block =
        block(
            "[0, 1, 2, 9]",
            "[{handle_id: vxlan-tunnel-addr-node-1, secondary: {node: node-1, type:"
                + " vxlanTunnelAddress}}, {handle_id: k8s-pod-network.x, secondary: {node: node-2,"
                + " pod: p, namespace: ns}}, {handle_id: by-hand}]");
    assertThat(block.given().named())
        .extracting(IpamClaims.Holder::toString)
        .containsExactly(
            "vxlanTunnelAddress of node-1",
            "pod ns/p of node-2",
            "handle by-hand",
            "an owner that is not recorded");
  }

  @Test
  void whatWindowsReservesIsNobodys() {
    assertThat(block("[0, null]", "[{handle_id: windows-reserved-ipam-handle}]").given().none())
        .isTrue();
  }

  @Test
  void onlyWhatLiesInTheRangeCounts() {
    var reader = new ClaimsReader(RANGE);
    assertThat(reader.block(object("{cidr: 10.244.0.0/26}"))).isEmpty();
    assertThat(reader.block(object("{cidr: 10.245.0.0/16}"))).isEmpty();
    assertThat(reader.affinity(object("{cidr: 10.246.0.0/30, node: a}"))).isEmpty();
    assertThat(reader.block(object("{}"))).isEmpty();
  }

  /** Tens of thousands of them fit the heap only so. */
  @Test
  void rangesAndNodesAreKeptOnceForAll() {
    var reader = new ClaimsReader(RANGE);
    var block = reader.block(object("{cidr: 10.245.0.4/30, affinity: 'host:node-1'}"));
    var claim = reader.affinity(object("{cidr: 10.245.0.4/30, node: node-1, state: confirmed}"));
    var other = reader.affinity(object("{cidr: 10.245.0.8/30, node: node-1, state: confirmed}"));
    assertThat(claim.orElseThrow().cidr()).isSameAs(block.orElseThrow().cidr());
    assertThat(claim.orElseThrow().node()).isSameAs(block.orElseThrow().node().orElseThrow());
    assertThat(other.orElseThrow().node()).isSameAs(claim.orElseThrow().node());
    assertThat(other.orElseThrow().state()).isSameAs(claim.orElseThrow().state());
  }

  @Test
  void deletedIsTextInOneGroupAndABooleanInTheOther() {
    for (var deleted : List.of("'true'", "true")) {
      assertThat(affinity(deleted).deleted()).isTrue();
    }
    for (var deleted : List.of("'false'", "false", "null")) {
      assertThat(affinity(deleted).deleted()).isFalse();
    }
  }

  private static IpamClaims.Affinity affinity(String deleted) {
    return new ClaimsReader(RANGE)
        .affinity(
            object(
                "{cidr: 10.245.0.4/30, node: node-1, state: confirmed, deleted: " + deleted + "}"))
        .orElseThrow();
  }

  @Test
  void whatHoldsAnAddressIsNotReleasable() {
    var empty = block("[null]", "[]");
    var held =
        new IpamClaims.Block(
            empty.object(),
            "10.245.0.8/30",
            empty.node(),
            Given.to(new IpamClaims.Holder("node-2", "a tunnel")),
            false);
    var claims =
        new IpamClaims(
            RANGE,
            List.of(empty, held),
            List.of(
                affinity("false"),
                new IpamClaims.Affinity(empty.object(), "10.245.0.8/30", "node-2", "", false)));
    assertThat(claims.releasable().blocks()).containsExactly(empty);
    assertThat(claims.releasable().affinities()).containsExactly(affinity("false"));
    assertThat(claims.withoutBlocks().none()).isTrue();
    assertThat(new IpamClaims(RANGE, List.of(), claims.affinities()).withoutBlocks().affinities())
        .isEqualTo(claims.affinities());
    assertThat(claims.ofOtherSizes(30)).isEmpty();
    assertThat(claims.ofOtherSizes(26)).containsExactly("10.245.0.4/30", "10.245.0.8/30");
  }

  /** A million that nobody gives back fit the heap only so, and none of them is released. */
  @Test
  void ofVeryManyAddressesOnlySomeAreNamedAndAllAreCounted() {
    var pod = "{secondary: {node: node-1, namespace: ns, pod: p%d}}";
    var tunnel = "{handle_id: t, secondary: {node: node-1, type: vxlanTunnelAddress}}";
    var reader = new ClaimsReader(RANGE);
    var blocks = new ArrayList<IpamClaims.Block>();
    for (int i = 0; i < 60; i++) {
      blocks.add(
          reader
              .block(
                  object(
                      "{cidr: 10.245.0.%d/30, allocations: [0, 1, 0, %d], attributes: [%s, %s, %s]}"
                          .formatted(
                              4 * i,
                              i % 2 == 0 ? 1 : 2,
                              pod.formatted(i),
                              pod.formatted(i + 100),
                              tunnel)))
              .orElseThrow());
    }
    var claims = new IpamClaims(RANGE, blocks, List.of());
    assertThat(claims.given().count()).isEqualTo(240);
    assertThat(claims.given().named()).hasSize(130).filteredOn(h -> h.tunnel()).hasSize(30);
    assertThat(claims.given().onlyTunnels()).isFalse();
    assertThat(claims.given().onlyOf(Set.of("node-1"))).as("not told of all").isFalse();
    var told = blocks.get(58).given();
    assertThat(told.named()).as("with pods that are not told, and no tunnel").isEmpty();
    assertThat(told.none()).isFalse();
    assertThat(claims.releasable().none()).isTrue();
    assertThat(claims.held().blocks()).isEqualTo(blocks);
  }

  @Test
  void manyAreGivenUpInTurns() {
    var blocks = new ArrayList<IpamClaims.Block>();
    var affinities = new ArrayList<IpamClaims.Affinity>();
    for (int i = 0; i < 5; i++) {
      var stored = new IpamClaims.Stored("n" + i, "1");
      var cidr = "10.245.0." + 4 * i + "/30";
      blocks.add(new IpamClaims.Block(stored, cidr, Optional.of("n" + i), Given.NONE, false));
      if (i < 3) {
        affinities.add(new IpamClaims.Affinity(stored, cidr, "n" + i, "confirmed", false));
      }
    }
    var claims = new IpamClaims(RANGE, blocks, affinities);
    assertThat(claims.first(2).affinities()).isEqualTo(affinities.subList(0, 2));
    assertThat(claims.first(2).blocks()).isEqualTo(blocks.subList(0, 2));
    assertThat(claims.first(4).blocks())
        .as("one that nobody claims")
        .isEqualTo(blocks.subList(0, 4));
    assertThat(claims.first(9)).isEqualTo(claims);
  }
}
