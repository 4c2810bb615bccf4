package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.NODES;
import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.IpPool;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §4.3, changes of the backend and BIRD's end, statement by statement. */
class Section4_3_BackendTest {

  @BothReleases
  @DisplayName("Backend roll with a VXLAN pool, bird→vxlan and vxlan→bird, node by node: 0 lost")
  void rollWithVxlanPool(String release) {
    for (IpPool pool : new IpPool[] {Pools.VXLAN, Pools.VXLAN_CROSS_SUBNET}) {
      Lab lab = Lab.settled(release, "bird", pool);
      roll(lab, "vxlan");
      roll(lab, "bird");
      lab.pass(300);
      assertThat(lab.plane().log().lostTime(SETTLED, lab.plane().now())).isEmpty();
    }
  }

  @Test
  @DisplayName("rolling calico-node with BIRD and pool None keeps traffic: kernel routes stay")
  void rollWithBird() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    roll(lab, "bird");
    lab.pass(600);
    assertThat(lab.lost("n1", "n2", SETTLED)).isZero();
  }

  @Test
  @DisplayName(
      "pool None, BIRD of one node killed with SIGKILL and not restarted: its own `proto bird`"
          + " routes stay for ever, its peers keep routes to it for the BGP graceful-restart time"
          + " (121 s, no loss) and then drop them")
  void killedBird() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    lab.plane().stopCalicoNode("n1", StopSignal.KILL, SETTLED);
    lab.plane().startCalicoNode("n1", NodeEnv.backend("vxlan"), SETTLED.plusSeconds(1));
    lab.plane().advance(SETTLED.plusSeconds(120));
    assertThat(lab.lost("n1", "n2", SETTLED)).isZero();
    lab.plane().advance(SETTLED.plusSeconds(122));
    assertThat(lab.works("n1", "n2")).isFalse();
    assertThat(lab.route("n2", "n1")).isEmpty();
    lab.pass(3600);
    assertThat(lab.works("n1", "n2")).isFalse();
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
    assertThat(lab.plane().log().outages("n2", "n1", SETTLED).getFirst().start())
        .isEqualTo(SETTLED.plusSeconds(121));
  }

  @Test
  @DisplayName("with SIGTERM peers withdraw at once")
  void terminatedBird() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    lab.plane().stopCalicoNode("n1", StopSignal.TERM, SETTLED);
    lab.pass(0.01);
    assertThat(lab.route("n2", "n1")).isEmpty();
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
  }

  @Test
  @DisplayName(
      "A later pool change to VXLAN lets Felix replace the stale `proto bird` routes prefix by"
          + " prefix, none left")
  void felixReplacesStaleRoutes() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    roll(lab, "vxlan");
    lab.pass(300);
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
    lab.pools(Pools.VXLAN).pass(20);
    for (String node : NODES) {
      assertThat(lab.plane().routes(node))
          .isNotEmpty()
          .noneMatch(route -> route.owner() == Route.Owner.BIRD);
    }
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @Test
  @DisplayName("If BIRD is alive while the pool changes, it withdraws its own routes")
  void livingBirdWithdraws() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    lab.pools(Pools.VXLAN);
    assertThat(lab.route("n1", "n2")).isEmpty();
  }

  @BothReleases
  @DisplayName("Backend before the pool (pitfalls 30, 61): the outage begins after two minutes")
  void backendBeforePool(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.NONE);
    restart(lab, "n1", "vxlan");
    lab.pass(120);
    assertThat(lab.lost("n1", "n2", SETTLED)).isZero();
    restart(lab, "n2", "vxlan");
    lab.pass(60);
    assertThat(lab.works("n1", "n2")).isFalse();
  }

  @Test
  @DisplayName(
      "`persist`: a roll faster than 121 s leaves stale routes on every node and nobody to drop"
          + " them; a pod on a new node or block gets none")
  void fastRollHidesTheOutage() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    roll(lab, "vxlan");
    lab.pass(3600);
    assertThat(lab.lost("n1", "n2", SETTLED)).isZero();
    lab.plane()
        .setDestinations(
            List.of(
                Destination.block("10.244.250.0/26", "n1"),
                Destination.block("10.244.251.0/26", "n2")),
            lab.plane().now());
    lab.pass(20);
    assertThat(lab.works("n1", "n2")).isFalse();
  }

  @Test
  @DisplayName("stopping calico-node leaves the kernel as it is")
  void kernelSurvives() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    for (String node : NODES) {
      lab.plane().stopCalicoNode(node, StopSignal.TERM, SETTLED);
    }
    lab.pass(3600);
    assertThat(lab.plane().reachability().complete()).isTrue();
    assertThat(lab.plane().felixLive("n1", lab.plane().now()).ok()).isFalse();
  }

  // One node after the other, each one second down, 30 s apart.
  private static void roll(Lab lab, String backend) {
    for (String node : NODES) {
      restart(lab, node, backend);
      lab.pass(30);
    }
  }

  private static void restart(Lab lab, String node, String backend) {
    lab.plane().stopCalicoNode(node, StopSignal.KILL, lab.plane().now());
    lab.pass(1);
    lab.plane().startCalicoNode(node, NodeEnv.backend(backend), lab.plane().now());
  }
}
