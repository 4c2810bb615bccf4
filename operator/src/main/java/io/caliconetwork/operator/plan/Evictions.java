package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.check.Wish.Consent;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.MovingPod.Turn;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which pods to evict now. Pods that somebody creates anew, and no others; so many at once as the
 * spec allows, counting those whose replacements are not Ready; of one controller at most a quarter
 * of what it still has here, for a workload without a PodDisruptionBudget has nothing else that
 * protects it; of a StatefulSet one, the last ordinal first; Jobs when they have had their time;
 * DNS and this operator after all others and one at a time (calico-semantics §11D, pitfall 46).
 */
final class Evictions {

  /** Part of a controller's pods, as Deployments have it with maxUnavailable 25 %. */
  private static final int PART = 4;

  /**
   * One request each: a thousand of them take more than a minute. Then the pods are looked at
   * again, and the spec with them.
   */
  private static final int AT_ONCE = 100;

  private final PodMoves moves;
  private final Consent consent;

  private Evictions(PodMoves moves, Consent consent) {
    this.moves = moves;
    this.consent = consent;
  }

  /** Those to evict now, in their order; empty while others are still on their way. */
  static List<MovingPod> now(PodMoves moves, Consent consent) {
    return new Evictions(moves, consent).choose();
  }

  private List<MovingPod> choose() {
    var free = Math.min(AT_ONCE, consent.most() - moves.onTheWayInAll());
    if (free <= 0) {
      return List.of();
    }
    var movable =
        moves.remaining().stream()
            .filter(p -> !p.leaving())
            .filter(p -> p.owner().who() == Kind.CONTROLLED || p.owner().who() == Kind.JOB)
            .toList();
    for (var turn : Turn.values()) {
      var now = movable.stream().filter(p -> p.owner().turn() == turn).toList();
      var others = now.stream().filter(p -> p.owner().who() == Kind.CONTROLLED).toList();
      // As long as one of them waits, be it for a PodDisruptionBudget, the next turn has not come.
      if (!others.isEmpty()) {
        return turn == Turn.ORDINARY ? some(withJobs(others, now), free) : single(others);
      }
      if (!now.isEmpty()) {
        return moves.jobsDue() ? some(now, free) : List.of();
      }
    }
    return List.of();
  }

  private List<MovingPod> withJobs(List<MovingPod> others, List<MovingPod> all) {
    return moves.jobsDue() ? all : others;
  }

  private List<MovingPod> single(List<MovingPod> pods) {
    return moves.onTheWayInAll() > 0 ? List.of() : some(pods, 1);
  }

  private List<MovingPod> some(List<MovingPod> pods, int free) {
    var byOwner = pods.stream().collect(Collectors.groupingBy(MovingPod::owner));
    var chosen = new ArrayList<MovingPod>();
    // Their order is a text, which is made once for each: there may be thousands.
    var owners =
        byOwner.keySet().stream()
            .filter(owner -> !refusedLately(owner))
            .map(owner -> Map.entry(order(owner), owner))
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList();
    for (var owner : owners) {
      var its = byOwner.get(owner);
      var most = Math.min(free - chosen.size(), most(owner, its.size()));
      if (most > 0) {
        its.stream().sorted(first(owner)).limit(most).forEach(chosen::add);
      }
    }
    return chosen;
  }

  private static String order(Owner owner) {
    return owner.namespace() + "/" + owner.kind() + "/" + owner.name();
  }

  private int most(Owner owner, int remaining) {
    var onTheWay = moves.onTheWay().getOrDefault(owner, 0);
    return (owner.inOrder() ? 1 : Math.max(1, (remaining + onTheWay) / PART)) - onTheWay;
  }

  private boolean refusedLately(Owner owner) {
    var refusal = moves.refused().get(owner);
    return refusal != null && refusal.lately();
  }

  private static Comparator<MovingPod> first(Owner owner) {
    return owner.inOrder()
        ? Comparator.comparing((MovingPod p) -> p.ordinal().orElse(0)).reversed()
        : Comparator.comparing(MovingPod::name);
  }
}
