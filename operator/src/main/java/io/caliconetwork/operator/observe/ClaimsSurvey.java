package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.IpamClaims;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A look at the blocks and claims in a range. They are not watched: a large cluster has tens of
 * thousands, and they matter only when a second pool comes or goes.
 */
final class ClaimsSurvey {

  /** Before a pool comes, the answer serves again for so long: other objects change more often. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final Map<Ipv4Range, Looked> last = new HashMap<>();

  private record Looked(IpamClaims claims, long at) {}

  /**
   * The claims in a range that a pool is to have.
   *
   * @param now nanoseconds of a clock that only goes forward
   */
  IpamClaims before(CalicoWatch calico, Ipv4Range range, long now) {
    last.values().removeIf(l -> now - l.at() > FRESH.toNanos());
    return last.computeIfAbsent(range, r -> new Looked(calico.claims(r), now)).claims();
  }

  /**
   * The claims in the range of a pool on its way out: what has gone by now decides what is lost.
   */
  IpamClaims whileItGoes(CalicoWatch calico, Ipv4Range range) {
    last.remove(range);
    return calico.claims(range);
  }
}
