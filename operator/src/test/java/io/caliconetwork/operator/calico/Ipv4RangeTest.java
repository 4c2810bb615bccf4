package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4RangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/16, 10.244.0.0/16",
    "10.244.1.7/16, 10.244.0.0/16",
    "0.0.0.0/0, 0.0.0.0/0",
    "1.2.3.4/32, 1.2.3.4/32",
    "255.255.255.255/1, 128.0.0.0/1",
  })
  void isCutAtItsPrefix(String text, String range) {
    assertThat(Ipv4Range.of(text)).hasToString(range);
  }

  /** Go's ParseCIDR, and so Calico and Kubernetes' isCIDR, take none of these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/ 8",
        " 10.0.0.0/8",
        "10.0.0.0/8 ",
        "10.0.0.0/8\n",
        "010.0.0.0/8",
        "10.0.0.00/8",
        "10.0.0/8",
        "10/8",
        "10.0.0.0.0/8",
        "256.0.0.0/8",
        "10.0.0.0/255.0.0.0",
        "0x0a.0.0.0/8",
        "10.0.0.*/24",
        "10.0.0.0-255/24",
        "10.0.0.0/8,11.0.0.0/8",
        "all",
        "*/8",
        "fd00::/8",
        "::ffff:10.0.0.0/104",
        "10.0.0.0/8/8",
        "10.0.0.0%eth0/8",
        "1_0.0.0.0/8",
        "a.b.c.d/8",
        "10.0.0.0/8x",
        "١٠.0.0.0/8",
      })
  void takesNothingThatCalicoDoesNot(String text) {
    assertThat(Ipv4Range.parse(text)).isEmpty();
  }

  @Test
  void takesNoNull() {
    assertThat(Ipv4Range.parse(null)).isEmpty();
  }

  @Property
  void isTheBitsBeforeThePrefix(@ForAll int address, @ForAll @IntRange(max = 32) int prefix) {
    var mask = prefix == 0 ? 0 : -1 << (32 - prefix);
    assertThat(Ipv4Range.of(dotted(address) + "/" + prefix))
        .hasToString(dotted(address & mask) + "/" + prefix)
        .isEqualTo(Ipv4Range.of(dotted(address & mask) + "/" + prefix));
  }

  @Property
  void overlapsExactlyWhenOneContainsTheOther(
      @ForAll int one,
      @ForAll @IntRange(max = 32) int onePrefix,
      @ForAll int other,
      @ForAll @IntRange(max = 32) int otherPrefix) {
    var shorter = Math.min(onePrefix, otherPrefix);
    var mask = shorter == 0 ? 0 : -1 << (32 - shorter);
    var a = Ipv4Range.of(dotted(one) + "/" + onePrefix);
    var b = Ipv4Range.of(dotted(other) + "/" + otherPrefix);
    assertThat(a.overlaps(b)).isEqualTo((one & mask) == (other & mask)).isEqualTo(b.overlaps(a));
    assertThat(a.overlaps(b)).isEqualTo(a.contains(b) || b.contains(a));
    assertThat(a.hasAddress(dotted(one))).isTrue();
    assertThat(a.hasAddress(dotted(one) + "/24")).isTrue();
  }

  /** The form of the grammar, independently of the library: four numbers and a prefix length. */
  @Property(tries = 5000)
  void takesFourDecimalPartsAndAPrefixOnly(
      @ForAll
          @Chars({'.', '/', '-', '*', 'x', ' '})
          @CharRange(from = '0', to = '9')
          @StringLength(max = 12)
          String text) {
    var part = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    var expected = text.matches(part + "(\\." + part + "){3}/(\\d|[12]\\d|3[0-2])");
    assertThat(Ipv4Range.parse(text).isPresent()).as("'%s'", text).isEqualTo(expected);
  }

  private static String dotted(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 255)
        + "."
        + (address >>> 8 & 255)
        + "."
        + (address & 255);
  }
}
