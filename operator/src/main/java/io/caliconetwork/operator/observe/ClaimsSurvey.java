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

  /** Before a pool comes, the answer serves again for so long: other objects change more often. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private Optional<IpamClaims> last = Optional.empty();
  private long lookedAt;

  /**
   * The claims in a range that a pool is to have.
   *
   * @param now nanoseconds of a clock that only goes forward
   */
  IpamClaims before(CalicoWatch calico, Ipv4Range range, long now) {
    if (last.filter(c -> c.range().equals(range)).isEmpty() || now - lookedAt > FRESH.toNanos()) {
      last = Optional.of(calico.claims(range));
      lookedAt = now;
    }
    return last.get();
  }

  /**
   * The claims in the range of a pool on its way out: what has gone by now decides what is lost.
   */
  IpamClaims whileItGoes(CalicoWatch calico, Ipv4Range range) {
    last = Optional.empty();
    return calico.claims(range);
  }
}
