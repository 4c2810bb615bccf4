package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §5.4, what traffic sees of a pool deleted too early. */
class Section5_4_DeletedPoolTest {
  private static final IpPool OTHER =
      IpPool.of("other", "10.250.0.0/16", EncapsulationMode.NEVER, EncapsulationMode.ALWAYS);

  @BothReleases
  @DisplayName(
      "raw delete of a disabled pool with pods, another VXLAN pool present: all cross-node traffic"
          + " of those pods dead 0.1 s later, no Felix restart")
  void rawDelete(String release) {
    Lab lab = withDisabledMain(release, "vxlan");
    Duration deletion = lab.plane().now();
    int restarts = lab.plane().felixRestarts("n1");
    lab.plane().setPools(List.of(OTHER), deletion);
    lab.pass(0.1);
    assertThat(lab.plane().reachability().lost()).hasSize(6);
    assertThat(lab.plane().reachability().reason("n1", "n2").orElseThrow())
        .contains("no IP pool contains it");
    lab.pass(20);
    assertThat(lab.plane().felixRestarts("n1")).isEqualTo(restarts);
  }

  @Test
  @DisplayName("re-creating the identical object restores it in 0.13 s")
  void recreation() {
    Lab lab = withDisabledMain("v3.30.7", "vxlan");
    lab.plane().setPools(List.of(OTHER), lab.plane().now());
    lab.pass(20);
    assertThat(lab.works("n1", "n2")).isFalse();
    lab.plane().setPools(List.of(OTHER, Pools.VXLAN.with("disabled", true)), lab.plane().now());
    lab.pass(0.13);
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @Test
  @DisplayName(
      "left-over blocks of a deleted VXLAN pool were then exported and programmed un-encapsulated")
  void leftOverBlocksAreExported() {
    Lab lab = withDisabledMain("v3.30.7", "bird");
    lab.plane().setPools(List.of(OTHER), lab.plane().now());
    lab.pass(20);
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
    assertThat(lab.works("n1", "n3")).isFalse();
  }

  private static Lab withDisabledMain(String release, String backend) {
    Lab lab = Lab.settled(release, backend, Pools.VXLAN, OTHER);
    lab.pools(Pools.VXLAN.with("disabled", true), OTHER).pass(30);
    assertThat(lab.plane().reachability().complete()).isTrue();
    assertThat(lab.lost("n1", "n2", SETTLED)).isLessThan(0.2);
    return lab;
  }
}
