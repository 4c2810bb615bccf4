package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Mode;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.EnvDifference;
import io.caliconetwork.operator.check.Migration;
import io.caliconetwork.operator.check.Pilot;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.UnreachableNodes;
import io.caliconetwork.operator.plan.PoolGate.AwaitForwarding;
import io.caliconetwork.operator.plan.Step.AwaitDaemonSet;
import io.caliconetwork.operator.plan.Step.AwaitRollout;
import io.caliconetwork.operator.plan.Step.AwaitTunnelAddresses;
import io.caliconetwork.operator.plan.Step.CreatePool;
import io.caliconetwork.operator.plan.Step.PresetConfigMap;
import io.caliconetwork.operator.plan.Step.RepairPoolModes;
import io.caliconetwork.operator.plan.Step.ReviseCalicoNode;
import io.caliconetwork.operator.plan.Step.ReviseCalicoNode.Purpose;
import io.caliconetwork.operator.plan.Step.RewriteLegacyPool;
import io.caliconetwork.operator.plan.Step.SetPoolOptions;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Orders the remaining steps so that at no moment a pool relies on something that does not run:
 *
 * <ul>
 *   <li>what needs BIRD: BIRD on every node first, then the pool;
 *   <li>what does not: the pool first, its tunnels up on every node, then BIRD may go;
 *   <li>the MTU goes down before an encapsulation comes and up after one has gone;
 *   <li>variables of calico-node ride on a revision that is needed anyway, else they come last;
 *   <li>an IPv6 pool comes before anything asks for its addresses, see {@link Ipv6Steps}.
 * </ul>
 */
public final class Planner {

  private final Target target;
  private final ClusterSnapshot cluster;
  private final Ipv6Steps ipv6;
  private final Set<String> unreachable;
  private final List<Step> steps = new ArrayList<>();

  private Planner(Target target, ClusterSnapshot cluster) {
    this.target = target;
    this.cluster = cluster;
    this.ipv6 = new Ipv6Steps(target, cluster);
    this.unreachable = UnreachableNodes.accepted(target, cluster);
  }

  /**
   * The remaining steps. Preflight must have found nothing to object to.
   *
   * <p>Pods move to another range when everything else is as wished, or before it changes: never
   * while an encapsulation changes, for then two pools would be carried differently.
   */
  public static Plan plan(Target target, ClusterSnapshot cluster) {
    var migration = Migration.of(target, cluster);
    if (migration.isEmpty()) {
      return inPlace(target, cluster);
    }
    if (!Migration.underWay(cluster)) {
      var before = inPlace(target.before(cluster.managedPool().orElseThrow()), cluster);
      if (!before.steps().isEmpty()) {
        return before;
      }
    }
    var carried = target.carried(migration.get().goal().encapsulation());
    var planner = new Planner(carried, cluster);
    planner.migrate(migration.get());
    return Summary.migration(migration.get(), carried, cluster, planner.steps);
  }

  private static Plan inPlace(Target target, ClusterSnapshot cluster) {
    var planner = new Planner(target, cluster);
    planner.order();
    return Summary.plan(target, cluster, planner.steps);
  }

  private void migrate(Migration migration) {
    var way = new MigrationSteps(migration, target, cluster);
    steps.addAll(way.arrive());
    // Before any pool goes: a calico-node that finds none creates what its variables say.
    state()
        .filter(s -> !s.neverStarted())
        .ifPresent(s -> {
          revise(new Revisions(target, cluster, s).rest(steps));
          awaitRollout();
        });
    steps.addAll(way.leave(!steps.isEmpty()));
  }

