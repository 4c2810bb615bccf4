package io.caliconetwork.local.calico.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.BothReleases;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** §1.1, statement by statement. */
class Section1_1_PoolCreationTest {

  @BothReleases
  @DisplayName(
      "1: NO_DEFAULT_POOLS is true and CALICO_IPV4POOL_CIDR or CALICO_IPV6POOL_CIDR is non-empty →"
          + " terminate")
  void noDefaultPoolsExcludesCidr(String release) {
    Nodes node = Nodes.fresh(release).env("NO_DEFAULT_POOLS", "True");
    String message =
        "Invalid configuration with NO_DEFAULT_POOLS defined and CALICO_IPV4POOL_CIDR or"
            + " CALICO_IPV6POOL_CIDR defined.";
    assertThat(node.env("CALICO_IPV4POOL_CIDR", "10.244.0.0/16").termination()).isEqualTo(message);
    assertThat(node.env("CALICO_IPV6POOL_CIDR", "fd00::/48").termination()).isEqualTo(message);
  }

  @BothReleases
  @DisplayName(
      "1: Else return, nothing created – and none of step 5 is validated (blockSize 19 passes)")
  void noDefaultPoolsValidatesNothing(String release) {
    Nodes node =
        Nodes.fresh(release)
            .env("NO_DEFAULT_POOLS", "true")
            .env("CALICO_IPV4POOL_BLOCK_SIZE", "19")
            .env("CALICO_IPV4POOL_NODE_SELECTOR", "((");
    assertThat(node.created()).isEmpty();
  }

  @BothReleases
  @DisplayName("2: CALICO_IPV4POOL_CIDR == \"none\" (exact, case-sensitive) disables v4")
  void noneDisables(String release) {
    assertThat(Nodes.fresh(release).env("CALICO_IPV4POOL_CIDR", "none").created()).isEmpty();
    assertThat(Nodes.fresh(release).env("CALICO_IPV4POOL_CIDR", "None").termination())
        .contains("CALICO_IPV4POOL_CIDR 'None'");
  }

  @Test
  @DisplayName("2: `none` only ≥3.29")
  void noneIsNotUnderstoodBefore() {
    assertThat(Nodes.fresh("v3.26.5").env("CALICO_IPV4POOL_CIDR", "none").termination())
        .contains("'none'");
  }

  @BothReleases
  @DisplayName(
      "3: first line matching `podSubnet: (.*)`; comma split; first v4 of several wins, dual-stack"
          + " order is irrelevant")
  void kubeadmPodSubnet(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(node.kubeadm("networking:\n  podSubnet: 10.1.0.0/16\n").createdPool().storedCidr())
        .isEqualTo("10.1.0.0/16");
    assertThat(
            node.kubeadm("podSubnet: 10.1.0.0/16,10.2.0.0/16\npodSubnet: 10.3.0.0/16")
                .createdPool()
                .storedCidr())
        .isEqualTo("10.1.0.0/16");
    assertThat(node.kubeadm("podSubnet: fd00::/48,10.4.0.0/16").createdPool().storedCidr())
        .isEqualTo("10.4.0.0/16");
  }

  @BothReleases
  @DisplayName("3: a YAML-quoted value is not recognised ⇒ silently falls to step 4")
  void quotedPodSubnet(String release) {
    assertThat(
            Nodes.fresh(release).kubeadm("podSubnet: \"10.1.0.0/16\"").createdPool().storedCidr())
        .isEqualTo("192.168.0.0/16");
  }

  @BothReleases
  @DisplayName("4: 192.168.0.0/16")
  void usualRange(String release) {
    assertThat(Nodes.fresh(release).createdPool().storedCidr()).isEqualTo("192.168.0.0/16");
  }

  @BothReleases
  @DisplayName(
      "4: unless a local host address falls in it, then first free of 172.16.0.0/16…172.31.0.0/16")
  void usualRangeTaken(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(node.hostAddresses("192.168.1.5/24").createdPool().storedCidr())
        .isEqualTo("172.16.0.0/16");
    assertThat(
            node.hostAddresses("192.168.1.5/24", "172.16.9.1/20", "172.17.0.1")
                .createdPool()
                .storedCidr())
        .isEqualTo("172.18.0.0/16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v3.30.7 | CALICO_IPV4POOL_BLOCK_SIZE | 19",
        "v3.32.1 | CALICO_IPV4POOL_BLOCK_SIZE | 19",
        "v3.30.7 | CALICO_IPV4POOL_BLOCK_SIZE | 33",
        "v3.32.1 | CALICO_IPV4POOL_BLOCK_SIZE | /26",
        "v3.30.7 | CALICO_IPV4POOL_NODE_SELECTOR | has(x",
        "v3.32.1 | CALICO_IPV4POOL_NODE_SELECTOR | role = 'x'",
        "v3.30.7 | CALICO_IPV4POOL_CIDR | 10.244.0.0",
        "v3.32.1 | CALICO_IPV4POOL_CIDR | notacidr",
        "v3.30.7 | CALICO_IPV4POOL_CIDR | fd00::/48",
        "v3.32.1 | CALICO_IPV6POOL_CIDR | 10.244.0.0/16",
        "v3.30.7 | CALICO_IPV6POOL_BLOCK_SIZE | 115"
      })
  @DisplayName("5: Validated on EVERY start, even when pools already exist. Bad value ⇒ terminate")
  void validatedOnEveryStart(String release, String name, String value) {
    Nodes node = Nodes.fresh(release).env(name, value);
    assertThat(node.termination()).contains(name);
    assertThat(node.pools(Nodes.existing()).termination()).contains(name);
  }

