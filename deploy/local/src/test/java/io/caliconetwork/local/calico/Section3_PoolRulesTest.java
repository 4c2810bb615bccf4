package io.caliconetwork.local.calico;

import static io.caliconetwork.local.calico.EncapsulationMode.ALWAYS;
import static io.caliconetwork.local.calico.EncapsulationMode.CROSS_SUBNET;
import static io.caliconetwork.local.calico.EncapsulationMode.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** §3.1 and §3.3. */
class Section3_PoolRulesTest {
  private static final CalicoRelease V3_30_7 = CalicoRelease.parse("v3.30.7");
  private static final IpPool POOL = IpPool.of("a", "10.244.0.0/16", NEVER, ALWAYS);

  @Test
  @DisplayName(
      "Update: \"IPPool CIDR cannot be modified\", \"IPPool BlockSize cannot be modified\"")
  void immutable() {
    assertThat(PoolRules.refusesUpdate(POOL, POOL.with("cidr", "10.245.0.0/16"), V3_30_7))
        .hasValue("IPPool CIDR cannot be modified");
    assertThat(PoolRules.refusesUpdate(POOL, POOL.with("blockSize", 27), V3_30_7))
        .hasValue("IPPool BlockSize cannot be modified");
    assertThat(PoolRules.refusesUpdate(POOL, POOL.withModes(ALWAYS, NEVER), V3_30_7)).isEmpty();
  }

  @Test
  @DisplayName("textual normalisation to canonical form is allowed ≥3.31")
  void normalisation() {
    IpPool sloppy = POOL.with("cidr", "10.244.0.7/16");
    assertThat(PoolRules.refusesUpdate(sloppy, POOL, V3_30_7)).isPresent();
    assertThat(PoolRules.refusesUpdate(sloppy, POOL, CalicoRelease.parse("v3.32.1"))).isEmpty();
  }

  @Test
  @DisplayName("\"IP pool size is too small …\", only checked when not disabled")
  void tooSmall() {
    IpPool small = POOL.with("cidr", "10.244.0.0/28");
    assertThat(PoolRules.refusesCreation(small, List.of(), List.of()).orElseThrow())
        .startsWith("IP pool size is too small for use with Calico IPAM");
    assertThat(PoolRules.refusesCreation(small.with("disabled", true), List.of(), List.of()))
        .isEmpty();
  }

  @Test
  @DisplayName("Create only: overlap with any other pool (also disabled ones)")
  void overlap() {
    IpPool other = IpPool.of("b", "10.244.128.0/20", NEVER, NEVER).with("disabled", true);
    assertThat(PoolRules.refusesCreation(POOL, List.of(other), List.of()))
        .hasValue("IPPool(a) CIDR overlaps with IPPool(b) CIDR 10.244.128.0/20");
  }

  @Test
  @DisplayName(
      "Create only: any existing IPAMBlock in the range with another prefix length ⇒ \"IPPool"
          + " blocksSize conflicts …\"")
  void leftOverBlocks() {
    IpamBlock same = IpamBlock.affine(Cidr.of("10.244.1.0/26"), "n1");
    IpamBlock other = IpamBlock.affine(Cidr.of("10.244.1.0/28"), "n1");
    IpamBlock outside = IpamBlock.affine(Cidr.of("10.9.1.0/28"), "n1");
    assertThat(PoolRules.refusesCreation(POOL, List.of(), List.of(same, outside))).isEmpty();
    assertThat(PoolRules.refusesCreation(POOL, List.of(), List.of(same, other)).orElseThrow())
        .startsWith("IPPool blocksSize conflicts with existing allocations");
    assertThat(PoolRules.refusesCreation(POOL, List.of(), List.of(other.asDeleted()))).isEmpty();
  }

  @Test
  @DisplayName("CIDR strictly masked, not link-local; not both encaps; no IPIP on IPv6")
  void staticRules() {
    assertThat(refusal(POOL.with("cidr", "10.244.0.7/16"))).contains("strictly masked");
    assertThat(refusal(POOL.with("cidr", "169.254.7.0/24"))).contains("Link Local");
    assertThat(refusal(POOL.withModes(CROSS_SUBNET, ALWAYS))).contains("both VXLAN and IPIP");
    assertThat(refusal(IpPool.of("six", "fd00::/48", ALWAYS, NEVER))).contains("not supported");
    assertThat(refusal(POOL.with("blockSize", 19))).contains("block size");
  }

  @Test
  @DisplayName(
      "legacy `ipip{enabled,mode}` / `nat-outgoing`: on read they override ipipMode and are OR-ed"
          + " into natOutgoing")
  void legacy() {
    IpPool always =
        POOL.with("ipip", Map.of("enabled", true, "mode", "always")).with("vxlanMode", "Never");
    assertThat(always.ipipMode()).isEqualTo(ALWAYS);
    assertThat(POOL.with("ipip", Map.of("enabled", true, "mode", "cross-subnet")).ipipMode())
        .isEqualTo(CROSS_SUBNET);
    assertThat(POOL.with("ipipMode", "Always").with("ipip", Map.of("enabled", false)).ipipMode())
        .isEqualTo(NEVER);
    assertThat(POOL.with("natOutgoing", false).with("nat-outgoing", true).natOutgoing()).isTrue();
  }

  @Test
  @DisplayName("defaults of absent fields: blockSize 26/122, nodeSelector all(), both uses")
  void absentFields() {
    IpPool bare = new IpPool("bare", Map.of("cidr", "10.1.0.0/16"));
    assertThat(bare.blockSize()).isEqualTo(26);
    assertThat(new IpPool("six", Map.of("cidr", "fd00::/48")).blockSize()).isEqualTo(122);
    assertThat(bare.nodeSelector()).isEqualTo("all()");
    assertThat(bare.allowedUses()).containsExactly("Workload", "Tunnel");
    assertThat(bare.natOutgoing()).isFalse();
    assertThat(bare.readIpipMode()).isEmpty();
    assertThat(bare.ipipMode()).isEqualTo(NEVER);
    assertThat(bare.with("ipipMode", "").readIpipMode()).isEmpty();
  }

  private static String refusal(IpPool pool) {
    return PoolRules.refusesCreation(pool, List.of(), List.of()).orElseThrow();
  }
}
