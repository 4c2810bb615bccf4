package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.IpamClaims;
import java.util.HashMap;
import java.util.Map;

/**
 * A look at the blocks and claims in a range. They are not watched: a large cluster has tens of
 * thousands, and they matter only when a second pool comes or goes.
 */
final class ClaimsSurvey {

  private final Map<Ipv4Range, Looked> last = new HashMap<>();

  private record Looked(IpamClaims claims, long freshUntil) {}

  /** The claims in a range that a pool is to have; the answer serves again for a while. */
  IpamClaims before(CalicoWatch calico, Ipv4Range range) {
    var begun = System.nanoTime();
    last.values().removeIf(l -> begun - l.freshUntil() >= 0);
    return last.computeIfAbsent(
            range,
            r -> {
              var claims = calico.claims(r);
              return new Looked(claims, Freshness.until(begun, System.nanoTime()));
            })
        .claims();
  }

  /**
   * The claims in the range of a pool on its way out: what has gone by now decides what is lost.
   */
  IpamClaims whileItGoes(CalicoWatch calico, Ipv4Range range) {
    last.remove(range);
    return calico.claims(range);
  }
}
