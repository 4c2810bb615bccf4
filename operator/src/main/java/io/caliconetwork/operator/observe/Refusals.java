package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.PodMoves.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Evictions that the API server refuses, by the owner of the pods. */
final class Refusals {

  /** As often as kubectl drain asks, and again as long: budgets recover as pods become Ready. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  /** Refused for so long, somebody should know. */
  private static final Duration LASTING = Duration.ofMinutes(5);

  private final Map<Owner, Refused> byOwner = new HashMap<>();

  private record Refused(String why, long first, long last) {}

  void refused(Owner owner, String why, long now) {
    var before = byOwner.get(owner);
    byOwner.put(owner, new Refused(why, before == null ? now : before.first(), now));
  }

  void granted(Owner owner) {
    byOwner.remove(owner);
  }

  /** Those whose pods are all gone. */
  void forget(Collection<MovingPod> remaining) {
    if (!byOwner.isEmpty()) {
      byOwner
          .keySet()
          .retainAll(remaining.stream().map(MovingPod::owner).collect(Collectors.toSet()));
    }
  }

  Map<Owner, Refusal> look(long now) {
    var refusals = new HashMap<Owner, Refusal>();
    byOwner.forEach((owner, its) ->
        refusals.put(
            owner,
            new Refusal(
                its.why(),
                now - its.last() < AGAIN.toNanos(),
                its.last() - its.first() > LASTING.toNanos())));
    return refusals;
  }
}
