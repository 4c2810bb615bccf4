package io.caliconetwork.local.calico;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** §0. */
class Section0_VersionMapTest {

  @ParameterizedTest
  @CsvSource({
    "v3.30.7, v3.30.7",
    "3.26.5, v3.26.5",
    "v3.32, v3.32.0",
    "quay.io/calico/node:v3.32.1, v3.32.1",
    "registry:5000/calico/node:v3.30.7@sha256:0123, v3.30.7",
    "v3.33.0-0.dev, v3.33.0"
  })
  void parses(String text, String release) {
    assertThat(CalicoRelease.parse(text)).hasToString(release);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "latest", "quay.io/calico/node", "quay.io/calico/node:master"})
  void refusesWhatIsNoVersion(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CalicoRelease.parse(text));
  }

  @Test
  void comparesByNumber() {
    assertThat(CalicoRelease.parse("v3.9.9")).isLessThan(CalicoRelease.parse("v3.26.0"));
    assertThat(CalicoRelease.parse("v3.30.7")).isLessThan(CalicoRelease.parse("v3.30.10"));
  }

  @ParameterizedTest
  @CsvSource({
    "v3.26.5, loop legacy",
    "v3.30.7, loop none legacy v6bug",
    "v3.31.7, loop none labels legacy",
    "v3.32.1, loop none labels v6bug",
    "v3.32.2, loop none labels",
    "v3.33.0, felixIpip none labels component"
  })
  @DisplayName("the table, row by row of a release")
  void table(String text, String expected) {
    CalicoRelease release = CalicoRelease.parse(text);
    Map<String, Boolean> facts = new LinkedHashMap<>();
    facts.put("felixIpip", release.felixProgramsIpipByDefault());
    facts.put("loop", release.restartsOnMissingMode());
    facts.put("none", release.poolCidrNoneUnderstood());
    facts.put("labels", release.labelsAffinities());
    facts.put("legacy", release.storesLegacyPoolFields());
    facts.put("v6bug", release.ipv6VxlanEnvNeedsIpv4Pool());
    facts.put("component", release.probesUseComponentCommand());
    facts.values().removeIf(holds -> !holds);
    assertThat(String.join(" ", facts.keySet())).isEqualTo(expected);
    assertThat(release.networkUnavailableWaitsForReadiness()).isEqualTo(release.labelsAffinities());
  }
}
