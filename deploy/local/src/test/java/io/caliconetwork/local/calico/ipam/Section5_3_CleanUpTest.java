package io.caliconetwork.local.calico.ipam;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §5.3, kube-controllers' clean-up [RUN 3.30.7, leakGracePeriod 20 s]. */
class Section5_3_CleanUpTest {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final IpPool LIVE = IpPool.of("live", "10.250.0.0/16", NEVER, NEVER);

  @Test
  @DisplayName("releases leaked IPs after leakGracePeriod")
  void leaked() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.NONE);
    ipam.pod("n1");
    ipam.pod("n1");
    IpamState state = ipam.state();
    CleanUp.Result first =
        CleanUp.look(state, CleanUp.Memory.NOTHING, look(0, "k8s-pod-network.c0"));
    CleanUp.Result early =
        CleanUp.look(first.update().after(), first.memory(), look(19, "k8s-pod-network.c0"));
    CleanUp.Result late =
        CleanUp.look(early.update().after(), early.memory(), look(20, "k8s-pod-network.c0"));
    assertThat(early.update().changes()).isEmpty();
    assertThat(late.update().after().handles())
        .singleElement()
        .matches(handle -> handle.handleId().equals("k8s-pod-network.c0"));
  }

  @Test
  @DisplayName("Leaked addresses of a pool that no longer exists are collected too")
  void leakedWithoutPool() {
    Ipam ipam = new Ipam("v3.30.7", Ipam.NONE);
    ipam.pod("n1");
    ipam.pools(LIVE);
    assertThat(after(ipam.state(), 40).handles()).isEmpty();
  }

  @Test
  @DisplayName("releases empty blocks only if the node holds a non-empty block elsewhere")
  void nonEmptyElsewhere() {
    IpPool encapsulated = IpPool.of("live", "10.250.0.0/16", NEVER, ALWAYS);
    Ipam ipam = new Ipam("v3.30.7", encapsulated).plant("n1", "10.244.1.0/26").tunnels("n1");
    assertThat(after(ipam.state(), 40).blocks())
        .singleElement()
        .matches(block -> block.cidr().startsWith("10.250."));
  }

  @Test
  @DisplayName("observed empty twice over the grace period")
  void twice() {
    Ipam ipam = new Ipam("v3.30.7", LIVE).plant("n1", "10.244.1.0/26").plant("n1", "10.250.1.0/26");
    CleanUp.Result once = CleanUp.look(ipam.state(), CleanUp.Memory.NOTHING, look(3600));
    assertThat(once.update().changes()).isEmpty();
    assertThat(CleanUp.look(ipam.state(), once.memory(), look(3619)).update().changes()).isEmpty();
    assertThat(CleanUp.look(ipam.state(), once.memory(), look(3620)).update().changes())
        .isNotEmpty();
  }

  @Test
  @DisplayName(
      "keeps one block per node and does not look at pools – with two empty blocks it released the"
          + " live pool's block and kept for good the one of the deleted pool")
  void keepsOne() {
    Ipam ipam = new Ipam("v3.30.7", LIVE).plant("n1", "10.244.1.0/26").plant("n1", "10.250.1.0/26");
    IpamState after = after(ipam.state(), 3600);
    assertThat(after.blocks())
        .singleElement()
        .extracting(IpamBlock::cidr)
        .isEqualTo("10.244.1.0/26");
    assertThat(after.affinities()).hasSize(1);
  }

  @Test
  @DisplayName(
      "with mode None a node without pods in the new pool keeps its old block and affinity for ever")
  void noneKeepsTheOld() {
    Ipam ipam = new Ipam("v3.30.7", LIVE).plant("n1", "10.244.1.0/26");
    assertThat(after(ipam.state(), 36000)).isEqualTo(ipam.state());
  }

  private static IpamState after(IpamState state, int seconds) {
    CleanUp.Memory memory = CleanUp.Memory.NOTHING;
    IpamState current = state;
    for (int second = 0; second <= seconds; second += 5) {
      CleanUp.Result result = CleanUp.look(current, memory, look(second));
      memory = result.memory();
      current = result.update().after();
    }
    return current;
  }

  private static CleanUp.Look look(int second, String... live) {
    return new CleanUp.Look(Set.of(live), Set.of("n1"), GRACE, Duration.ofSeconds(second));
  }
}
