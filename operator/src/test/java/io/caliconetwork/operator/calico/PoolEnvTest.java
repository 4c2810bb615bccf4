package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** §1.2: what calico-node's start-up makes of the variables. */
class PoolEnvTest {

  @ParameterizedTest
  @CsvSource({
    "IPIP, always, Always",
    "IPIP, cross-subnet, CrossSubnet",
    "IPIP, '', Never",
    "IPIP, off, Never",
    "VXLAN, CROSSSUBNET, CrossSubnet",
    "CIDR, 10.244.1.7/16, 10.244.0.0/16",
    "CIDR, none, none",
    "BLOCK_SIZE, 26, 26",
    "NAT_OUTGOING, '', true",
    "NAT_OUTGOING, off, true",
    "NAT_OUTGOING, disabled, true",
    "NAT_OUTGOING, 1, true",
    "NAT_OUTGOING, NO, false",
    "NAT_OUTGOING, F, false",
    "NAT_OUTGOING, 0, false",
    "NAT_OUTGOING, n, false",
    "DISABLE_BGP_EXPORT, False, false",
    "DISABLE_BGP_EXPORT, '', true",
    "NODE_SELECTOR, '', all()",
    "NODE_SELECTOR, ' all() ', all()",
  })
  void theseMeanTheSame(PoolEnv variable, String present, String wished) {
    assertThat(variable.sameMeaning(present, wished)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "IPIP, on, Always",
    "IPIP, Never, Always",
    "IPIP, CrossSubnet, Always",
    "VXLAN, true, Always",
    "CIDR, none, 10.244.0.0/16",
    "CIDR, None, none",
    "CIDR, '', 10.244.0.0/16",
    "CIDR, ' 10.244.0.0/16', 10.244.0.0/16",
    "CIDR, '10.244.0.0/16,fd00::/64', 10.244.0.0/16",
    "CIDR, 10.244.0.0/17, 10.244.0.0/16",
    "BLOCK_SIZE, ' 26', 26",
    "BLOCK_SIZE, '', 26",
    "BLOCK_SIZE, 27, 26",
    "NAT_OUTGOING, false, true",
    "NAT_OUTGOING, off, false",
    "NAT_OUTGOING, ' false', false",
    "NODE_SELECTOR, has(gpu), all()",
  })
  void theseDoNot(PoolEnv variable, String present, String wished) {
    assertThat(variable.sameMeaning(present, wished)).isFalse();
  }

  @Property
  void whateverIsNotOneOfTheFiveFalsesIsTrue(
      @ForAll @AlphaChars @StringLength(max = 6) String text) {
    var isFalse = text.toLowerCase(java.util.Locale.ROOT).matches("false|0|no|n|f");
    assertThat(PoolEnv.NAT_OUTGOING.sameMeaning(text, "false")).isEqualTo(isFalse);
    assertThat(PoolEnv.NAT_OUTGOING.sameMeaning(text, "true")).isEqualTo(!isFalse);
  }

  @Property
  void everyTextWeWouldWriteMeansItself(@ForAll PoolEnv variable, @ForAll Encapsulation pool) {
    var written =
        switch (variable) {
          case IPIP -> pool.ipipMode().value();
          case VXLAN -> pool.vxlanMode().value();
          case CIDR -> "10.244.0.0/16";
          case BLOCK_SIZE -> "26";
          case NAT_OUTGOING, DISABLE_BGP_EXPORT -> "true";
          case NODE_SELECTOR -> "all()";
        };
    assertThat(variable.sameMeaning(written, written)).isTrue();
    assertThat(variable.variable()).startsWith("CALICO_IPV4POOL_");
  }
}
