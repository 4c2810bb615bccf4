package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation.Mode;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncapsulationTest {

  @ParameterizedTest
  @CsvSource({
    "None, Never, Never",
    "IPIP, Always, Never",
    "IPIPCrossSubnet, CrossSubnet, Never",
    "VXLAN, Never, Always",
    "VXLANCrossSubnet, Never, CrossSubnet",
  })
  void anOverlayIsOnePairOfModes(String overlay, String ipip, String vxlan) {
    var encapsulation = Encapsulation.ofOverlay(overlay).orElseThrow();
    assertThat(encapsulation.ipipMode().value()).isEqualTo(ipip);
    assertThat(encapsulation.vxlanMode().value()).isEqualTo(vxlan);
    assertThat(encapsulation).hasToString(overlay);
  }

  @ParameterizedTest
  @EnumSource
  void everyPairOfModesLeadsBackToItsOverlay(Encapsulation encapsulation) {
    assertThat(Encapsulation.ofModes(encapsulation.ipipMode(), encapsulation.vxlanMode()))
        .contains(encapsulation);
    assertThat(Encapsulation.ofOverlay(encapsulation.overlay())).contains(encapsulation);
  }

  @Test
  void bothEncapsulationsAtOnceAreNone() {
    assertThat(Encapsulation.ofModes(Mode.ALWAYS, Mode.CROSS_SUBNET)).isEmpty();
    assertThat(Encapsulation.ofModes(Mode.CROSS_SUBNET, Mode.ALWAYS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ipip", "Vxlan", "IPIPAlways", " IPIP"})
  void anotherSpellingIsNoOverlay(String text) {
    assertThat(Encapsulation.ofOverlay(text)).isEmpty();
  }

  /** §1.2: what calico-node's start-up makes of CALICO_IPV4POOL_IPIP and _VXLAN. */
  @ParameterizedTest
  @CsvSource({
    "'', NEVER",
    "off, NEVER",
    "Never, NEVER",
    "NEVER, NEVER",
    "CrossSubnet, CROSS_SUBNET",
    "cross-subnet, CROSS_SUBNET",
    "ALWAYS, ALWAYS",
  })
  void calicoNodeReadsModesOfVariablesInAnyCase(String text, Mode mode) {
    assertThat(Mode.ofEnv(text)).contains(mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "Cross Subnet", "always ", "cross_subnet"})
  void calicoNodeTerminatesOnOtherTexts(String text) {
    assertThat(Mode.ofEnv(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "always", "crosssubnet", "Off"})
  void storedModesAreSpelledOneWay(String text) {
    assertThat(Mode.ofStored(text)).isEmpty();
  }

  @Test
  void theOverheadIsThatOfTheOuterHeaders() {
    assertThat(
            Arrays.stream(Encapsulation.values())
                .collect(Collectors.toMap(e -> e, e -> e.family().overheadBytes())))
        .containsEntry(Encapsulation.NONE, 0)
        .containsEntry(Encapsulation.IPIP_CROSS_SUBNET, 20)
        .containsEntry(Encapsulation.VXLAN, 50);
  }

  @Test
  void onlyAlwaysEncapsulatesInsideASubnet() {
    assertThat(Encapsulation.values())
        .filteredOn(Encapsulation::direct)
        .containsExactly(
            Encapsulation.NONE, Encapsulation.IPIP_CROSS_SUBNET, Encapsulation.VXLAN_CROSS_SUBNET);
  }
}
