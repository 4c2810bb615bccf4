package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.PlanStep;
import io.caliconetwork.operator.plan.MovePods;
import io.caliconetwork.operator.plan.PoolGate;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said when a gate has stood still for too long. Pure. */
final class GateMessage {

  private static final int MOST_NODES = 10;

  private GateMessage() {}

  /**
   * Which gate, for how long, whom it waits for, what each of them said last, and what to do.
   *
   * @param lastWords of the pods it waits for, one of each
   */
  static String timedOut(
      Step.Gate gate,
      PlanStep late,
      Duration limit,
      ClusterSnapshot cluster,
      List<LastWords.Word> lastWords) {
    if (gate instanceof MovePods) {
      return "no pod has left its address for "
          + text(limit)
          + ": "
          + late.detail()
          + ". It goes on as soon as one does; or return spec to what it was";
    }
    if (gate instanceof PoolGate.AwaitPoolEmpty && gate.lagging().isEmpty()) {
      return late.name()
          + " made no progress for "
          + text(limit)
          + ": "
          + late.detail()
          + ". Nothing further is written until it passes, and then the plan goes on by itself; or"
          + " return spec to what it was";
    }
    var said = new ArrayList<String>();
    cluster.nodes().stream()
        .filter(n -> gate.lagging().contains(n.name()))
        .map(GateMessage::annotations)
        .forEach(said::add);
    lastWords.stream().map(LastWords.Word::text).forEach(said::add);
    return late.name()
        + " made no progress for "
        + text(limit)
        + ": "
        + late.detail()
        + "; "
        + (said.isEmpty() ? "no pod of calico-node says why" : shortened(said))
        + ". Nothing further is written until it passes, and then the plan goes on by itself;"
        + " repair these nodes ("
        + command(cluster, lastWords)
        + "), or return spec to what it was";
  }

  private static String shortened(List<String> said) {
    var shown = said.stream().limit(MOST_NODES).toList();
    return String.join("; ", shown)
        + (said.size() > MOST_NODES ? "; and " + (said.size() - MOST_NODES) + " more" : "");
  }

  private static String annotations(NodeFacts node) {
    return "node "
        + node.name()
        + ": annotation projectcalico.org/IPv4VXLANTunnelAddr "
        + value(node.vxlanAddress())
        + ", IPv4IPIPTunnelAddr "
        + value(node.ipipAddress());
  }

  private static String value(Optional<String> address) {
    return address.map(a -> "is " + a).orElse("is not set");
  }

  private static String command(ClusterSnapshot cluster, List<LastWords.Word> lastWords) {
    var pod = lastWords.stream().map(LastWords.Word::pod).filter(p -> !p.isEmpty()).findFirst();
    var namespace = cluster.daemonSet().map(d -> d.object().namespace() + " ").orElse("");
    return pod.map(p ->
            "kubectl -n "
                + namespace
                + "describe pod "
                + p
                + "; kubectl -n "
                + namespace
                + "logs "
                + p
                + " -c calico-node")
        .orElse("kubectl -n " + namespace + "get pods -o wide");
  }

  /** Such as "10 minutes"; in seconds where minutes do not come out even. */
  static String text(Duration limit) {
    var seconds = limit.toSeconds();
    var minutes = seconds % 60 == 0;
    var number = minutes ? seconds / 60 : seconds;
    return number + (minutes ? " minute" : " second") + (number == 1 ? "" : "s");
  }
}
