package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.Selector;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.Optional;
import java.util.function.Function;

/** Whether tunnels can be, or have to be, there before the default pool needs them. Pure. */
public final class Pilot {

  private Pilot() {}

  /**
   * Whether the default pool is to be carried by what no node runs yet; not while pods move to
   * another range, for which the same range is lent: that comes to its end first.
   */
  public static boolean useful(Target target, ClusterSnapshot cluster) {
    var to = target.pool().encapsulation().family();
    return to != Family.NONE
        && !Migration.underWay(cluster)
        && Change.of(target, cluster).family()
        && started(cluster)
        && !runs(to, cluster);
  }

  /** Where nothing runs yet nothing can be cut. */
  private static boolean started(ClusterSnapshot cluster) {
    return !cluster.calicoNodes().isEmpty();
  }

  /**
   * The pool that builds the tunnels ahead: the one that is there, or one in the range that is
   * lent; empty when neither is, or when none is useful. Withdrawing the range does not give up one
   * that is there: the range is free again soonest by going on.
   */
  public static Optional<PilotPool> of(Target target, ClusterSnapshot cluster) {
    return useful(target, cluster)
        ? present(target, cluster).or(() -> lent(target, cluster))
        : Optional.empty();
  }

  private static Optional<PilotPool> present(Target target, ClusterSnapshot cluster) {
    var family = target.pool().encapsulation().family();
    return cluster
        .pilotPool()
        .filter(p -> !p.disabled() && !p.terminating())
        .filter(p -> p.encapsulation().filter(e -> e.family() == family).isPresent())
        .flatMap(p ->
            p.range().map(r -> new PilotPool(p.encapsulation().get(), r, p.effectiveBlockSize())));
  }

  /** The pool in the range that is lent, whether large enough or not. */
  static Optional<PilotPool> lent(Target target, ClusterSnapshot cluster) {
    return target
        .wish()
        .pool()
        .temporaryCidr()
        .map(r -> PilotPool.in(r, target.pool().encapsulation().family(), nodes(cluster)));
  }

  /** Nodes that need a tunnel address. */
  static long nodes(ClusterSnapshot cluster) {
    return cluster.nodes().stream().filter(NodeFacts::linux).count();
  }

  /** What a range to lend would be worth, where none is lent; half a sentence. */
  public static Optional<String> worth(Target target, ClusterSnapshot cluster) {
    if (!useful(target, cluster) || of(target, cluster).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        "a spec.temporaryCIDR of /"
            + PilotPool.prefixFor(nodes(cluster))
            + " or larger would "
            + (leavesVxlan(cluster)
                ? "leave about 0.1 seconds of that, at worst 2"
                : "spare that"));
  }

  /** Felix's routes go first then, and BIRD's come after them: that no tunnel can change. */
  static boolean leavesVxlan(ClusterSnapshot cluster) {
    return cluster
        .managedPool()
        .flatMap(IpPool::encapsulation)
        .filter(e -> e.family() == Family.VXLAN)
        .isPresent();
  }

  /** Whether every node has a tunnel of the family from some other pool. */
  public static boolean runs(Family family, ClusterSnapshot cluster) {
    var managed = cluster.managedPool().map(IpPool::name).orElse("");
    var others =
        cluster.datastore().pools().stream()
            .filter(p -> !p.name().equals(managed) && !p.name().equals(IpPool.PILOT_NAME))
            .filter(p -> !p.disabled() && p.forTunnels())
            .filter(p ->
                p.encapsulation().map(Encapsulation::family).filter(family::equals).isPresent())
            .toList();
    Function<NodeFacts, Optional<String>> address =
        family == Family.IPIP ? NodeFacts::ipipAddress : NodeFacts::vxlanAddress;
    return !others.isEmpty()
        && started(cluster)
        && cluster.calicoNodes().stream()
            .allMatch(n ->
                address
                    .apply(n)
                    .filter(a ->
                        others.stream()
                            .flatMap(p -> p.range().stream())
                            .anyMatch(r -> r.hasAddress(a)))
                    .isPresent());
  }

  /**
   * The range whose blocks and claims a decision depends on: that of a pilot pool on its way out,
   * or of one to come; empty when no decision asks for it, as nearly always.
   */
  static Optional<Ipv4Range> claimsAskedFor(Wish wish, ClusterSnapshot cluster) {
    var present = cluster.pilotPool();
    if (present.isPresent()) {
      return present.filter(p -> ClaimsAsked.emptied(p, cluster)).flatMap(IpPool::range);
    }
    var target = Target.resolve(wish, cluster);
    return useful(target, cluster) ? wish.pool().temporaryCidr() : Optional.empty();
  }

  /** Whether a node admitted by the pool's selector gets its tunnel address from it. */
  public static boolean serves(IpPool pool, NodeFacts node) {
    return Selector.matching(pool.options().nodeSelector()).test(node.host().labels());
  }
}
