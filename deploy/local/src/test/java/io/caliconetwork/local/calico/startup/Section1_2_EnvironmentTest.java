package io.caliconetwork.local.calico.startup;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.CROSS_SUBNET;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** §1.2, row by row. */
class Section1_2_EnvironmentTest {

  @BothReleases
  @DisplayName("CALICO_IPV4POOL_CIDR: normalised (10.244.1.7/16 → 10.244.0.0/16)")
  void cidrIsNormalised(String release) {
    assertThat(
            Nodes.fresh(release)
                .env("CALICO_IPV4POOL_CIDR", "10.244.1.7/16")
                .createdPool()
                .storedCidr())
        .isEqualTo("10.244.0.0/16");
  }

  @BothReleases
  @DisplayName("CALICO_IPV4POOL_CIDR: a list `a,b` or v6 ⇒ Invalid CIDR, terminate, every start")
  void cidrListIsInvalid(String release) {
    for (String value : new String[] {"10.1.0.0/16,10.2.0.0/16", "fd00::/48"}) {
      Nodes node = Nodes.fresh(release).env("CALICO_IPV4POOL_CIDR", value);
      assertThat(node.termination()).startsWith("Invalid CIDR specified");
      assertThat(node.pools(Nodes.existing()).termination()).startsWith("Invalid CIDR specified");
    }
  }

  @BothReleases
  @DisplayName("CALICO_IPV4POOL_IPIP: default Never; removing the env gives Never")
  void ipipDefault(String release) {
    assertThat(Nodes.fresh(release).createdPool().spec()).containsEntry("ipipMode", "Never");
  }

  @ParameterizedTest
  @CsvSource({
    "'', NEVER",
    "OFF, NEVER",
    "Never, NEVER",
    "crosssubnet, CROSS_SUBNET",
    "Cross-Subnet, CROSS_SUBNET",
    "ALWAYS, ALWAYS"
  })
  @DisplayName("CALICO_IPV4POOL_IPIP, _VXLAN: case-insens. set of words")
  void modes(String text, EncapsulationMode mode) {
    Nodes node = Nodes.fresh("v3.30.7");
    assertThat(node.env("CALICO_IPV4POOL_IPIP", text).createdPool().ipipMode()).isEqualTo(mode);
    assertThat(node.env("CALICO_IPV4POOL_VXLAN", text).createdPool().vxlanMode()).isEqualTo(mode);
  }

  @BothReleases
  @DisplayName("CALICO_IPV4POOL_IPIP: checked only at creation")
  void ipipCheckedAtCreation(String release) {
    Nodes node = Nodes.fresh(release).env("CALICO_IPV4POOL_IPIP", "yes");
    assertThat(node.termination()).contains("CALICO_IPV4POOL_IPIP");
    assertThat(node.pools(Nodes.existing()).created()).isEmpty();
  }

  @BothReleases
  @DisplayName("CALICO_IPV4POOL_BLOCK_SIZE: int 20..32, default 26, every start")
  void blockSize(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(node.createdPool().blockSize()).isEqualTo(26);
    assertThat(node.env("CALICO_IPV4POOL_BLOCK_SIZE", "20").createdPool().blockSize())
        .isEqualTo(20);
    assertThat(node.env("CALICO_IPV4POOL_BLOCK_SIZE", "32").createdPool().blockSize())
        .isEqualTo(32);
    assertThat(node.env("CALICO_IPV4POOL_BLOCK_SIZE", "33").pools(Nodes.existing()).termination())
        .contains("BLOCK_SIZE");
  }

  @ParameterizedTest
  @CsvSource({
    "v3.30.7, false, false",
    "v3.32.1, FALSE, false",
    "v3.30.7, 0, false",
    "v3.32.1, No, false",
    "v3.30.7, n, false",
    "v3.32.1, F, false",
    "v3.30.7, '', true",
    "v3.32.1, off, true",
    "v3.30.7, disabled, true",
    "v3.32.1, true, true"
  })
  @DisplayName(
      "NAT_OUTGOING: false/0/no/n/f = false; anything else that is set, including empty, = true")
  void natOutgoing(String release, String value, boolean expected) {
    IpPool pool = Nodes.fresh(release).env("CALICO_IPV4POOL_NAT_OUTGOING", value).createdPool();
    assertThat(pool.natOutgoing()).isEqualTo(expected);
  }

  @BothReleases
  @DisplayName("NAT_OUTGOING unset: true; DISABLE_BGP_EXPORT: same bool rule, default false")
  void booleanDefaults(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(node.createdPool().natOutgoing()).isTrue();
    assertThat(node.createdPool().disableBgpExport()).isFalse();
    assertThat(
            node.env("CALICO_IPV4POOL_DISABLE_BGP_EXPORT", "off").createdPool().disableBgpExport())
        .isTrue();
  }

