package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.Encapsulation.Mode;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Pilot;
import io.caliconetwork.operator.check.PilotPool;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.UnreachableNodes;
import io.caliconetwork.operator.plan.PoolGate.AwaitForwarding;
import io.caliconetwork.operator.plan.PoolStep.CreatePilotPool;
import io.caliconetwork.operator.plan.Step.AwaitTunnelAddresses;
import io.caliconetwork.operator.plan.Step.SetPoolEncapsulation;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The default pool from one encapsulation to another.
 *
 * <p>In place, its routes go at once and those of the new encapsulation come when every Felix has
 * restarted and every node knows every other's tunnel: about four seconds. With a pilot pool the
 * tunnels are there before the pool needs them (calico-semantics §4.3):
 *
 * <ol>
 *   <li>pilot pool; every node has its tunnel address from it; forwarding entries settle;
 *   <li>the pool, to the form that goes directly inside a subnet where that is known to work:
 *       traffic then does not feel what follows;
 *   <li>the pilot pool off; every node's tunnel address has moved; forwarding entries settle;
 *   <li>its blocks are released and it is deleted; the pool takes its final form.
 * </ol>
 *
 * <p>Where it stands is seen from the pools themselves, so every step is resumed, or turned around,
 * from what is there.
 */
final class PoolSwitch {

  private final Target target;
  private final ClusterSnapshot cluster;
  private final Encapsulation to;
  private final Set<String> unreachable;
  private final List<Step> steps = new ArrayList<>();

  private PoolSwitch(Target target, ClusterSnapshot cluster) {
    this.target = target;
    this.cluster = cluster;
    this.to = target.pool().encapsulation();
    this.unreachable = UnreachableNodes.accepted(target, cluster);
  }

  /**
   * The remaining steps of the pool.
   *
   * @param running whether calico-node runs anywhere, so that there is traffic to be cut
   */
  static List<Step> steps(Target target, ClusterSnapshot cluster, IpPool pool, boolean running) {
    var change = new PoolSwitch(target, cluster);
    if (running) {
      change.order(pool);
    } else {
      change.set(pool, change.to, false);
    }
    return List.copyOf(change.steps);
  }

  private void order(IpPool pool) {
    var from = pool.encapsulation();
    if (from.filter(f -> f.family() == to.family()).isPresent()) {
      withinFamily(pool, from.get());
      return;
    }
    var ahead = Pilot.of(target, cluster).filter(p -> usable(p) || !kept());
    if (from.isPresent() && ahead.isPresent()) {
      throughPilot(pool, from.get(), ahead.get());
    } else {
      set(pool, to, Pilot.runs(to.family(), cluster));
      steps.add(AwaitTunnelAddresses.ahead(to, ""));
      retire(to, false);
    }
  }

  /** Directly first and in a tunnel last: what goes directly does not feel the pilot pool go. */
  private void withinFamily(IpPool pool, Encapsulation from) {
    var meanwhile = to.direct() || retirement(from).isEmpty() ? to : from;
    set(pool, meanwhile, true);
    if (retirement(meanwhile).isPresent()) {
      retire(meanwhile, !meanwhile.equals(from));
    } else {
      awaitAddresses();
    }
    finish(pool, meanwhile);
  }

  private void throughPilot(IpPool pool, Encapsulation from, PilotPool pilot) {
    if (!usable(pilot)) {
      // One that builds other tunnels, or is on its way out.
      retire(from, false);
      steps.add(new CreatePilotPool(pilot));
      steps.add(AwaitTunnelAddresses.ahead(pilot.encapsulation(), ""));
      settle(true);
    } else {
      var lagging = without(TunnelAddresses.without(to.family(), cluster));
      if (!lagging.isEmpty()) {
        steps.add(
            AwaitTunnelAddresses.of(
                pilot.encapsulation(), "", cluster.calicoNodes().size(), lagging));
      }
      settle(!lagging.isEmpty());
    }
    var stage = stage(from);
    set(pool, stage, true);
    steps.addAll(Retirement.ahead(pilot.name(), stage, cluster));
    finish(pool, stage);
  }

  private void finish(IpPool pool, Encapsulation from) {
    if (!from.equals(to)) {
      steps.add(
          new SetPoolEncapsulation(pool.name(), from.overlay(), to, Gap.withTunnels(from, to)));
    }
  }

  /** Whether the pool that builds the tunnels is there already. */
  private boolean usable(PilotPool pilot) {
    return cluster
        .pilotPool()
        .filter(p -> !p.disabled() && !p.terminating())
        .flatMap(IpPool::encapsulation)
        .filter(pilot.encapsulation()::equals)
        .isPresent();
  }

  /**
   * The form in which the pool takes up the new encapsulation. That pod addresses get through
   * inside a subnet is proved by the form it comes from or goes to; nothing else proves it.
   */
  private Encapsulation stage(Encapsulation from) {
    if (!from.direct() && !to.direct()) {
      return to;
    }
    return Encapsulation.ofModes(
            to.family() == Family.IPIP ? Mode.CROSS_SUBNET : Mode.NEVER,
            to.family() == Family.VXLAN ? Mode.CROSS_SUBNET : Mode.NEVER)
        .orElseThrow();
  }

  private void set(IpPool pool, Encapsulation wished, boolean tunnelsRun) {
    var from = pool.encapsulation();
    if (from.equals(Optional.of(wished))) {
      return;
    }
    steps.add(
        new SetPoolEncapsulation(
            pool.name(),
            from.map(Encapsulation::overlay).orElse("IPIP and VXLAN at once"),
            wished,
            from.map(f -> tunnelsRun ? Gap.withTunnels(f, wished) : Gap.inPlace(f, wished))
                    .orElse("the pool is in a state that no Calico release supports")
                + Pilot.worth(target, cluster).map(w -> "; " + w).orElse("")));
  }

  private void awaitAddresses() {
    var lagging = without(TunnelAddresses.lagging(to, cluster));
    if (!lagging.isEmpty()) {
      steps.add(AwaitTunnelAddresses.of(to, "", cluster.calicoNodes().size(), lagging));
    }
  }

  /**
   * The way out of a pilot pool, if one is there.
   *
   * @param carried how the default pool is carried at that moment
   * @param changing whether the default pool changes right before
   */
  private void retire(Encapsulation carried, boolean changing) {
    retirement(carried).ifPresent(r -> steps.addAll(r.steps(changing)));
  }

  private Optional<Retirement> retirement(Encapsulation carried) {
    return cluster.pilotPool().map(p -> new Retirement(p, carried, cluster, unreachable));
  }

  /** Whether a pilot pool has to stay for nodes that cannot be waited for. */
  private boolean kept() {
    return retirement(to).filter(Retirement::kept).isPresent();
  }

  private void settle(boolean ahead) {
    var settling = cluster.settling();
    if (ahead) {
      steps.add(new AwaitForwarding(settling.ahead()));
    } else if (!settling.done()) {
      steps.add(new AwaitForwarding(settling));
    }
  }

  private List<String> without(List<String> lagging) {
    return lagging.stream().filter(n -> !unreachable.contains(n)).toList();
  }
}
