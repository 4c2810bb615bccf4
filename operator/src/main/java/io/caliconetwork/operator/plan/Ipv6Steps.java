package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv6Env;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.TargetIpv6;
import io.caliconetwork.operator.plan.Step.AwaitTunnelAddresses;
import io.caliconetwork.operator.plan.Step.CreatePool;
import io.caliconetwork.operator.plan.Step.RepairPoolModes;
import io.caliconetwork.operator.plan.Step.SetPoolEncapsulation;
import io.caliconetwork.operator.plan.Step.SetPoolOptions;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a plan that are about IPv6. The pool comes before everything else that is new:
 *
 * <ul>
 *   <li>a pod that asks for an IPv6 address while no pool has one does not start at all, so the CNI
 *       configuration must not come before the pool;
 *   <li>a calico-node that serves IPv6 creates the pool itself when there is none, in some releases
 *       without the encapsulation that its variables name;
 *   <li>a pool that gives nobody an address harms nobody, and a node that gets no tunnel address
 *       from it shows before any calico-node is restarted: at a start that would be its end.
 * </ul>
 *
 * <p>The variables and the CNI configuration ride on the revision of calico-node that the plan has
 * anyway.
 */
final class Ipv6Steps {

  private static final String FAMILY = "IPv6 ";

  private final ClusterSnapshot cluster;
  private final Optional<TargetIpv6> target;
  private final Optional<IpPool> live;

  Ipv6Steps(Target target, ClusterSnapshot cluster) {
    this.cluster = cluster;
    this.target = target.ipv6();
    this.live = target.ipv6().flatMap(t -> cluster.managedIpv6Pool());
  }

  /**
   * The pool, where there is none, and its tunnel addresses; the addresses also where the pool has
   * its encapsulation already.
   *
   * @param running whether any calico-node runs that could follow
   */
  List<Step> poolFirst(boolean running) {
    var steps = new ArrayList<Step>();
    target.ifPresent(t -> {
      if (live.isEmpty()) {
        steps.add(new CreatePool(t));
        if (running && t.encapsulation().family() == Family.VXLAN) {
          steps.add(AwaitTunnelAddresses.ahead(t.encapsulation(), FAMILY));
        }
      } else if (running && !changesFamily()) {
        awaitTunnels(t.encapsulation()).ifPresent(steps::add);
      }
    });
    return steps;
  }

  /** What changes without anybody noticing. */
  List<Step> adjustPool() {
    var steps = new ArrayList<Step>();
    live.ifPresent(pool -> {
      if (!pool.options().equals(target.orElseThrow().options())) {
        steps.add(new SetPoolOptions(pool.name(), target.get().options()));
      }
      if (!pool.modes().complete() && pool.encapsulation().isPresent()) {
        steps.add(new RepairPoolModes(pool.name(), pool.encapsulation().get()));
      }
    });
    return steps;
  }

  /** The encapsulation of a pool that is there, and the tunnel addresses that follow from it. */
  List<Step> switchPool() {
    if (live.isEmpty()) {
      return List.of();
    }
    var steps = new ArrayList<Step>();
    var from = live.get().encapsulation();
    var to = target.orElseThrow().encapsulation();
    if (!from.equals(Optional.of(to))) {
      steps.add(
          new SetPoolEncapsulation(
              live.get().name(),
              from.map(Encapsulation::overlay).orElse("IPIP and VXLAN"),
              to,
              Gap.ofIpv6(from, to)));
      if (changesFamily()) {
        steps.add(AwaitTunnelAddresses.ahead(to, FAMILY));
      }
    }
    return steps;
  }

  /** Whether Felix restarts for the pool that is there. */
  boolean changesFamily() {
    return live.isPresent()
        && !live.get()
            .encapsulation()
            .map(Encapsulation::family)
            .equals(target.map(t -> t.encapsulation().family()));
  }

  /** The nodes' own addresses, which calico-node looks for at its start. */
  Optional<Step> awaitAddresses(List<Step> before) {
    var lagging =
        cluster.calicoNodes().stream()
            .filter(n -> n.ipv6().bgpAddress().isEmpty())
            .map(NodeFacts::name)
            .toList();
    if (target.isEmpty() || lagging.isEmpty()) {
      return Optional.empty();
    }
    var ahead =
        before.stream()
            .anyMatch(s ->
                s instanceof Step.ReviseCalicoNode r
                    && (r.revision().env().containsKey(Ipv6Env.NODE_ADDRESS.variable())
                        || r.revision().configMapKeys().containsValue(Ipv6Env.AUTODETECT)));
    return Optional.of(
        ahead
            ? AwaitNodeAddresses.ahead()
            : AwaitNodeAddresses.of(cluster.calicoNodes().size(), lagging));
  }

  private Optional<Step> awaitTunnels(Encapsulation to) {
    var lagging = TunnelAddresses.laggingIpv6(to, cluster);
    return lagging.isEmpty()
        ? Optional.empty()
        : Optional.of(AwaitTunnelAddresses.of(to, FAMILY, cluster.calicoNodes().size(), lagging));
  }
}