  @BothReleases
  @DisplayName(
      "5: Not checked while a pool exists: CIDR-vs-blockSize size (a /30 passes), mode strings")
  void notCheckedWhileAPoolExists(String release) {
    Nodes small = Nodes.fresh(release).env("CALICO_IPV4POOL_CIDR", "10.244.0.0/30");
    Nodes mode = Nodes.fresh(release).env("CALICO_IPV4POOL_IPIP", "sometimes");
    assertThat(small.pools(Nodes.existing()).created()).isEmpty();
    assertThat(mode.pools(Nodes.existing()).created()).isEmpty();
    assertThat(small.termination()).contains("IP pool size is too small");
    assertThat(mode.termination()).contains("CALICO_IPV4POOL_IPIP");
  }

  @BothReleases
  @DisplayName("6: any pool (also disabled ones; any name) of that family counts as \"present\"")
  void anyPoolCounts(String release) {
    assertThat(Nodes.fresh(release).pools(Nodes.existing()).created()).isEmpty();
    assertThat(Nodes.fresh(release).pools(Nodes.existing().with("disabled", true)).created())
        .isEmpty();
  }

  @BothReleases
  @DisplayName("6: also a LoadBalancer-only pool: then no default workload pool is ever created")
  void loadBalancerPoolCounts(String release) {
    IpPool pool = Nodes.existing().with("allowedUses", List.of("LoadBalancer"));
    assertThat(Nodes.fresh(release).pools(pool).created()).isEmpty();
  }

  @Test
  @DisplayName(
      "6: A stored pool whose CIDR does not parse is skipped here (a default is created beside it)")
  void unreadablePoolIsSkipped() {
    IpPool pool = Nodes.existing().with("cidr", "notacidr");
    assertThat(Nodes.fresh("v3.30.7").pools(pool).created()).hasSize(1);
  }

  @Test
  @DisplayName("7: Only if no pool of that family is present: an IPv6 pool is none of IPv4's")
  void otherFamilyDoesNotCount() {
    IpPool pool = IpPool.of("six", "fd00::/48", EncapsulationMode.NEVER, EncapsulationMode.NEVER);
    assertThat(Nodes.fresh("v3.32.1").pools(pool).createdPool().name())
        .isEqualTo("default-ipv4-ippool");
  }

  @ParameterizedTest
  @CsvSource({
    "v3.30.7, CALICO_IPV4POOL_IPIP, Alway",
    "v3.32.1, CALICO_IPV4POOL_IPIP, true",
    "v3.30.7, CALICO_IPV4POOL_VXLAN, cross",
    "v3.32.1, CALICO_IPV4POOL_VXLAN, on"
  })
  @DisplayName("7: IPIP/VXLAN mode strings are parsed only here; unknown value ⇒ terminate")
  void unknownMode(String release, String name, String value) {
    Nodes node = Nodes.fresh(release).env(name, value);
    assertThat(node.termination()).contains(name);
    assertThat(node.pools(Nodes.existing()).created()).isEmpty();
  }

  @BothReleases
  @DisplayName(
      "7: any other error ⇒ terminate (both encaps, /28 with blockSize 26, 169.254/16, left-over"
          + " blocks of other size)")
  void creationErrors(String release) {
    Nodes node = Nodes.fresh(release);
    assertThat(
            node.env("CALICO_IPV4POOL_IPIP", "Always")
                .env("CALICO_IPV4POOL_VXLAN", "CrossSubnet")
                .termination())
        .contains("Cannot enable both VXLAN and IPIP");
    assertThat(node.env("CALICO_IPV4POOL_CIDR", "10.244.0.0/28").termination())
        .contains("too small");
    assertThat(node.env("CALICO_IPV4POOL_CIDR", "169.254.0.0/16").termination())
        .contains("Link Local");
    IpamBlock leftOver = IpamBlock.affine(Cidr.of("10.244.3.0/28"), "n9");
    assertThat(node.env("CALICO_IPV4POOL_CIDR", "10.244.0.0/16").blocks(leftOver).termination())
        .contains("different blockSize");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3.26.5", "v3.30.7", "v3.32.1"})
  @DisplayName("§13.1: what calico-node itself creates")
  void shape(String release) {
    IpPool pool = Nodes.fresh(release).env("CALICO_IPV4POOL_IPIP", "Always").createdPool();
    assertThat(pool.name()).isEqualTo("default-ipv4-ippool");
    assertThat(pool.spec())
        .containsEntry("allowedUses", List.of("Workload", "Tunnel"))
        .containsEntry("assignmentMode", "Automatic")
        .containsEntry("blockSize", 26)
        .containsEntry("cidr", "192.168.0.0/16")
        .containsEntry("ipipMode", "Always")
        .containsEntry("natOutgoing", true)
        .containsEntry("nodeSelector", "all()")
        .containsEntry("vxlanMode", "Never")
        .hasSize(8);
  }
}
