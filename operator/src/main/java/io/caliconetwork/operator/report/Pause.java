package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.plan.Plan;
import io.caliconetwork.operator.plan.Retreat;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import java.util.List;
import java.util.stream.Collectors;

/** A change that was stopped on its way by mode Plan. Pure. */
final class Pause {

  private Pause() {}

  /**
   * Whether a change was under way when mode became Plan, or has been paused since.
   *
   * @param before the last status
   * @param plan what remains now
   */
  static boolean midway(CalicoNetworkStatus before, Plan plan) {
    var ready = Conditions.find(before.conditions(), Conditions.READY);
    if (ready.filter(c -> Reason.PAUSED.text().equals(c.reason())).isPresent()) {
      return true;
    }
    var steps =
        before.plan() == null || before.plan().steps() == null
            ? List.<PlanStep>of()
            : before.plan().steps();
    var ran = steps.stream().anyMatch(s -> s.since() != null);
    // The first write of all may have been about to be made when the spec was edited.
    var moved =
        !steps.stream()
            .map(PlanStep::name)
            .toList()
            .equals(plan.steps().stream().map(Step::name).toList());
    return ran && (moved || steps.stream().anyMatch(s -> PlanProgress.DONE.equals(s.state())));
  }

  /** What is done, what the network is like now, and what is left. */
  static String message(List<PlanStep> steps, Plan plan, ClusterSnapshot cluster) {
    var done = steps.size() - plan.steps().size();
    return "paused by mode Plan"
        + (done == 0 ? "" : " after " + done + " of " + steps.size() + " steps")
        + "; now "
        + state(cluster)
        + ". Nothing further is written; with mode Enforce it goes on with "
        + plan.steps().stream().map(Step::name).collect(Collectors.joining(", "));
  }

  private static String state(ClusterSnapshot cluster) {
    var pool =
        cluster
            .managedPool()
            .map(p ->
                "pool "
                    + p.name()
                    + " is "
                    + p.encapsulation().map(Encapsulation::overlay).orElse("IPIP and VXLAN"))
            .orElse("there is no pool");
    var backend =
        cluster.configuredBackend().map(Backend::value).map(b -> ", backend " + b).orElse("");
    var rollout =
        cluster
            .daemonSet()
            .map(DaemonSetFacts::rollout)
            .map(r ->
                r.complete()
                    ? ", every node runs the newest revision of calico-node"
                    : ", "
                        + r.updated()
                        + " of "
                        + r.desired()
                        + " nodes run the newest revision of calico-node, and Kubernetes brings the"
                        + " others to it by itself")
            .orElse("");
    var danger = Retreat.danger(cluster);
    return pool + backend + rollout + (danger == Retreat.Danger.NONE ? "" : "; " + danger.text());
  }
}
