package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.NODES;
import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.IpPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §4.1, statement by statement. */
class Section4_1_EncapsulationTest {
  private static final IpPool IPIP_MODE_MISSING = Pools.VXLAN.with("ipipMode", null);

  @BothReleases
  @DisplayName("Always and CrossSubnet are the same for this purpose (no exit)")
  void alwaysAndCrossSubnetAreTheSame(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.VXLAN);
    int before = lab.plane().felixRestarts("n1");
    lab.pools(Pools.VXLAN_CROSS_SUBNET).pass(20).pools(Pools.VXLAN).pass(20);
    assertThat(lab.plane().felixRestarts("n1")).isEqualTo(before);
  }

  @BothReleases
  @DisplayName("Disabled pools count too")
  void disabledPoolsCount(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.NONE);
    lab.pools(Pools.NONE, Pools.PILOT.with("disabled", true)).pass(20);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 1);
    lab.pools(Pools.NONE).pass(20);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 2);
  }

  @BothReleases
  @DisplayName("exit 129 within 3 s of the patch, on all nodes at once, no pod restart needed")
  void exitsWithinThreeSeconds(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.NONE);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 0);
    lab.pools(Pools.VXLAN).pass(1.5);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 0);
    lab.pass(1.3);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 1);
  }

  @BothReleases
  @DisplayName("Routes of the old mode are withdrawn by the running Felix already ≈0.1 s after")
  void oldRoutesGoAtOnce(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.VXLAN);
    assertThat(lab.route("n1", "n2")).isEqualTo("VXLAN by FELIX");
    lab.plane().setPools(List.of(Pools.NONE), SETTLED);
    lab.pass(0.1);
    assertThat(lab.route("n1", "n2")).isEmpty();
    assertThat(lab.plane().felixRestarts("n1")).isZero();
  }

  @BothReleases
  @DisplayName("routes of a newly enabled encap only appear after the restart (≈3.9 s)")
  void newRoutesComeAfterTheRestart(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.NONE);
    lab.pools(Pools.VXLAN);
    lab.plane().advance(SETTLED.plusMillis(3700));
    assertThat(lab.route("n1", "n2")).isEmpty();
    lab.plane().advance(SETTLED.plusMillis(4100));
    assertThat(lab.route("n1", "n2")).isEqualTo("VXLAN by FELIX");
  }

  @BothReleases
  @DisplayName("disabling/adding encap pools that move tunnel IPs also restarts Felix everywhere")
  void movedTunnelAddressRestarts(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.VXLAN, Pools.PILOT);
    String before = lab.annotation("n1", "projectcalico.org/IPv4VXLANTunnelAddr");
    lab.pools(Pools.VXLAN.with("disabled", true), Pools.PILOT).pass(10);
    assertThat(lab.annotation("n1", "projectcalico.org/IPv4VXLANTunnelAddr"))
        .isNotEqualTo(before)
        .startsWith("10.99.0.");
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 1);
  }

  @Test
  @DisplayName("adding a second pool alone: no restart, no loss")
  void secondPoolAlone() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    lab.pools(Pools.VXLAN, Pools.PILOT).pass(20);
    assertThat(NODES).allMatch(node -> lab.plane().felixRestarts(node) == 0);
    assertThat(lab.plane().log().lostTime(SETTLED, lab.plane().now())).isEmpty();
  }

  @BothReleases
  @DisplayName(
      "vxlanMode: Always, ipipMode absent: restart every ≈3.5 s on every node and 100 % cross-node"
          + " loss")
  void missingModeLoops(String release) {
    Lab lab = Lab.settled(release, "vxlan", IPIP_MODE_MISSING);
    Map<Pair, Duration> lost =
        lab.plane().log().lostTime(Duration.ofSeconds(10), lab.plane().now());
    assertThat(NODES)
        .allSatisfy(node -> assertThat(lab.plane().felixRestarts(node)).isBetween(27, 29));
    assertThat(lost).hasSize(6).allSatisfy((pair, time) -> assertThat(time).hasSeconds(90));
  }

  @Test
  @DisplayName("the trap is latent – a running Felix is not disturbed when the field is removed")
  void missingModeIsLatent() {
    Lab lab = Lab.settled("v3.32.1", "vxlan", Pools.VXLAN);
    lab.pools(IPIP_MODE_MISSING).pass(60);
    assertThat(lab.plane().felixRestarts("n1")).isZero();
    assertThat(lab.plane().reachability().complete()).isTrue();
    lab.plane().startCalicoNode("n1", NodeEnv.backend("vxlan"), lab.plane().now());
    lab.pass(30);
    assertThat(lab.plane().felixRestarts("n1")).isGreaterThan(5);
    assertThat(lab.plane().felixRestarts("n2")).isZero();
    assertThat(lab.works("n1", "n2")).isFalse();
  }

  @Test
  @DisplayName("Both fields absent = no loop (None)")
  void bothModesMissing() {
    IpPool pool = Pools.NONE.with("ipipMode", null).with("vxlanMode", null);
    Lab lab = Lab.settled("v3.30.7", "bird", pool);
    assertThat(lab.plane().felixRestarts("n1")).isZero();
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
  }

  @Test
  @DisplayName("Writing the missing field heals within 4 s")
  void writingTheFieldHeals() {
    for (int offset = 0; offset < 36; offset++) {
      Lab lab = Lab.settled("v3.30.7", "vxlan", IPIP_MODE_MISSING).pass(offset / 10.0);
      lab.pools(Pools.VXLAN).pass(3.8);
      assertThat(lab.plane().reachability().complete()).as("offset %s", offset).isTrue();
    }
  }

  @Test
  @DisplayName("Fixed only at HEAD")
  void fixedAtHead() {
    Lab lab = Lab.settled("v3.33.0", "vxlan", IPIP_MODE_MISSING);
    assertThat(lab.plane().felixRestarts("n1")).isZero();
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @Test
  @DisplayName(
      "vxlanEnabled=false kills all cross-node traffic 3.6 s after the patch although node"
          + " annotations stay; null heals in ≈4 s")
  void overrideKills() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    lab.plane().setFelixConfiguration(FelixConfiguration.UNSET.withVxlanEnabled(false), SETTLED);
    lab.pass(3.4);
    assertThat(lab.plane().reachability().complete()).isTrue();
    lab.pass(0.3);
    assertThat(lab.plane().reachability().lost()).hasSize(6);
    assertThat(lab.annotation("n1", "projectcalico.org/IPv4VXLANTunnelAddr")).isNotEmpty();
    lab.pass(30);
    Duration healing = lab.plane().now();
    lab.plane().setFelixConfiguration(FelixConfiguration.UNSET, healing);
    lab.pass(20);
    assertThat(lab.lost("n1", "n2", healing)).isBetween(3.5, 4.3);
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("env > FelixConfiguration (§1.2)")
  void environmentWins(boolean env) {
    NodeEnv overriding = new NodeEnv("vxlan", Optional.empty(), Optional.of(env));
    Lab lab =
        Lab.settled("v3.30.7", Timings.LABORATORY, Underlay.SWITCHED, overriding, Pools.VXLAN);
    lab.plane().setFelixConfiguration(FelixConfiguration.UNSET.withVxlanEnabled(!env), SETTLED);
    lab.pass(20);
    assertThat(lab.works("n1", "n2")).isEqualTo(env);
  }
}
