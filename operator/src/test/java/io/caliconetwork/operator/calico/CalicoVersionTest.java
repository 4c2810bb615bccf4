package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalicoVersionTest {

  @ParameterizedTest
  @CsvSource({
    "docker.io/calico/node:v3.30.7, v3.30.7",
    "quay.io/calico/node:v3.32.1@sha256:0123, v3.32.1",
    "registry:5000/calico/node:v3.26.5, v3.26.5",
    "node:3.29, v3.29.0",
    "calico/node:v3.33.0-0.dev-12-gabc, v3.33.0",
    "calico/node:v3.30.7-fips, v3.30.7",
  })
  void isTheTagOfTheImage(String image, String version) {
    assertThat(CalicoVersion.ofImage(image)).map(CalicoVersion::toString).contains(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "calico/node",
        "registry:5000/calico/node",
        "calico/node:latest",
        "calico/node:master",
        "calico/node@sha256:0123",
        "calico/node:v3",
      })
  void isUnknownWithoutATagThatTells(String image) {
    assertThat(CalicoVersion.ofImage(image)).isEmpty();
  }

  @Test
  void felixTakesOverIpipRoutesWithThreeThirtyThree() {
    assertThat(new CalicoVersion(3, 32, 9).felixProgramsIpipRoutes()).isFalse();
    assertThat(new CalicoVersion(3, 33, 0).felixProgramsIpipRoutes()).isTrue();
    assertThat(new CalicoVersion(4, 0, 0).felixProgramsIpipRoutes()).isTrue();
  }

  @Property
  void isReadAsItIsPrinted(
      @ForAll @IntRange(max = 9999) int major,
      @ForAll @IntRange(max = 9999) int minor,
      @ForAll @IntRange(max = 9999) int patch) {
    var version = new CalicoVersion(major, minor, patch);
    assertThat(CalicoVersion.parse(version.toString())).contains(version);
    assertThat(version)
        .isEqualByComparingTo(version)
        .isLessThan(new CalicoVersion(major, minor, patch + 1));
  }
}
