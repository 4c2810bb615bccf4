package io.caliconetwork.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.api.v1alpha1.CalicoNetworkSpec;
import io.caliconetwork.api.v1alpha1.CalicoObjects;
import io.caliconetwork.api.v1alpha1.Ipv6Spec;
import io.caliconetwork.api.v1alpha1.Mode;
import io.caliconetwork.api.v1alpha1.Overlay;
import io.caliconetwork.operator.calico.Encapsulation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults are in the table of malformed networks; here is what must not be taken for one. */
class SpecRulesTest {

  private static CalicoNetworkSpec pool(String cidr, Integer blockSize, String selector) {
    return new CalicoNetworkSpec(
        Overlay.VXLAN,
        cidr,
        blockSize,
        null,
        selector,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static CalicoNetworkSpec ipv6(String cidr, Integer blockSize) {
    return new CalicoNetworkSpec(
        Overlay.VXLAN,
        null,
        null,
        null,
        null,
        null,
        null,
        new Ipv6Spec(cidr, blockSize, null, null, null, null),
        null,
        null,
        null,
        null,
        null);
  }

  private static List<String> problems(CalicoNetworkSpec spec) {
    return SpecRules.problems("default", spec);
  }

  @ParameterizedTest
  @EnumSource
  void everyOverlayAloneIsEnough(Overlay overlay) {
    var spec =
        new CalicoNetworkSpec(
            overlay,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            Mode.PLAN,
            null,
            null,
            List.of(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS),
            new CalicoObjects(null, null, null));
    assertThat(problems(spec)).isEmpty();
    var wish = Wish.of(spec);
    assertThat(wish.overlay().name()).isEqualTo(overlay.name());
    assertThat(wish.planOnly()).isTrue();
    assertThat(wish.accepted()).containsExactly(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS);
    assertThat(wish.pool()).isEqualTo(Wishes.KEEP);
  }

  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/16, 26",
    "10.0.0.0/8, 20",
    "192.168.1.0/32, 32",
    "100.64.0.0/10, 26",
    "223.255.255.0/24, 24",
    "11.0.0.0/26, 26",
  })
  void theseRangesAreFine(String cidr, int blockSize) {
    assertThat(problems(pool(cidr, blockSize, null))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"all()", " all() ", "all()\n", "zone == 'west' && !has(edge)"})
  void theseSelectorsAreFineAndReachCalicoWithoutBlanks(String selector) {
    var spec = pool(null, null, selector);
    assertThat(problems(spec)).isEmpty();
    assertThat(Wish.of(spec).pool().nodeSelector()).contains(selector.strip());
  }

  @ParameterizedTest
  @CsvSource({
    "fd00:10:244::/56, 122",
    "fd00::/116, 116",
    "FD00:10::/48, 128",
    "2001:db8::/32, 116"
  })
  void theseIpv6RangesAreFine(String cidr, int blockSize) {
    assertThat(problems(ipv6(cidr, blockSize))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fd00::", "fd00::/129", "fd00::%eth0/64", "fd00::/ffff::", "fd00::*/64",
            "::ffff:10.0.0.0/104",
        " fd00::/64", "fd00::/064", "fd00::0-ff/64", "/64", "fd00::/64/64", "fd00:::/64",
      })
  void theseAreNone(String cidr) {
    assertThat(problems(ipv6(cidr, null)))
        .singleElement()
        .asString()
        .startsWith("spec.ipv6.cidr: must be one IPv6 range");
  }

  @Test
  void aSpecIsReadIntoCalicosTerms() {
    var wish = Wish.of(pool("10.244.0.0/16", 24, null));
    assertThat(wish.overlay()).isEqualTo(Encapsulation.VXLAN);
    assertThat(wish.pool().cidr().orElseThrow()).hasToString("10.244.0.0/16");
    assertThat(wish.pool().blockSize()).contains(24);
    assertThat(wish.mtu()).isEmpty();
    assertThat(wish.ipv6()).isEmpty();
  }
}
