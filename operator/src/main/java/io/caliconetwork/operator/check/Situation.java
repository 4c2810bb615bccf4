package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;

/**
 * What a guard looks at.
 *
 * @param target of the wish
 * @param cluster as it is
 * @param change from the one to the other
 */
record Situation(Target target, ClusterSnapshot cluster, Change change) {

  static Situation of(Target target, ClusterSnapshot cluster) {
    return new Situation(target, cluster, Change.of(target, cluster));
  }

  Encapsulation overlay() {
    return target.pool().encapsulation();
  }

  /** A resource of Calico's as kubectl takes it, whichever group serves it here. */
  String resource(String plural) {
    var served = cluster.datastore().api().groupVersion();
    return served.isEmpty() ? plural : plural + "." + served.replaceFirst("/.*", "");
  }

  List<NodeFacts> linuxNodes() {
    return cluster.nodes().stream().filter(NodeFacts::linux).toList();
  }

  List<NodeFacts> windowsNodes() {
    return cluster.nodes().stream().filter(n -> !n.linux()).toList();
  }
}