  private void order() {
    steps.addAll(MigrationSteps.remains(cluster));
    var pool = cluster.managedPool();
    if (pool.isEmpty()) {
      steps.add(new CreatePool(target.pool()));
    }
    pool.ifPresent(this::rewriteLegacy);
    var state = state();
    steps.addAll(ipv6.poolFirst(state.filter(s -> !s.neverStarted()).isPresent()));
    if (state.isEmpty()) {
      pool.ifPresent(this::matchOptions);
      steps.addAll(ipv6.adjustPool());
      presetBackend();
      steps.add(new AwaitDaemonSet());
      return;
    }
    pool.ifPresent(this::matchOptions);
    pool.ifPresent(this::repairModes);
    steps.addAll(ipv6.adjustPool());
    var revisions = new Revisions(target, cluster, state.get());
    if (state.get().neverStarted()) {
      pool.ifPresent(p -> steps.addAll(PoolSwitch.steps(target, cluster, p, false)));
      steps.addAll(ipv6.switchPool());
      revise(revisions.whole());
      awaitRollout();
    } else if (target.poolNeedsBird()) {
      birdThenPool(state.get(), revisions, pool);
    } else {
      poolThenBackend(revisions, pool);
    }
    ipv6.awaitAddresses(steps).ifPresent(steps::add);
  }

  private void birdThenPool(CalicoNodeState state, Revisions revisions, Optional<IpPool> pool) {
    if (state.birdOnItsWay()) {
      awaitRollout();
    } else {
      revise(revisions.startBird());
      awaitRollout();
    }
    if (state.differs(BirdProbes.GUARDED) || (acted(Purpose.START_BIRD) && state.canGuard())) {
      revise(revisions.guardBird());
      awaitRollout();
    }
    switchPool(revisions, pool);
    reviseAfterwards(revisions.rest(steps), pool);
  }

  private void poolThenBackend(Revisions revisions, Optional<IpPool> pool) {
    if (ipv6.changesFamily()) {
      awaitRollout();
    }
    switchPool(revisions, pool);
    var stop =
        target.backend().filter(Backend.VXLAN::equals).isPresent() && revisions.birdNotStopped();
    reviseAfterwards(stop ? revisions.stopBird(steps) : revisions.rest(steps), pool);
  }

  /**
   * The revision that follows the pool. Felix exits two seconds after a change of encapsulation:
   * pods that are replaced meanwhile would make the gap longer (calico-semantics §4.1).
   */
  private void reviseAfterwards(Optional<ReviseCalicoNode> revision, Optional<IpPool> pool) {
    var settling = cluster.settling();
    if (revision.isPresent() && pool.isPresent()) {
      if ((changesFamily(pool) && Pilot.of(target, cluster).isEmpty())
          || (!steps.isEmpty() && steps.getLast() instanceof AwaitTunnelAddresses)) {
        steps.add(new AwaitForwarding(settling.ahead()));
      } else if (!changesFamily(pool)
          && !settling.done()
          && !variablesFit()
          && steps.stream().noneMatch(s -> s instanceof AwaitForwarding)) {
        steps.add(new AwaitForwarding(settling));
      }
    }
    revise(revision);
    awaitRollout();
  }

  /**
   * Whether calico-node's variables are of the pool's family; otherwise the pool was switched,
   * perhaps a moment before this process began to look.
   */
  private boolean variablesFit() {
    var ipip = cluster.variable("CALICO_IPV4POOL_IPIP").flatMap(Mode::ofEnv).orElse(Mode.NEVER);
    var vxlan = cluster.variable("CALICO_IPV4POOL_VXLAN").flatMap(Mode::ofEnv).orElse(Mode.NEVER);
    return Encapsulation.ofModes(ipip, vxlan)
        .filter(e -> e.family() == target.pool().encapsulation().family())
        .isPresent();
  }

  private void switchPool(Revisions revisions, Optional<IpPool> pool) {
    // Felix restarts when the encapsulation changes; not while pods are being replaced as well.
    if (changesFamily(pool) || (pool.isPresent() && cluster.pilotPool().isPresent())) {
      awaitRollout();
    }
    if (changesFamily(pool)) {
      revise(revisions.lowerMtu(steps));
      awaitRollout();
    }
    pool.ifPresent(p -> steps.addAll(PoolSwitch.steps(target, cluster, p, true)));
    if (pool.isEmpty()) {
      awaitTunnels();
    }
    steps.addAll(ipv6.switchPool());
  }

  /** First of all: as long as the old fields are there, they override what is written. */
  private void rewriteLegacy(IpPool pool) {
    if (pool.modes().legacy()) {
      steps.add(
          new RewriteLegacyPool(
              pool.name(),
              pool.encapsulation().orElse(target.pool().encapsulation()),
              pool.options().natOutgoing()));
    }
  }

