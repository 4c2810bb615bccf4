package io.caliconetwork.local.calico.dataplane;

import static io.caliconetwork.local.calico.dataplane.Lab.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** §4.2, cell by cell. */
class Section4_2_WhoProgramsWhatTest {

  @ParameterizedTest
  @ValueSource(strings = {"bird", "VXLAN", "brid"})
  @DisplayName("VXLAN*, backend=bird: Felix programs; BIRD kernel filter `reject`")
  void vxlanWithBird(String backend) {
    Lab lab = Lab.settled("v3.30.7", backend, Pools.VXLAN);
    assertThat(lab.route("n1", "n2")).isEqualTo("VXLAN by FELIX");
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @BothReleases
  @DisplayName("VXLAN*, backend=vxlan: Felix – fully works")
  void vxlanWithoutBird(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.VXLAN_CROSS_SUBNET);
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by FELIX");
    assertThat(lab.route("n1", "n3")).isEqualTo("VXLAN by FELIX");
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @BothReleases
  @DisplayName("IPIP* ≤3.32 default, backend=bird: BIRD, Felix only makes tunl0")
  void ipipWithBird(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.IPIP_CROSS_SUBNET);
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
    assertThat(lab.route("n1", "n3")).isEqualTo("IPIP by BIRD");
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @BothReleases
  @DisplayName("IPIP* ≤3.32 default, backend=vxlan: no cluster routes at all = outage")
  void ipipWithoutBird(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.IPIP);
    assertThat(lab.plane().reachability().lost()).hasSize(6);
    assertThat(lab.plane().reachability().reason("n1", "n2"))
        .contains(
            "n1 has no route to %s: backend vxlan programs no IPIP routes"
                .formatted(lab.podBlock("n2")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bird", "vxlan"})
  @DisplayName("IPIP* HEAD default: Felix (BIRD kernel filter rejects); backend=vxlan works")
  void ipipAtHead(String backend) {
    Lab lab = Lab.settled("v3.33.0", backend, Pools.IPIP);
    assertThat(lab.route("n1", "n2")).isEqualTo("IPIP by FELIX");
    assertThat(lab.plane().reachability().complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3.26.5", "v3.30.7", "v3.32.1", "v3.33.0"})
  @DisplayName("None, backend=bird, default all versions: BIRD")
  void noneWithBird(String release) {
    Lab lab = Lab.settled(release, "bird", Pools.NONE);
    assertThat(lab.route("n1", "n2")).isEqualTo("DIRECT by BIRD");
    assertThat(lab.works("n1", "n2")).isTrue();
    assertThat(lab.works("n1", "n3")).isFalse();
  }

  @BothReleases
  @DisplayName("None, backend=vxlan: no routes = outage (same-subnet pods too)")
  void noneWithoutBird(String release) {
    Lab lab = Lab.settled(release, "vxlan", Pools.NONE);
    assertThat(lab.plane().reachability().lost()).hasSize(6);
    assertThat(lab.plane().reachability().reason("n1", "n2"))
        .contains(
            "n1 has no route to %s: backend vxlan programs no unencapsulated routes"
                .formatted(lab.podBlock("n2")));
  }

  @Test
  @DisplayName(
      "Felix programClusterRoutes: Enabled, no BIRD, pool None: same-subnet works (gap 4.2 s), but"
          + " for a node in another subnet Host Unreachable whatever the router knows")
  void felixProgramsClusterRoutes() {
    Lab lab =
        Lab.settled(
            "v3.32.1",
            Timings.LABORATORY,
            new Underlay(true, true, false),
            NodeEnv.backend("vxlan"),
            Pools.NONE);
    lab.plane()
        .setFelixConfiguration(
            FelixConfiguration.UNSET.withProgramClusterRoutes(ClusterRoutes.ENABLED), SETTLED);
    lab.pass(20);
    assertThat(lab.lost("n1", "n2", SETTLED)).isBetween(3.5, 4.3);
    assertThat(lab.works("n1", "n2")).isTrue();
    assertThat(lab.route("n1", "n3")).isEqualTo("DIRECT by FELIX");
    assertThat(lab.plane().reachability().reason("n1", "n3").orElseThrow())
        .startsWith("Host Unreachable");
  }

  @Test
  @DisplayName("Felix programClusterRoutes is unknown ≤3.30")
  void programClusterRoutesIsUnknown() {
    Lab lab = Lab.settled("v3.30.7", "vxlan", Pools.NONE);
    lab.plane()
        .setFelixConfiguration(
            FelixConfiguration.UNSET.withProgramClusterRoutes(ClusterRoutes.ENABLED), SETTLED);
    lab.pass(20);
    assertThat(lab.works("n1", "n2")).isFalse();
  }

  @Test
  @DisplayName("Nothing rejects an inconsistent pair: BGP=Disabled alone leaves None unprogrammed")
  void inconsistentPair() {
    Lab lab = Lab.settled("v3.32.1", "bird", Pools.NONE);
    lab.plane()
        .setBgpConfiguration(
            new BgpConfiguration(Optional.of(ClusterRoutes.DISABLED), true), SETTLED);
    lab.pass(20);
    assertThat(lab.works("n1", "n2")).isFalse();
    assertThat(lab.route("n1", "n2")).isEmpty();
  }
}