  @BothReleases
  @DisplayName("CALICO_IPV4POOL_NODE_SELECTOR: \"\" → all(); syntax every start")
  void nodeSelector(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(node.env("CALICO_IPV4POOL_NODE_SELECTOR", "").createdPool().spec())
        .containsEntry("nodeSelector", "all()");
    assertThat(
            node.env("CALICO_IPV4POOL_NODE_SELECTOR", "zone == 'a'").createdPool().nodeSelector())
        .isEqualTo("zone == 'a'");
    assertThat(
            node.env("CALICO_IPV4POOL_NODE_SELECTOR", "zone ==")
                .pools(Nodes.existing())
                .termination())
        .contains("NODE_SELECTOR");
  }

  @BothReleases
  @DisplayName("IPv6 bug: v4=none + v6 VXLAN=Always created vxlanMode Never")
  void ipv6VxlanBug(String release) {
    Nodes node =
        ipv6(release).env("CALICO_IPV4POOL_CIDR", "none").env("CALICO_IPV6POOL_VXLAN", "Always");
    assertThat(node.createdPool().vxlanMode()).isEqualTo(NEVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3.31.7", "v3.32.2", "v3.33.0"})
  @DisplayName("IPv6 bug: not 3.31.7/HEAD")
  void ipv6VxlanWithoutBug(String release) {
    Nodes node =
        ipv6(release).env("CALICO_IPV4POOL_CIDR", "none").env("CALICO_IPV6POOL_VXLAN", "Always");
    assertThat(node.createdPool().vxlanMode()).isEqualTo(ALWAYS);
  }

  @BothReleases
  @DisplayName("IPv6: block size def 122, NAT_OUTGOING def false, IPIP hard-wired Never")
  void ipv6Defaults(String release) {
    IpPool pool =
        ipv6(release)
            .env("CALICO_IPV4POOL_IPIP", "Always")
            .env("CALICO_IPV6POOL_VXLAN", "CrossSubnet")
            .created()
            .getLast();
    assertThat(pool.name()).isEqualTo("default-ipv6-ippool");
    assertThat(pool.blockSize()).isEqualTo(122);
    assertThat(pool.natOutgoing()).isFalse();
    assertThat(pool.ipipMode()).isEqualTo(NEVER);
    assertThat(pool.vxlanMode()).isEqualTo(CROSS_SUBNET);
  }

  @BothReleases
  @DisplayName("IP: explicit bad value ⇒ terminate")
  void badIp(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(node.env("IP", "10.0.0.300").termination()).contains("IP='10.0.0.300'");
    assertThat(node.env("IP", "10.0.0.5").created()).hasSize(1);
    assertThat(node.env("IP", "10.0.0.5/24").created()).hasSize(1);
    assertThat(node.env("IP", "none").created()).hasSize(1);
  }

  @BothReleases
  @DisplayName(
      "IP_AUTODETECTION_METHOD: unknown ⇒ terminate (only when IP=autodetect is in effect)")
  void badMethod(String release) {
    Nodes node = Nodes.fresh(release).env("IP_AUTODETECTION_METHOD", "guess");
    assertThat(node.env("IP", "autodetect").termination()).contains("guess");
    assertThat(node.env("IP", "10.0.0.5").created()).hasSize(1);
    assertThat(
            Nodes.fresh(release)
                .env("IP", "autodetect")
                .env("IP_AUTODETECTION_METHOD", "can-reach=10.0.0.1")
                .created())
        .hasSize(1);
  }

  @BothReleases
  @DisplayName("CALICO_NETWORKING_BACKEND none also skips node-IP")
  void backendNoneSkipsAddress(String release) {
    assertThat(
            Nodes.fresh(release)
                .env("CALICO_NETWORKING_BACKEND", "none")
                .env("IP", "rubbish")
                .created())
        .hasSize(1);
  }

  private static Nodes ipv6(String release) {
    return Nodes.fresh(release)
        .env("FELIX_IPV6SUPPORT", "true")
        .env("CALICO_IPV6POOL_CIDR", "fd00:10::/48")
        .hostAddresses("10.0.0.5/24", "fd01::5/64");
  }

  @BothReleases
  @DisplayName("IP6: autodetect where the host has no global IPv6 address ⇒ terminate; \"\" is off")
  void ip6(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(node.env("IP6", "autodetect").termination()).contains("autodetect an IPv6 address");
    assertThat(
            node.hostAddresses("10.0.0.5/24", "fe80::5/64").env("IP6", "autodetect").termination())
        .contains("autodetect an IPv6 address");
    assertThat(node.hostAddresses("10.0.0.5/24", "fd10::5/64").env("IP6", "autodetect").created())
        .hasSize(1);
    assertThat(node.env("IP6", "").created()).hasSize(1);
    assertThat(node.env("IP6", "none").created()).hasSize(1);
  }
}
