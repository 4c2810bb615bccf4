package io.caliconetwork.local.calico.ipam;

import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.PoolRules;
import io.caliconetwork.local.calico.ipam.PoolDeletion.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §3.1 Delete and §5.4, statement by statement. */
class Section5_4_DeletionTest {
  private static final IpPool SMALL = IpPool.of("main", "10.250.0.0/24", NEVER, NEVER);

  @BothReleases
  @DisplayName(
      "§3.1 Delete: disabled → 500 ms → affinities pendingDeletion, empty block deleted, non-empty"
          + " block with affinity=nil, BlockAffinity deleted → IPPool deleted; it does not refuse")
  void sequence(String release) {
    Ipam ipam = new Ipam(release, Ipam.NONE).plant("n2", "10.244.9.0/26");
    ipam.pod("n1");
    List<String> done = new ArrayList<>();
    Duration waited = Duration.ZERO;
    while (ipam.state().pool("main").isPresent()) {
      for (Step step : PoolDeletion.steps(ipam.state(), "main")) {
        switch (step) {
          case Step.Wait(Duration duration) -> waited = waited.plus(duration);
          case Step.Write(IpamChange change) -> {
            ipam.change(state -> state.apply(change));
            done.add(change.verb() + " " + change.object().plural());
          }
        }
      }
    }
    assertThat(waited).hasMillis(500);
    assertThat(done.getFirst()).isEqualTo("UPDATE ippools");
    assertThat(done.getLast()).isEqualTo("DELETE ippools");
    assertThat(done)
        .containsSubsequence(
            "UPDATE blockaffinities",
            "UPDATE ipamblocks",
            "DELETE ipamblocks",
            "UPDATE blockaffinities",
            "DELETE blockaffinities");
    assertThat(ipam.state().affinities()).isEmpty();
    assertThat(ipam.state().blocks())
        .singleElement()
        .satisfies(block -> {
          assertThat(block.affinity()).isEmpty();
          assertThat(block.isEmpty()).isFalse();
        });
  }

  @Test
  @DisplayName("a block without affinity goes with its last address")
  void orphanedBlock() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.NONE.with("disabled", false));
    ipam.pod("n1");
    ipam.pools(Ipam.NONE.with("disabled", true));
    PoolDeletion.steps(ipam.state(), "main")
        .forEach(step -> ipam.change(state -> state.apply(((Step.Write) step).change())));
    assertThat(Allocator.release(ipam.state(), "k8s-pod-network.c0").after().blocks()).isEmpty();
  }

  @Test
  @DisplayName(
      "block gone, affinity left, same CIDR re-created with /28 – accepted – the node got a /26"
          + " again, others /28 (#10778)")
  void staleAffinity() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.NONE);
    ipam.pod("n1");
    IpamBlock block = ipam.block("n1", "10.244.0.0/16");
    ipam.change(state -> state.apply(IpamChange.delete(block)));
    ipam.change(state -> Allocator.release(state, "k8s-pod-network.c0").after());
    ipam.pools(Ipam.NONE.with("blockSize", 28));
    ipam.pod("n1");
    ipam.pod("n2");
    assertThat(ipam.block("n1", "10.244.0.0/16").cidr()).isEqualTo(block.cidr());
    assertThat(ipam.block("n2", "10.244.0.0/16").cidr()).endsWith("/28");
  }

  @BothReleases
  @DisplayName(
      "Changing blockSize in place: IPs leak (\"is not assigned\"); release by handle does not"
          + " depend on the pool")
  void leakOnBlockSizeChange(String release) {
    Ipam ipam = new Ipam(release, Ipam.NONE);
    String address = ipam.pod("n1");
    assertThat(Allocator.releaseAddress(ipam.state(), address).changes()).isNotEmpty();
    ipam.pools(Ipam.NONE.with("blockSize", 28));
    assertThat(Allocator.releaseAddress(ipam.state(), address).changes()).isEmpty();
    assertThat(Allocator.release(ipam.state(), "k8s-pod-network.c0").changes()).isNotEmpty();
  }

  @BothReleases
  @DisplayName(
      "Changing blockSize in place: blocks overlap; addresses then are allocated twice, once per"
          + " block")
  void overlapOnBlockSizeChange(String release) {
    Ipam ipam = new Ipam(release, SMALL);
    for (String node : List.of("n1", "n2", "n3", "n4")) {
      ipam.pod(node);
    }
    ipam.pools(SMALL.with("blockSize", 28));
    List<String> addresses = new ArrayList<>();
    for (int pod = 0; pod < 60; pod++) {
      for (String node : List.of("n1", "n2", "n3", "n4", "n5", "n6")) {
        addresses.add(ipam.pod(node));
      }
    }
    assertThat(ipam.state().blocks())
        .anyMatch(small ->
            ipam.state().blocks().stream()
                .anyMatch(big ->
                    !big.equals(small)
                        && Cidr.of(big.cidr()).contains(Cidr.of(small.cidr()))
                        && !big.node().equals(small.node())));
    assertThat(addresses).filteredOn(text -> text.startsWith("10.250.")).isNotEmpty();
    long distinct = addresses.stream().filter(text -> text.startsWith("10.")).distinct().count();
    assertThat(distinct)
        .isLessThan(addresses.stream().filter(text -> text.startsWith("10.")).count());
  }

  @BothReleases
  @DisplayName(
      "A raw create with another blockSize over left-over blocks is accepted and the old-size"
          + " blocks go on being filled")
  void oldBlocksGoOn(String release) {
    Ipam ipam = new Ipam(release, Ipam.NONE).plant("n1", "10.244.9.0/26");
    ipam.pools(Ipam.NONE.with("blockSize", 28));
    assertThat(ipam.pod("n1")).startsWith("10.244.9.");
    assertThat(ipam.state().blocks()).hasSize(1);
  }

  @Test
  @DisplayName("clientv3 checks blocks, not BlockAffinities (§3.1)")
  void affinitiesAreNotChecked() {
    BlockAffinity stale =
        new BlockAffinity("n1", "10.244.1.0/26", BlockAffinity.State.CONFIRMED, false, Map.of());
    IpamState state =
        new IpamState(List.of(), List.of(), List.of(stale), List.of(), IpamConfig.DEFAULT);
    assertThat(
            PoolRules.refusesCreation(
                Ipam.NONE.with("blockSize", 28), state.pools(), state.blocks()))
        .isEmpty();
  }
}
