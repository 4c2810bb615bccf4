package io.caliconetwork.operator.check;

import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.Optional;

/** Whether calico-node is healthy before a change begins. Within a change its gates watch it. */
public final class CalicoNodeHealth {

  private CalicoNodeHealth() {}

  /**
   * Why the change must not begin. Not to be asked once it has: a rolling restart of ours takes
   * nodes out one by one.
   */
  public static Optional<Refusal> beforeStart(Target target, ClusterSnapshot cluster) {
    var change = Change.of(target, cluster);
    if ((!change.family() && !change.backend()) || cluster.calicoNodes().isEmpty()) {
      return Optional.empty();
    }
    var unreachable = UnreachableNodes.found(cluster, true);
    if (unreachable.filter(f -> f.stops(target.wish().accepted())).isPresent()) {
      return unreachable.map(Finding::refusal);
    }
    var withoutThem = UnreachableNodes.accepted(target, cluster).size();
    return cluster
        .daemonSet()
        .filter(d -> d.rollout().available() < d.rollout().desired() - withoutThem)
        // Pods that somebody else is replacing right now are waited for, not complained about.
        .filter(d -> d.rollout().observedGeneration() >= d.rollout().generation())
        .filter(d -> d.rollout().updated() >= d.rollout().desired())
        .map(d -> {
          var down =
              cluster.nodes().stream()
                  .filter(n -> n.host().networkUnavailable().isPresent())
                  .map(n -> n.name() + " (" + n.host().networkUnavailable().get() + ")")
                  .toList();
          var missing = d.rollout().desired() - d.rollout().available();
          return Refusal.of(
              CheckId.CALICO_NODE_UNAVAILABLE,
              "before anything is changed, "
                  + missing
                  + " of "
                  + Words.count(d.rollout().desired(), "calico-node pod")
                  + (missing == 1 ? " is" : " are")
                  + " not ready"
                  + (down.isEmpty() ? "" : ": " + Words.some(down)),
              "repair them first: kubectl -n "
                  + d.object().namespace()
                  + " get pods -o wide -l k8s-app=calico-node; the change begins by itself when"
                  + " all are ready");
        });
  }
}
