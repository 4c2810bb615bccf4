package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.api.v1alpha1.CalicoNetworkSpec;
import io.caliconetwork.api.v1alpha1.MigrationSpec;
import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.api.v1alpha1.Mode;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv4Range;
import java.util.Optional;
import java.util.Set;

/**
 * A valid spec in Calico's terms. Empty means "leave it as it is".
 *
 * @param overlay wished
 * @param pool wished fields of the default pool
 * @param mtu bytes; 0 is auto-detection
 * @param planOnly show, do not act
 * @param accepted checks that the admin overrides
 * @param ipv6 the wished IPv6 pool; empty leaves IPv6 alone
 * @param consent what may be done to pods whose addresses have to change
 */
public record Wish(
    Encapsulation overlay,
    PoolWish pool,
    Optional<Integer> mtu,
    boolean planOnly,
    Set<AcceptableRisk> accepted,
    Optional<Ipv6Wish> ipv6,
    Consent consent) {

  /** Without consent to move pods. */
  public Wish(
      Encapsulation overlay,
      PoolWish pool,
      Optional<Integer> mtu,
      boolean planOnly,
      Set<AcceptableRisk> accepted,
      Optional<Ipv6Wish> ipv6) {
    this(overlay, pool, mtu, planOnly, accepted, ipv6, Consent.NONE);
  }

  /**
   * What may be done to pods.
   *
   * @param strategy Forbid, Manual or Evict
   * @param most pods that may be on their way at once
   */
  public record Consent(MigrationStrategy strategy, int most) {

    /** As long as the spec says nothing. */
    public static final Consent NONE = new Consent(MigrationStrategy.FORBID, 5);

    static Consent of(MigrationSpec spec) {
      return spec == null
          ? NONE
          : new Consent(
              spec.strategy() == null ? NONE.strategy : spec.strategy(),
              spec.maxConcurrentEvictions() == null ? NONE.most : spec.maxConcurrentEvictions());
    }
  }

  /**
   * Wished fields of the default pool.
   *
   * @param cidr range
   * @param blockSize prefix length, 20 to 32
   * @param natOutgoing masquerade
   * @param nodeSelector Calico selector
   * @param disableBgpExport keep from BGP peers
   * @param temporaryCidr range lent to a second pool for a while
   */
  public record PoolWish(
      Optional<Ipv4Range> cidr,
      Optional<Integer> blockSize,
      Optional<Boolean> natOutgoing,
      Optional<String> nodeSelector,
      Optional<Boolean> disableBgpExport,
      Optional<Ipv4Range> temporaryCidr) {

    /** Without a range to lend. */
    public PoolWish(
        Optional<Ipv4Range> cidr,
        Optional<Integer> blockSize,
        Optional<Boolean> natOutgoing,
        Optional<String> nodeSelector,
        Optional<Boolean> disableBgpExport) {
      this(cidr, blockSize, natOutgoing, nodeSelector, disableBgpExport, Optional.empty());
    }
  }

  /** The same without a wish for a range. */
  Wish withoutRange() {
    return new Wish(
        overlay,
        new PoolWish(
            Optional.empty(),
            Optional.empty(),
            pool.natOutgoing(),
            pool.nodeSelector(),
            pool.disableBgpExport(),
            pool.temporaryCidr()),
        mtu,
        planOnly,
        accepted,
        ipv6,
        consent);
  }

  /** Reads a spec in which {@link SpecRules} found no fault. */
  public static Wish of(CalicoNetworkSpec spec) {
    var overlay =
        switch (spec.overlay()) {
          case NONE -> Encapsulation.NONE;
          case IPIP -> Encapsulation.IPIP;
          case IPIP_CROSS_SUBNET -> Encapsulation.IPIP_CROSS_SUBNET;
          case VXLAN -> Encapsulation.VXLAN;
          case VXLAN_CROSS_SUBNET -> Encapsulation.VXLAN_CROSS_SUBNET;
        };
    return new Wish(
        overlay,
        new PoolWish(
            Ipv4Range.parse(spec.cidr()),
            Optional.ofNullable(spec.blockSize()),
            Optional.ofNullable(spec.natOutgoing()),
            Optional.ofNullable(spec.nodeSelector()).map(String::strip),
            Optional.ofNullable(spec.disableBGPExport()),
            Ipv4Range.parse(spec.temporaryCIDR())),
        Optional.ofNullable(spec.mtu()),
        spec.mode() == Mode.PLAN,
        spec.acceptRisks() == null ? Set.of() : Set.copyOf(spec.acceptRisks()),
        Ipv6Wish.of(spec.ipv6()),
        Consent.of(spec.migration()));
  }
}
