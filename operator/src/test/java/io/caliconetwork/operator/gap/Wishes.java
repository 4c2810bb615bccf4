package io.caliconetwork.operator.gap;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.Wish;
import java.util.Optional;
import java.util.Set;

/** Wishes for an overlay, with a range to lend or without. */
final class Wishes {

  /** What is lent. */
  static final Ipv4Range LENT = Ipv4Range.of("10.99.0.0/26");

  private Wishes() {}

  static Wish gapless(Encapsulation overlay) {
    return wish(overlay, Optional.of(LENT), Set.of(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS));
  }

  static Wish inPlace(Encapsulation overlay) {
    return wish(overlay, Optional.empty(), Set.of(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS));
  }

  /** The same, and nodes that are down are not waited for. */
  static Wish unwaited(Encapsulation overlay) {
    return wish(
        overlay,
        Optional.of(LENT),
        Set.of(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS, AcceptableRisk.NODES_UNREACHABLE));
  }

  private static Wish wish(
      Encapsulation overlay, Optional<Ipv4Range> lent, Set<AcceptableRisk> accepted) {
    return new Wish(
        overlay,
        new Wish.PoolWish(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            lent),
        Optional.empty(),
        false,
        accepted,
        Optional.empty());
  }
}
