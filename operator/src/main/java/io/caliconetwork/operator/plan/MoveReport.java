package io.caliconetwork.operator.plan;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.check.Wish.Consent;
import io.caliconetwork.operator.check.Words;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How far the pods have moved, and whom the others wait for, in one line. */
final class MoveReport {

  private final PodMoves moves;
  private final Consent consent;
  private final Map<Owner, Long> waiting;
  private final List<String> parts = new ArrayList<>();

  private MoveReport(PodMoves moves, Consent consent) {
    this.moves = moves;
    this.consent = consent;
    this.waiting = waiting(moves);
  }

  static String text(PodMoves moves, int total, Consent consent) {
    var report = new MoveReport(moves, consent);
    report.parts.add("moved " + (total - moves.remaining().size()) + " of " + count(total));
    report.onTheWay();
    report.refused();
    report.unready();
    report.stuck();
    report.jobs();
    report.byHand();
    report.consent();
    moves.left().map(MoveReport::about).ifPresent(report.parts::add);
    return String.join(", ", report.parts);
  }

  private void onTheWay() {
    var pods = moves.onTheWayInAll();
    if (pods > 0) {
      parts.add(pods + " on their way");
    }
  }

  private void refused() {
    var byWhy = new TreeMap<String, Long>();
    moves
        .refused()
        .forEach((owner, refusal) -> byWhy.merge(refusal.why(), waiting(owner), Long::sum));
    byWhy.forEach((why, pods) -> {
      if (pods > 0) {
        parts.add(pods + " waiting for " + why);
      }
    });
    var lasting =
        moves.refused().entrySet().stream()
            .filter(e -> e.getValue().lasting() && waiting(e.getKey()) > 0)
            .map(e -> e.getKey().toString())
            .sorted()
            .toList();
    if (!lasting.isEmpty()) {
      parts.add(
          "of which "
              + Words.some(lasting)
              + " may never be evicted as things are: give it one more replica that is Ready, or"
              + " its PodDisruptionBudget more room, or recreate its pods yourself");
    }
  }

  private long waiting(Owner owner) {
    return waiting.getOrDefault(owner, 0L);
  }

  /** Counted once: there may be thousands of owners and a hundred thousand pods. */
  private static Map<Owner, Long> waiting(PodMoves moves) {
    return moves.refused().isEmpty()
        ? Map.of()
        : moves.remaining().stream()
            .filter(p -> moves.refused().containsKey(p.owner()))
            .collect(Collectors.groupingBy(MovingPod::owner, Collectors.counting()));
  }

  private void unready() {
    if (!moves.unready().isEmpty()) {
      parts.add(
          moves.unready().size()
              + " recreated but not Ready for long, so that no more are evicted in their place: "
              + Words.some(moves.unready()));
    }
  }

  private void stuck() {
    var stuck = names(p -> p.state() == State.OVERDUE);
    if (!stuck.isEmpty()) {
      parts.add(
          stuck.size()
              + " should be gone by now: "
              + Words.some(stuck.stream().map(this::withFinalizers).toList())
              + " (see that its node is up, or what its finalizer waits for)");
    }
  }

  private String withFinalizers(String pod) {
    var finalizers = moves.finalizers().get(pod);
    return finalizers == null ? pod : pod + " (finalizer " + finalizers + ")";
  }

  private void jobs() {
    var jobs = names(p -> p.owner().who() == Kind.JOB && !p.leaving());
    if (!jobs.isEmpty()) {
      parts.add(
          jobs.size()
              + " of Jobs "
              + (moves.jobsDue() ? "that have had their time: " : "left to finish: ")
              + Words.some(jobs));
    }
  }

  private void byHand() {
    var bare = names(p -> p.owner().who() == Kind.BARE && !p.leaving());
    if (!bare.isEmpty()) {
      parts.add(
          bare.size()
              + " without a controller, which nobody would create anew: "
              + Words.some(bare)
              + " (delete and recreate "
              + (bare.size() == 1 ? "it" : "them")
              + " yourself)");
    }
    var fixed = names(p -> p.owner().who() == Kind.STATIC && !p.leaving());
    if (!fixed.isEmpty()) {
      parts.add(
          fixed.size()
              + " static: "
              + Words.some(fixed)
              + " (move the manifest out of the node's directory and back)");
    }
  }

  private void consent() {
    if (consent.strategy() == MigrationStrategy.EVICT || moves.remaining().isEmpty()) {
      return;
    }
    var where =
        moves.remaining().stream()
            .collect(
                Collectors.groupingBy(
                    p -> p.owner().namespace(), TreeMap::new, Collectors.counting()));
    parts.add(
        "the others wait for you to recreate them, such as with kubectl rollout restart ("
            + Words.some(
                where.entrySet().stream()
                    .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
                    .map(e -> e.getValue() + " in namespace " + e.getKey())
                    .toList())
            + "), or for spec.migration.strategy Evict");
  }

  private List<String> names(Predicate<MovingPod> which) {
    return moves.remaining().stream().filter(which).map(MovingPod::name).toList();
  }

  private static String count(int pods) {
    return pods == 1 ? "1 pod" : pods + " pods";
  }

  private static String about(Duration left) {
    var minutes = left.plusSeconds(59).toMinutes();
    if (minutes < 1) {
      return "less than a minute left";
    }
    return minutes == 1 ? "about 1 minute left" : "about " + minutes + " minutes left";
  }
}
