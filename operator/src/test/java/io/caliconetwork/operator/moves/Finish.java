package io.caliconetwork.operator.moves;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.moves.ModelPods.Phase;
import io.caliconetwork.operator.plan.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs to the end. Two runs through the same state go on alike, so the second ends there, and what
 * it costs is a state and not a way.
 */
final class Finish {

  private static final int MANY = 400;

  private final Map<List<Object>, Set<String>> fine = new HashMap<>();

  int seen() {
    return fine.values().stream().mapToInt(Set::size).sum();
  }

  /** Number of turns until the wish is fulfilled, as far as not known already. */
  int run(ModelOperator from, Wish wish, long generation, boolean writesFirst) {
    return run(from, wish, generation, writesFirst, false);
  }

  /** The same from the very start, where what is done stays shown. */
  int uninterrupted(ModelOperator from, Wish wish, boolean writesFirst) {
    return run(from, wish, 1, writesFirst, true);
  }

  private int run(
      ModelOperator from, Wish wish, long generation, boolean writesFirst, boolean shows) {
    var known = fine.computeIfAbsent(List.of(wish, writesFirst), k -> new HashSet<>());
    var operator = from.copy();
    var way = new ArrayList<String>();
    var keys = new HashSet<String>();
    int length = 0;
    for (int turn = 0; turn < MANY; turn++) {
      var look = operator.report(wish, generation);
      way.add(
          look.decision() instanceof Decision.Proceed p
              ? p.plan().steps().getFirst().name()
              : look.decision().getClass().getSimpleName());
      if (look.settled()) {
        assertThat(operator.status().map(CalicoNetworkStatus::migration)).isEmpty();
        ModelRules.fulfilled(operator.cluster(), wish);
        known.addAll(keys);
        return turn;
      }
      var key = operator.state(wish, generation);
      if (known.contains(key)) {
        known.addAll(keys);
        return turn;
      }
      keys.add(key);
      assertThat(look.decision() instanceof Decision.Proceed)
          .as(() -> "after %s: %s for %s".formatted(way, reasons(look.decision()), wish))
          .isTrue();
      length = shows ? steps(operator, look, length, way) : 0;
      if (look.write().isPresent() && (writesFirst || !Choices.moves(operator))) {
        operator.take(look, false);
      } else if (look.write().isEmpty()) {
        assertThat(Choices.moves(operator) || people(operator, wish))
            .as("waits for ever: " + look.decision() + " after " + way)
            .isTrue();
      }
      ModelRules.hold(operator.cluster());
    }
    throw new AssertionError("never ends: " + way);
  }

  private static String reasons(Decision decision) {
    return decision instanceof Decision.Refused refused
        ? refused.refusals().toString()
        : decision.toString();
  }

  /** What is done stays shown as done, as long as it is the same change that goes on. */
  private static int steps(
      ModelOperator operator, ModelOperator.Look look, int before, List<String> way) {
    var shown = operator.status().orElseThrow().plan().steps().size();
    if (look.migrates() && before > 0) {
      assertThat(shown)
          .as(
              way
                  + ": "
                  + operator.status().orElseThrow().plan().steps()
                  + " after "
                  + look.before())
          .isEqualTo(before);
    }
    return look.migrates() ? shown : 0;
  }

  /** Whom nobody creates anew somebody does by hand, and all of them if the spec says so. */
  private static boolean people(ModelOperator operator, Wish wish) {
    var cluster = operator.cluster();
    var leaving =
        cluster.pools().stream()
            .filter(p -> p.disabled())
            .flatMap(p -> p.range().stream())
            .toList();
    var pod =
        cluster.pods().in(Phase.READY).stream()
            .filter(p -> p.in(leaving))
            .filter(p ->
                p.owner().equals(ModelPods.LONE)
                    || wish.consent().strategy() == MigrationStrategy.MANUAL)
            .findFirst();
    pod.ifPresent(cluster.pods()::delete);
    return pod.isPresent();
  }
}
