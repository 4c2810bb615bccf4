package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelVersionTest {

  @ParameterizedTest
  @CsvSource({
    "5.15.0-101-generic, true",
    "4.19.1, true",
    "4.19.0-18-amd64, false",
    "4.18.0-553.el8.x86_64, true",
    "4.18.0-25-generic, false",
    "3.10.0-1160.el7.x86_64, false",
    "6.1, true",
    "6.12.5+, true",
  })
  void tellsWhetherVxlanWorksOverIpv6(String text, boolean works) {
    assertThat(KernelVersion.parse(text).orElseThrow().carriesVxlanOverIpv6()).isEqualTo(works);
  }

  @Test
  void textWithoutAVersionIsNone() {
    assertThat(KernelVersion.parse("simulated")).isEmpty();
    assertThat(KernelVersion.parse("")).isEmpty();
  }
}
