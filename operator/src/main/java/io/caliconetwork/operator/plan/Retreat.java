package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.Encapsulation.Mode;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.Optional;
import java.util.Set;

/**
 * What keeps traffic alive while somebody else holds on to a part of what a plan needs. Pure.
 *
 * <p>Two facts carry it: a VXLAN pool works with either backend, and backend bird works with any
 * pool. So of pool and backend the one that is not fought about is made to fit the other.
 */
public final class Retreat {

  /** The kinds of object that can be fought about. */
  public static final String POOL = "IPPool";

  public static final String CONFIG_MAP = "ConfigMap";
  public static final String DAEMON_SET = "DaemonSet";

  private Retreat() {}

  /** What is wrong with pool, backend and probes as they are, taken together. */
  public enum Danger {
    NONE(""),
    NO_ROUTES(
        "the pool needs BIRD, which backend vxlan does not run: pods on different nodes lose"
            + " each other wherever calico-node restarts"),
    PROBES_KILL(
        "the DaemonSet's probes ask for BIRD, which backend vxlan does not run: calico-node"
            + " is killed again and again wherever it restarts");

    private final String text;

    Danger(String text) {
      this.text = text;
    }

    /** In words. */
    public String text() {
      return text;
    }
  }

  /** The danger in which the cluster is as its objects say. */
  public static Danger danger(ClusterSnapshot cluster) {
    var container = cluster.container();
    if (container.isEmpty()
        || cluster.configuredBackend().filter(Backend.VXLAN::equals).isEmpty()) {
      return Danger.NONE;
    }
    if (cluster
        .managedPool()
        .flatMap(IpPool::encapsulation)
        .filter(e -> needsBird(e, cluster))
        .isPresent()) {
      return Danger.NO_ROUTES;
    }
    var state = new CalicoNodeState(cluster, cluster.daemonSet().get(), container.get());
    return state.hasBirdLive() || state.hasBirdReady() ? Danger.PROBES_KILL : Danger.NONE;
  }

  /**
   * The write that averts the danger without touching what is fought about.
   *
   * @param contested kinds of the objects that somebody else writes
   * @return empty when there is no danger, or nothing uncontested to write
   */
  public static Optional<Step.Write> step(
      Target target, ClusterSnapshot cluster, Set<String> contested) {
    var backend = contested.contains(CONFIG_MAP) || contested.contains(DAEMON_SET);
    return switch (danger(cluster)) {
      case NONE -> Optional.empty();
      case PROBES_KILL ->
          contested.contains(DAEMON_SET) && !contested.contains(CONFIG_MAP)
              ? Optional.of(new Step.FitBackend(Backend.BIRD))
              : Optional.empty();
      case NO_ROUTES -> {
        if (backend == contested.contains(POOL)) {
          yield Optional.empty();
        }
        yield backend ? toVxlan(target, cluster) : startBird(target, cluster);
      }
    };
  }

  private static boolean needsBird(Encapsulation encapsulation, ClusterSnapshot cluster) {
    return switch (encapsulation.family()) {
      case NONE -> true;
      case VXLAN -> false;
      case IPIP -> cluster.version().filter(v -> v.felixProgramsIpipRoutes()).isEmpty();
    };
  }

  private static Optional<Step.Write> toVxlan(Target target, ClusterSnapshot cluster) {
    var pool = cluster.managedPool().orElseThrow();
    var from = pool.encapsulation().orElseThrow();
    var crossSubnet =
        (from.family() == Family.IPIP && from.ipipMode() == Mode.CROSS_SUBNET)
            || target.pool().encapsulation() == Encapsulation.VXLAN_CROSS_SUBNET;
    var to = crossSubnet ? Encapsulation.VXLAN_CROSS_SUBNET : Encapsulation.VXLAN;
    return Optional.of(
        new Step.SetPoolEncapsulation(pool.name(), from.overlay(), to, Gap.inPlace(from, to)));
  }

  private static Optional<Step.Write> startBird(Target target, ClusterSnapshot cluster) {
    var state =
        new CalicoNodeState(
            cluster, cluster.daemonSet().orElseThrow(), cluster.container().orElseThrow());
    return new Revisions(target, cluster, state).startBird().map(Step.Write.class::cast);
  }
}
