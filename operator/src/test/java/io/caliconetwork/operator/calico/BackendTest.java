package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackendTest {

  /** §1.2: rc.local compares the case; whatever it does not know starts BIRD. */
  @ParameterizedTest
  @CsvSource({
    "bird, BIRD",
    "vxlan, VXLAN",
    "none, NONE",
    "VXLAN, BIRD",
    "None, BIRD",
    "'', BIRD",
    "' vxlan', BIRD",
    "brid, BIRD",
  })
  void isReadAsCalicoNodeReadsIt(String text, Backend backend) {
    assertThat(Backend.of(text)).isEqualTo(backend);
  }

  @ParameterizedTest
  @EnumSource
  void isWrittenAsItIsRead(Backend backend) {
    assertThat(Backend.of(backend.value())).isEqualTo(backend);
  }
}
