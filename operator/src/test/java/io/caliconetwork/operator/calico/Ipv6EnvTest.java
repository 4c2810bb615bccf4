package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6EnvTest {

  @ParameterizedTest
  @CsvSource({
    "VXLAN, crosssubnet, CrossSubnet, true",
    "VXLAN, '', Never, true",
    "VXLAN, Always, Never, false",
    "CIDR, FD00:10:244::/56, fd00:10:244::/56, true",
    "CIDR, fd00:10:244::7/56, fd00:10:244::/56, true",
    "CIDR, none, fd00:10:244::/56, false",
    "CIDR, '', fd00:10:244::/56, false",
    "BLOCK_SIZE, 122, 122, true",
    "BLOCK_SIZE, ' 122', 122, false",
    // Everything but a written no is a yes, an empty text too.
    "NAT_OUTGOING, '', true, true",
    "NAT_OUTGOING, No, false, true",
    "NODE_SELECTOR, '', all(), true",
    // Somebody's own address is as good as the one that would be found.
    "NODE_ADDRESS, fd10::1, autodetect, true",
    "NODE_ADDRESS, autodetect, autodetect, true",
    "NODE_ADDRESS, none, autodetect, false",
    "NODE_ADDRESS, '', autodetect, false",
    // Felix is stricter than start-up about a yes.
    "FELIX, true, true, true",
    "FELIX, T, true, true",
    "FELIX, false, true, false",
    "FELIX, '', true, false",
    "FELIX, enabled, true, false",
  })
  void tellsWhetherCalicoMakesTheSameOfBoth(
      Ipv6Env variable, String present, String wished, boolean same) {
    assertThat(variable.sameMeaning(present, wished)).isEqualTo(same);
  }
}
