package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.IpamClaims;
import java.time.Duration;
import java.util.Optional;

/**
 * A look at the blocks and claims in a range. They are not watched: a large cluster has tens of
 * thousands, and they matter only when a second pool comes or goes.
 */
final class ClaimsSurvey {

  /** Before a pool comes: what is left of former times does not come back. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  /** While a pool goes, and nodes give up what they hold. */
  private static final Duration FRESH_WHILE_IT_GOES = Duration.ofSeconds(1);

  private Optional<IpamClaims> last = Optional.empty();
  private long lookedAt;

  /**
   * The claims, as fresh as the matter needs.
   *
   * @param goes whether the range is that of a pool on its way out
   * @param now nanoseconds of a clock that only goes forward
   */
  IpamClaims look(CalicoWatch calico, Ipv4Range range, boolean goes, long now) {
    var fresh = goes ? FRESH_WHILE_IT_GOES : FRESH;
    if (last.filter(c -> c.range().equals(range)).isEmpty() || now - lookedAt > fresh.toNanos()) {
      last = Optional.of(calico.claims(range));
      lookedAt = now;
    }
    return last.get();
  }

  /** They have been written: the next look reads them. */
  void forget() {
    last = Optional.empty();
  }
}