  private void matchOptions(IpPool pool) {
    if (!pool.options().equals(target.pool().options())) {
      steps.add(new SetPoolOptions(pool.name(), target.pool().options()));
    }
  }

  private void repairModes(IpPool pool) {
    if (!pool.modes().complete() && !pool.modes().legacy() && pool.encapsulation().isPresent()) {
      steps.add(new RepairPoolModes(pool.name(), pool.encapsulation().get()));
    }
  }

  private boolean changesFamily(Optional<IpPool> pool) {
    return pool.isPresent()
        && pool.get()
            .encapsulation()
            .filter(e -> e.family() == target.pool().encapsulation().family())
            .isEmpty();
  }

  private void presetBackend() {
    var stop =
        target.backend().filter(Backend.VXLAN::equals).isPresent()
            && cluster.configuredBackend().filter(Backend.BIRD::equals).isPresent()
            && cluster.calicoNodes().isEmpty();
    if (stop) {
      steps.add(new PresetConfigMap(Map.of(ClusterSnapshot.BACKEND_KEY, Backend.VXLAN.value())));
    }
  }

  private void revise(Optional<ReviseCalicoNode> revision) {
    revision
        .map(this::unrepeated)
        .ifPresent(r -> {
          // A pool without routes waits for nothing.
          if (r.purpose() != Purpose.START_BIRD) {
            settle();
          }
          steps.add(r);
        });
  }

  /** A pool has just changed its encapsulation, and Felix restarts for that. */
  private void settle() {
    if (!cluster.settling().poolsDone()
        && steps.stream().noneMatch(s -> s instanceof AwaitForwarding)) {
      steps.add(new AwaitForwarding(cluster.settling()));
    }
  }

  /** Without the keys of the ConfigMap that an earlier step of this plan will have written. */
  private ReviseCalicoNode unrepeated(ReviseCalicoNode step) {
    var keys = new HashMap<>(step.revision().configMapKeys());
    steps.stream()
        .filter(s -> s instanceof ReviseCalicoNode)
        .forEach(s ->
            keys.entrySet()
                .removeAll(((ReviseCalicoNode) s).revision().configMapKeys().entrySet()));
    var revision = step.revision();
    return new ReviseCalicoNode(
        step.purpose(),
        new Revision(keys, revision.env(), revision.annotations(), revision.probes()));
  }

  private boolean acted(Purpose purpose) {
    return steps.stream().anyMatch(s -> s instanceof ReviseCalicoNode r && r.purpose() == purpose);
  }

  /** A gate after a revision, or while one is still on its way. */
  private void awaitRollout() {
    var rollout = cluster.daemonSet().orElseThrow().rollout();
    if (!steps.isEmpty() && steps.getLast() instanceof ReviseCalicoNode) {
      steps.add(AwaitRollout.ahead(rollout.desired()));
    } else if (!rollout.completeBut(unreachable.size()) && !awaited()) {
      steps.add(AwaitRollout.of(rollout, UnreachableNodes.names(cluster)));
    }
  }

  private boolean awaited() {
    return steps.stream().anyMatch(s -> s instanceof AwaitRollout);
  }

  /** Of a pool that is created by this very plan. */
  private void awaitTunnels() {
    var to = target.pool().encapsulation();
    var lagging = TunnelAddresses.lagging(to, cluster);
    if (!lagging.isEmpty()) {
      steps.add(AwaitTunnelAddresses.of(to, "", cluster.calicoNodes().size(), lagging));
    }
  }

  private Optional<CalicoNodeState> state() {
    return cluster
        .daemonSet()
        .flatMap(d -> d.container().map(c -> new CalicoNodeState(cluster, d, c)));
  }

  /** What would have to change in calico-node's variables; also for reports. */
  static EnvDifference envDifference(Target target, ClusterSnapshot cluster) {
    return cluster
        .container()
        .map(c -> EnvDifference.ofBothFamilies(target, cluster, c))
        .orElse(EnvDifference.NONE);
  }
}
