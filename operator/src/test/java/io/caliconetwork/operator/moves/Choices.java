package io.caliconetwork.operator.moves;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.moves.ModelPods.Phase;
import io.caliconetwork.operator.plan.PoolStep;
import io.caliconetwork.operator.plan.Step;
import java.util.ArrayList;
import java.util.List;

/** What may happen next. */
final class Choices {

  /** One thing that may happen. */
  interface Choice {
    /** False when there is nothing of that kind to do. */
    boolean take(ModelOperator operator);
  }

  private Choices() {}

  /** All of them. */
  static List<Choice> of(ModelOperator from, Wish wish) {
    var choices = new ArrayList<Choice>(ofOperator(wish));
    choices.addAll(ofCluster(from));
    for (var pod : from.cluster().pods().in(Phase.PENDING)) {
      choices.add(o -> o.cluster().startsLate(pod));
    }
    if (wish.consent().strategy() == MigrationStrategy.MANUAL) {
      choices.addAll(ofPeople(from));
    }
    return choices;
  }

  private static List<Choice> ofOperator(Wish wish) {
    return List.of(
        o -> write(o, wish, false),
        o -> write(o, wish, true),
        // It dies when the status is written and the write is not made.
        o -> {
          o.report(wish, 1);
          return true;
        },
        o -> {
          o.cluster().operatorRestarts();
          return true;
        });
  }

  private static boolean write(ModelOperator operator, Wish wish, boolean cutOff) {
    var look = operator.report(wish, 1);
    if (look.write().isEmpty()
        || (cutOff
            && !(look.write().get() instanceof PoolStep.ReleaseBlocks
                || look.write().get() instanceof Step.ReviseCalicoNode))) {
      return false;
    }
    operator.take(look, cutOff);
    return true;
  }

  /** What Calico and Kubernetes do by themselves. */
  static List<Choice> ofCluster(ModelOperator from) {
    var choices = new ArrayList<Choice>();
    for (int i = 0; i < ModelCluster.NODES.size(); i++) {
      var node = i;
      choices.add(o -> o.cluster().tunnelFollows(node));
      choices.add(o -> o.cluster().restarts(node));
    }
    var pods = from.cluster().pods();
    for (var pod : pods.in(Phase.TERMINATING)) {
      choices.add(o -> {
        o.cluster().ends(pod);
        return true;
      });
    }
    for (var pod : pods.in(Phase.PENDING)) {
      choices.add(o -> o.cluster().starts(pod));
    }
    choices.add(o -> o.cluster().time());
    choices.add(o -> o.cluster().cleansUp());
    return choices;
  }

  /** Lets the first of that happen which can. */
  static boolean moves(ModelOperator operator) {
    return ofCluster(operator).stream().anyMatch(c -> c.take(operator));
  }

  /** What people do: they recreate pods. */
  static List<Choice> ofPeople(ModelOperator from) {
    return from.cluster().pods().in(Phase.READY).stream()
        .filter(p -> p.generation() < 2)
        .map(p ->
            (Choice)
                o -> {
                  o.cluster().pods().delete(p);
                  return true;
                })
        .toList();
  }
}
