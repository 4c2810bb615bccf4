package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Law §4.2. */
class ClusterRoutesTest {

  private static final List<String> VALUES =
      List.of("Disabled", "EnabledIPIPOnly", "EnabledNoEncapOnly", "Enabled");

  private static ClusterRoutes of(String version, String felix, String bgp) {
    return ClusterRoutes.of(
        CalicoVersion.parse(version), Optional.ofNullable(felix), Optional.ofNullable(bgp));
  }

  @Test
  void onlyFourPairsAreValid() {
    var valid = new ArrayList<String>();
    for (var felix : VALUES) {
      for (var bgp : VALUES) {
        if (of("v3.33.0", felix, bgp).complementary()) {
          valid.add(felix + "/" + bgp);
        }
      }
    }
    assertThat(valid)
        .containsExactly(
            "Disabled/Enabled",
            "EnabledIPIPOnly/EnabledNoEncapOnly",
            "EnabledNoEncapOnly/EnabledIPIPOnly",
            "Enabled/Disabled");
  }

  @Test
  void theDefaultsOfEveryReleaseAreValid() {
    for (var version : List.of("v3.23.0", "v3.30.7", "v3.31.7", "v3.32.1", "v3.33.0")) {
      assertThat(of(version, null, null).complementary()).as(version).isTrue();
    }
    assertThat(of("v3.32.1", null, null).bird()).containsOnly(Family.IPIP, Family.NONE);
    assertThat(of("v3.33.0", null, null).felix()).containsOnly(Family.IPIP);
    assertThat(of("v3.33.0", null, null).bird()).containsOnly(Family.NONE);
  }

  @Test
  void aFieldThatTheReleaseDoesNotHaveSaysNothing() {
    assertThat(of("v3.30.7", "Enabled", "Disabled")).isEqualTo(of("v3.30.7", null, null));
    assertThat(of("v3.31.7", "Enabled", "Disabled").felix()).containsOnly(Family.IPIP, Family.NONE);
    assertThat(of("v3.31.7", "Enabled", "Disabled").bird()).isNotEmpty();
    assertThat(ClusterRoutes.pairExists(CalicoVersion.parse("v3.31.7"))).isFalse();
    assertThat(ClusterRoutes.pairExists(CalicoVersion.parse("v3.32.0"))).isTrue();
    assertThat(ClusterRoutes.pairExists(Optional.empty())).isFalse();
  }

  @Test
  void aValueThatIsNotKnownIsTheDefault() {
    assertThat(of("v3.33.0", "Sometimes", "")).isEqualTo(of("v3.33.0", null, null));
    assertThat(of("v3.32.1", "EnabledIPIPOnly", null)).isEqualTo(of("v3.32.1", null, null));
  }
}
