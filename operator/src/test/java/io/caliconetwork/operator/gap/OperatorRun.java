package io.caliconetwork.operator.gap;

import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.PoolGate;
import io.caliconetwork.operator.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The operator at work on a virtual cluster: it looks, decides, and takes the first step. */
final class OperatorRun {

  private static final Duration WRITE = Duration.ofMillis(10);
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Longer than any way takes. */
  private static final Duration CAP = Duration.ofMinutes(15);

  private static final Set<CheckId> HEALTH =
      Set.of(CheckId.CALICO_NODE_UNAVAILABLE, CheckId.NODES_UNREACHABLE);

  private static final Map<List<Object>, Decision> DECISIONS = new HashMap<>();

  private final VirtualCluster cluster;
  private final List<Position> positions = new ArrayList<>();
  private Consumer<Step.Write> beforeWrite = step -> {};
  private Wish wish;
  private boolean underWay;

  /**
   * A place in the plan at which a run stood.
   *
   * @param step that was first in the plan
   * @param since when
   * @param until when
   */
  record Position(Step step, Duration since, Duration until) {
    /** Which step of the way, whatever its progress. */
    String name() {
      return OperatorRun.name(step);
    }

    boolean gate() {
      return step instanceof Step.Gate;
    }

    private Duration stood() {
      return until.minus(since);
    }
  }

  OperatorRun(VirtualCluster cluster, Wish wish) {
    this.cluster = cluster;
    this.wish = wish;
  }

  static String name(Step step) {
    return step instanceof Step.SetPoolEncapsulation s ? "→" + s.to() : step.name();
  }

  VirtualCluster cluster() {
    return cluster;
  }

  void wish(Wish other) {
    wish = other;
  }

  Wish wish() {
    return wish;
  }

  /** What to do before every write from now on. */
  void beforeWrite(Consumer<Step.Write> action) {
    beforeWrite = action;
  }

  /** Where it has stood so far, one entry for each step until the next one was first. */
  List<Position> positions() {
    return List.copyOf(positions);
  }

  /** Deciding is pure, and most runs begin alike. */
  Decision decide() {
    var seen = cluster.look(wish);
    return DECISIONS.computeIfAbsent(
        List.of(wish, seen, underWay),
        question -> Decider.decide(wish, seen, new Decider.Past(false, underWay)));
  }

  /** One look and what follows from it. */
  Decision turn() {
    var decision = decide();
    note(decision);
    decision
        .next()
        .ifPresentOrElse(
            step -> {
              beforeWrite.accept(step);
              cluster.take(step);
              underWay = true;
              cluster.pass(WRITE);
            },
            () -> cluster.pass(wait(decision)));
    return decision;
  }

  /** What takes seconds is not looked at ten times a second. */
  private Duration wait(Decision decision) {
    return switch (first(decision).orElse(null)) {
      case PoolGate.AwaitForwarding gate ->
          gate.settling().left().compareTo(SECOND) > 0
                  || gate.settling().leftOfPools().compareTo(SECOND) > 0
              ? SECOND
              : WAIT;
      case Step.Gate gate -> positions.getLast().stood().compareTo(SECOND) > 0 ? SECOND : WAIT;
      case null, default -> WAIT;
    };
  }

  private void note(Decision decision) {
    first(decision)
        .ifPresent(step -> {
          var now = cluster.now();
          var same = !positions.isEmpty() && positions.getLast().name().equals(name(step));
          var since = same ? positions.removeLast().since() : now;
          positions.add(new Position(step, since, now));
        });
  }

  static Optional<Step> first(Decision decision) {
    return decision instanceof Decision.Proceed proceed
        ? Optional.of(proceed.plan().steps().getFirst())
        : Optional.empty();
  }

  /** Until the wish is fulfilled. */
  OperatorRun untilSettled() {
    var end = cluster.now().plus(CAP);
    while (true) {
      var decision = turn();
      if (decision instanceof Decision.Settled) {
        return this;
      }
      if (!(decision instanceof Decision.Proceed || heldBack(decision))) {
        throw new AssertionError(decision);
      }
      if (cluster.now().compareTo(end) > 0) {
        throw new AssertionError(
            "no end in sight, stands at " + described(decision) + " after " + way());
      }
    }
  }

  /** A node is not well, and the change does not begin before it is. */
  private static boolean heldBack(Decision decision) {
    return decision instanceof Decision.Refused refused
        && refused.refusals().stream().allMatch(r -> HEALTH.contains(r.check()));
  }

  /** Until it has waited for so long at one place, or the wish is fulfilled; what it says then. */
  Decision untilStuck(Duration time) {
    var waited = Duration.ZERO;
    while (true) {
      var before = cluster.now();
      var places = positions.size();
      var decision = turn();
      if (decision instanceof Decision.Settled || waited.compareTo(time) > 0) {
        return decision;
      }
      var moved = decision.next().isPresent() || positions.size() > places;
      waited = moved ? Duration.ZERO : waited.plus(cluster.now().minus(before));
    }
  }

  /** Until this moment. */
  OperatorRun until(Duration moment) {
    while (cluster.now().compareTo(moment) < 0) {
      turn();
    }
    return this;
  }

  /** The plan in words. */
  static String described(Decision decision) {
    return decision instanceof Decision.Proceed proceed
        ? proceed.plan().steps().stream()
            .map(s -> s.name() + " (" + s.detail() + ")")
            .collect(Collectors.joining(", "))
        : String.valueOf(decision);
  }

  /** The steps that were first, in order. */
  String way() {
    return positions.stream().map(Position::name).collect(Collectors.joining(", "));
  }
}
