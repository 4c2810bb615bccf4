package io.caliconetwork.local.calico;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.244.1.7/16, 10.244.0.0/16",
    "10.0.0.5, 10.0.0.5/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "fd00:0:0::1/48, fd00::/48"
  })
  void canonical(String text, String expected) {
    assertThat(Cidr.of(text)).hasToString(expected).isEqualTo(Cidr.of(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "notacidr", "10.0.0.0/33", "10.0.0.256/8", "10.0.0.*", "*", "/16", "a/b"})
  void notACidr(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @Test
  void blocksAndAddresses() {
    Cidr pool = Cidr.of("10.244.0.0/16");
    assertThat(pool.blockCount(26)).isEqualTo(1024);
    assertThat(pool.blockCount(15)).isZero();
    assertThat(pool.block(26, 1023)).hasToString("10.244.255.192/26");
    assertThat(pool.size()).isEqualTo(65536);
    assertThat(Cidr.of("10.244.1.0/26").address(63)).isEqualTo("10.244.1.63");
    assertThat(Cidr.of("10.244.1.64/26").ordinal("10.244.1.65")).isEqualTo(1);
    assertThat(Cidr.of("fd00::/64").block(122, 2)).hasToString("fd00::80/122");
    assertThat(Cidr.of("fd00::/64").size()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void containment() {
    assertThat(Cidr.of("10.0.0.0/8").contains(Cidr.of("10.1.0.0/16"))).isTrue();
    assertThat(Cidr.of("10.1.0.0/16").contains(Cidr.of("10.0.0.0/8"))).isFalse();
    assertThat(Cidr.of("10.1.0.0/16").overlaps(Cidr.of("10.0.0.0/8"))).isTrue();
    assertThat(Cidr.of("10.1.0.0/16").overlaps(Cidr.of("fd00::/8"))).isFalse();
    assertThat(Cidr.of("10.1.0.0/16").containsAddress("10.1.2.3/24")).isTrue();
    assertThat(Cidr.isStrictlyMasked("10.1.0.0/16")).isTrue();
    assertThat(Cidr.isStrictlyMasked("10.1.0.1/16")).isFalse();
    assertThat(Cidr.isStrictlyMasked("10.1.0.1")).isFalse();
  }
}
