package io.caliconetwork.operator.report;

import io.caliconetwork.operator.plan.ChangeImpact;
import io.caliconetwork.operator.plan.MovePods;
import io.caliconetwork.operator.plan.Plan;
import io.caliconetwork.operator.plan.PoolStep;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a plan costs.
 *
 * @param impact None, Live, Rolling or Migration, as in status
 * @param rollingRestarts of calico-node; each goes node by node
 * @param nodes that each of them restarts calico-node on
 * @param podMoves pods that are recreated with new addresses, each as often as it is; 0 when none
 *     or when it is not known how many
 * @param gaps what traffic between nodes feels, one sentence for each step that is felt
 */
public record PlanCost(
    String impact, long rollingRestarts, int nodes, long podMoves, List<String> gaps) {

  static final PlanCost NOTHING = new PlanCost(ChangeImpact.NONE.label(), 0, 0, 0, List.of());

  public PlanCost {
    gaps = List.copyOf(gaps);
  }

  static PlanCost of(ClusterSnapshot cluster, Plan plan) {
    var rolls = plan.steps().stream().filter(s -> s instanceof Step.ReviseCalicoNode).count();
    return new PlanCost(
        plan.impact().label(),
        rolls,
        rolls == 0 ? 0 : cluster.daemonSet().map(d -> d.rollout().desired()).orElse(0),
        podMoves(cluster, plan),
        plan.steps().stream()
            .flatMap(s ->
                switch (s) {
                  case Step.SetPoolEncapsulation set -> Stream.of(set.gap());
                  case PoolStep.DisablePool disable -> Stream.of(disable.gap());
                  default -> Stream.<String>empty();
                })
            .toList());
  }

  private static long podMoves(ClusterSnapshot cluster, Plan plan) {
    var times = plan.steps().stream().filter(s -> s instanceof MovePods).count();
    return times * cluster.moves().map(m -> m.remaining().size()).orElse(0);
  }
}
