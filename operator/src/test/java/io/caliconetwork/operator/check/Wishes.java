package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.Ipv6Range;
import io.caliconetwork.operator.check.Wish.PoolWish;
import java.util.Optional;
import java.util.Set;

/** Wishes, most of them for an overlay and nothing else. */
public final class Wishes {

  /** Every field of the pool left as it is. */
  public static final PoolWish KEEP =
      new PoolWish(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private Wishes() {}

  public static Wish overlay(Encapsulation overlay) {
    return pool(overlay, KEEP);
  }

  public static Wish pool(Encapsulation overlay, PoolWish pool) {
    return new Wish(overlay, pool, Optional.empty(), false, Set.of(), Optional.empty());
  }

  public static Wish cidr(Encapsulation overlay, String cidr) {
    return pool(overlay, with(Optional.of(cidr), Optional.empty()));
  }

  public static Wish blockSize(Encapsulation overlay, int size) {
    return pool(overlay, with(Optional.empty(), Optional.of(size)));
  }

  public static Wish mtu(Encapsulation overlay, int bytes) {
    return new Wish(overlay, KEEP, Optional.of(bytes), false, Set.of(), Optional.empty());
  }

  public static Wish planOnly(Encapsulation overlay) {
    return new Wish(overlay, KEEP, Optional.empty(), true, Set.of(), Optional.empty());
  }

  public static Wish accepting(Encapsulation overlay, AcceptableRisk risk) {
    return new Wish(overlay, KEEP, Optional.empty(), false, Set.of(risk), Optional.empty());
  }

  public static Wish ipv6(Encapsulation overlay, Ipv6Wish ipv6) {
    return new Wish(overlay, KEEP, Optional.empty(), false, Set.of(), Optional.of(ipv6));
  }

  /** An IPv6 pool of fd00:10:244::/56, everything else left to the cluster. */
  public static Ipv6Wish ipv6Pool(Optional<Encapsulation> overlay) {
    return ipv6Pool("fd00:10:244::/56", Optional.empty(), overlay);
  }

  public static Ipv6Wish ipv6Pool(
      String cidr, Optional<Integer> blockSize, Optional<Encapsulation> overlay) {
    return new Ipv6Wish(
        Ipv6Range.of(cidr),
        blockSize,
        overlay,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same wish with a range to lend. */
  public static Wish lending(Encapsulation overlay, String temporaryCidr) {
    return pool(
        overlay,
        new PoolWish(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Ipv4Range.of(temporaryCidr))));
  }

  /** The same wish with one risk accepted. */
  public static Wish accepting(Wish wish, AcceptableRisk risk) {
    return new Wish(
        wish.overlay(),
        wish.pool(),
        wish.mtu(),
        wish.planOnly(),
        Set.of(risk),
        wish.ipv6(),
        wish.consent());
  }

  private static PoolWish with(Optional<String> cidr, Optional<Integer> blockSize) {
    return new PoolWish(
        cidr.map(Ipv4Range::of), blockSize, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Another range, with a range to lend if not null. */
  public static Wish range(Encapsulation overlay, String cidr, Integer blockSize, String lent) {
    return pool(
        overlay,
        new PoolWish(
            Optional.ofNullable(cidr).map(Ipv4Range::of),
            Optional.ofNullable(blockSize),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(lent).map(Ipv4Range::of)));
  }

  /** The same wish with consent to move pods. */
  public static Wish consenting(Wish wish, MigrationStrategy strategy) {
    return new Wish(
        wish.overlay(),
        wish.pool(),
        wish.mtu(),
        wish.planOnly(),
        wish.accepted(),
        wish.ipv6(),
        new Wish.Consent(strategy, 5));
  }
}
