package io.caliconetwork.operator.gap;

import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** For how long the cluster has been as it is, as the operator's own look counts it. */
final class Steady {

  static final Duration TIME = Settling.USUAL;

  private Set<Object> known = Set.of();
  private Duration since = Duration.ZERO;
  private boolean looked;

  /** Takes the look in: while a pilot pool is there, whatever comes new starts the count anew. */
  Settling look(ClusterSnapshot cluster, Duration now) {
    if (cluster.pilotPool().isEmpty()) {
      looked = false;
      return new Settling(TIME, Duration.ZERO);
    }
    var facts = facts(cluster);
    if (!looked || !known.containsAll(facts)) {
      since = now;
      looked = true;
    }
    known = facts;
    var left = TIME.minus(now.minus(since));
    return new Settling(TIME, left.isNegative() ? Duration.ZERO : left);
  }

  /** The operator's process starts anew and knows nothing of before. */
  void forget() {
    looked = false;
  }

  private static Set<Object> facts(ClusterSnapshot cluster) {
    var facts = new HashSet<Object>();
    var names = new HashSet<String>();
    for (var pool : cluster.datastore().pools()) {
      names.add(pool.name());
      facts.add(List.of(pool.name(), pool.cidr(), pool.modes(), pool.disabled()));
    }
    facts.add(names);
    for (var node : cluster.calicoNodes()) {
      facts.add(List.of(node.name(), node.ipipAddress(), node.vxlanAddress()));
    }
    facts.add(cluster.daemonSet().orElseThrow().rollout().available());
    return facts;
  }
}
