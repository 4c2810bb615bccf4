package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.NODES;
import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.CalicoRelease;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §2, probe semantics. */
class Section2_ProbesTest {

  @Test
  @DisplayName(
      "only this node runs BIRD, two mesh peers known ⇒ \"BGP not established with …\", exit 1 at"
          + " once and still after 35 s")
  void alone() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    lab.plane().stopCalicoNode("n1", StopSignal.KILL, SETTLED);
    lab.plane().startCalicoNode("n1", NodeEnv.backend("bird"), SETTLED);
    for (int seconds : new int[] {1, 35, 3600}) {
      ProbeResult result = lab.plane().birdReady("n1", SETTLED.plusSeconds(seconds));
      assertThat(result.ok()).isFalse();
      assertThat(result.message()).contains("BGP not established with 10.0.1.2,10.0.2.3");
    }
    assertThat(lab.plane().birdLive("n1", lab.plane().now()).ok()).isTrue();
  }

  @Test
  @DisplayName("all three up ⇒ exit 0")
  void allUp() {
    Lab lab = Lab.settled("v3.30.7", "bird", Pools.NONE);
    assertThat(NODES).allMatch(node -> lab.plane().birdReady(node, SETTLED).ok());
  }

  @Test
  @DisplayName("0 peers ⇒ ready (single-node works)")
  void noPeers() {
    DataPlane plane = new DataPlane(Timings.LABORATORY, Underlay.SWITCHED);
    plane.addNode(
        new NodeSpec("n1", "10.0.1.1/24", "left", CalicoRelease.parse("v3.30.7")), Duration.ZERO);
    plane.setNodeAnnotations("n1", Map.of(Datastore.ADDRESS, "10.0.1.1/24"), Duration.ZERO);
    plane.startCalicoNode("n1", NodeEnv.backend("bird"), Duration.ZERO);
    assertThat(plane.birdReady("n1", Duration.ofSeconds(1)).ok()).isTrue();
  }

  @Test
  @DisplayName("within 30 s of start all peers must be Established; afterwards at least one")
  void threshold() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.VXLAN);
    lab.plane().startCalicoNode("n1", NodeEnv.backend("bird"), SETTLED);
    lab.plane().startCalicoNode("n2", NodeEnv.backend("bird"), SETTLED);
    assertThat(lab.plane().birdReady("n1", SETTLED.plusSeconds(29)).message())
        .endsWith("BGP not established with 10.0.2.3");
    assertThat(lab.plane().birdReady("n1", SETTLED.plusSeconds(31)).ok()).isTrue();
  }

  @Test
  @DisplayName("-bird-live fails if backend is vxlan since services are not enabled")
  void birdLiveWithoutBird() {
    Lab lab = Lab.settled("v3.32.1", "vxlan", Pools.VXLAN);
    assertThat(lab.plane().birdLive("n1", SETTLED).ok()).isFalse();
    assertThat(lab.plane().birdReady("n1", SETTLED).ok()).isFalse();
  }

  @Test
  @DisplayName("-felix-ready: not while Felix restarts, ready again with its routes (§4.1)")
  void felixReady() {
    Lab lab = Lab.settled("v3.32.1", "vxlan", Pools.NONE);
    assertThat(lab.plane().felixReady("n1", SETTLED).ok()).isTrue();
    lab.pools(Pools.VXLAN);
    assertThat(lab.plane().felixReady("n1", SETTLED.plusSeconds(3)).ok()).isFalse();
    assertThat(lab.plane().felixLive("n1", SETTLED.plusSeconds(3)).ok()).isFalse();
    assertThat(lab.plane().felixReady("n1", SETTLED.plusSeconds(5)).ok()).isTrue();
  }
}
