package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Nodes whose kubelet does not report, so that nothing there follows a change. Pure. */
public final class UnreachableNodes {

  private UnreachableNodes() {}

  private static List<NodeFacts> of(ClusterSnapshot cluster) {
    return cluster.calicoNodes().stream().filter(n -> n.host().notReady().isPresent()).toList();
  }

  /** Names of them all, each with the reason. */
  public static List<String> names(ClusterSnapshot cluster) {
    return of(cluster).stream()
        .map(n -> n.name() + " (" + n.host().notReady().get() + ")")
        .toList();
  }

  /** Names of those that the admin wants no gate to wait for. */
  public static Set<String> accepted(Target target, ClusterSnapshot cluster) {
    return target.wish().accepted().contains(AcceptableRisk.NODES_UNREACHABLE)
        ? of(cluster).stream().map(NodeFacts::name).collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /** Stops nothing once a change is under way: then it is a gate that waits for these nodes. */
  static Optional<Finding> finding(Situation s) {
    var change = s.change();
    var accepted = s.target().wish().accepted().contains(AcceptableRisk.NODES_UNREACHABLE);
    var rolling = s.cluster().daemonSet().filter(d -> !d.rollout().complete()).isPresent();
    return change.family() || change.backend() || rolling || s.cluster().pilotPool().isPresent()
        ? found(s.cluster(), accepted)
        : Optional.empty();
  }

  /** The finding, as a reason not to begin when it guards. */
  static Optional<Finding> found(ClusterSnapshot cluster, boolean guards) {
    var nodes = of(cluster);
    return Finding.when(
        !nodes.isEmpty(),
        new Finding(
            CheckId.NODES_UNREACHABLE,
            Words.count(nodes.size(), "node")
                + " not Ready: "
                + Words.some(names(cluster))
                + ". A node that is down follows no change; when it comes back its calico-node"
                + " catches up at its start",
            "bring it back, or delete its Node object if it is gone for good",
            guards));
  }
}
