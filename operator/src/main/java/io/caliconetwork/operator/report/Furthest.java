package io.caliconetwork.operator.report;

import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import java.util.OptionalInt;

/**
 * How far the gate at which the plan stands has come at best. Kept in memory only: after a restart
 * of the operator the clock of a gate may start anew once, not each time a node comes and goes.
 */
final class Furthest {

  private String gate = "";
  private int progress;

  OptionalInt before(long generation, Decision decision) {
    return gate.equals(key(generation, decision)) ? OptionalInt.of(progress) : OptionalInt.empty();
  }

  void note(long generation, Decision decision) {
    var key = key(generation, decision);
    if (decision instanceof Decision.Proceed p
        && p.plan().steps().getFirst() instanceof Step.Gate g) {
      progress = gate.equals(key) ? Math.max(progress, g.progress()) : g.progress();
    }
    gate = key;
  }

  /** Empty when the plan does not stand at a gate. Plans grow shorter as they go. */
  private static String key(long generation, Decision decision) {
    return decision instanceof Decision.Proceed p
            && p.plan().steps().getFirst() instanceof Step.Gate g
        ? generation + "/" + p.plan().steps().size() + "/" + g.name()
        : "";
  }
}
