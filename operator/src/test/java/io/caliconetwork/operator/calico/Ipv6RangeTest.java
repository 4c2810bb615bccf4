package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6RangeTest {

  @ParameterizedTest
  @CsvSource({
    "fd00:10:244::/56, fd00:10:244::/56",
    "FD00:0010:0244:0000::/56, fd00:10:244::/56",
    "fd00:10:244::7/56, fd00:10:244::/56",
    "2001:db8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
    "2001:db8::/32, 2001:db8::/32",
    "::/0, ::/0",
  })
  void isWrittenAsGoWritesIt(String text, String canonical) {
    assertThat(Ipv6Range.of(text)).hasToString(canonical);
    assertThat(Ipv6Range.of(text)).isEqualTo(Ipv6Range.of(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "fd00::", "fd00::/129", "fd00::/064", "10.0.0.0/8", "::ffff:10.0.0.0/104",
        "fd00::%eth0/64", "fd00:::/64", " fd00::/64", "fd00::/64 ", "fd00::*/64", "g::/64",
      })
  void isReadAsStrictlyAsGoDoes(String text) {
    assertThat(Ipv6Range.parse(text)).isEmpty();
    assertThat(Ipv6Range.isMasked(text)).isFalse();
  }

  @Test
  void knowsWhatLiesInIt() {
    var range = Ipv6Range.of("fd00:10:244::/56");
    assertThat(range.prefix()).isEqualTo(56);
    assertThat(range.hasAddress("fd00:10:244:ff::1")).isTrue();
    assertThat(range.hasAddress("fd00:10:244::1/64")).isTrue();
    assertThat(range.hasAddress("fd00:10:244:100::1")).isFalse();
    assertThat(range.hasAddress("10.0.0.1")).isFalse();
    assertThat(range.overlaps(Ipv6Range.of("fd00:10::/32"))).isTrue();
    assertThat(range.overlaps(Ipv6Range.of("fd00:10:244:80::/64"))).isTrue();
    assertThat(range.overlaps(Ipv6Range.of("fd00:10:245::/56"))).isFalse();
  }

  @Test
  void tellsMaskedAndUniqueLocalRanges() {
    assertThat(Ipv6Range.isMasked("fd00:10:244::/56")).isTrue();
    assertThat(Ipv6Range.isMasked("FD00:10:244:0::/56")).isTrue();
    assertThat(Ipv6Range.isMasked("fd00:10:244::7/56")).isFalse();
    assertThat(Ipv6Range.of("fd00:10:244::/56").uniqueLocal()).isTrue();
    assertThat(Ipv6Range.of("2001:db8::/32").uniqueLocal()).isFalse();
  }
}
