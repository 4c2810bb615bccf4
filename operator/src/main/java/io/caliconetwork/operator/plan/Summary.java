package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.HopPool;
import io.caliconetwork.operator.check.Migration;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.plan.Step.AwaitDaemonSet;
import io.caliconetwork.operator.plan.Step.AwaitRollout;
import io.caliconetwork.operator.plan.Step.AwaitTunnelAddresses;
import io.caliconetwork.operator.plan.Step.CreatePool;
import io.caliconetwork.operator.plan.Step.PresetConfigMap;
import io.caliconetwork.operator.plan.Step.RepairPoolModes;
import io.caliconetwork.operator.plan.Step.ReviseCalicoNode;
import io.caliconetwork.operator.plan.Step.RewriteLegacyPool;
import io.caliconetwork.operator.plan.Step.SetPoolEncapsulation;
import io.caliconetwork.operator.plan.Step.SetPoolOptions;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan in one sentence. */
final class Summary {

  private final ClusterSnapshot cluster;
  private final List<Step> steps;

  private Summary(ClusterSnapshot cluster, List<Step> steps) {
    this.cluster = cluster;
    this.steps = steps;
  }

  static Plan plan(Target target, ClusterSnapshot cluster, List<Step> steps) {
    var summary = new Summary(cluster, steps);
    return new Plan(summary.impact(), summary.text(target), steps);
  }

  /** A plan that moves pods, in one sentence. */
  static Plan migration(
      Migration migration, Target target, ClusterSnapshot cluster, List<Step> steps) {
    return new Plan(
        ChangeImpact.MIGRATION, new Summary(cluster, steps).text(migration, target), steps);
  }

  private String text(Migration migration, Target target) {
    var goal = migration.goal();
    var parts = new ArrayList<String>();
    var pods = cluster.moves().map(m -> m.remaining().size()).orElse(-1);
    parts.add(
        migration.leaving().stream().map(Summary::range).collect(Collectors.joining(" and "))
            + " → "
            + (migration.hopAhead() ? range(migration.destination()) + " → " : "")
            + range(goal));
    if (steps.stream().anyMatch(s -> s instanceof MovePods)) {
      parts.add(
          (pods < 0 ? "all pods get" : pods == 1 ? "1 pod gets" : pods + " pods get")
              + (migration.hopAhead() ? " new addresses twice" : " new addresses")
              + switch (target.wish().consent().strategy()) {
                case EVICT ->
                    ", evicted with at most "
                        + target.wish().consent().most()
                        + " on their way at once";
                case MANUAL -> ", recreated by you";
                case FORBID -> ", which needs your consent";
              });
    } else {
      parts.add("no pod has an address there");
    }
    var rolls = steps.stream().filter(s -> s instanceof ReviseCalicoNode).count();
    if (rolls > 0) {
      parts.add("one rolling restart of calico-node for its variables");
    }
    parts.add(
        "per pool that goes "
            + Gap.tunnelsMove(goal.encapsulation()).replaceFirst(" \\(not measured.*", ""));
    if (!goal.encapsulation().equals(target.wish().overlay())) {
      parts.add(
          "overlay "
              + goal.encapsulation().overlay()
              + " → "
              + target.wish().overlay().overlay()
              + " only after that");
    }
    return String.join("; ", parts);
  }

  private static String range(IpPool pool) {
    return pool.cidr() + " in blocks of /" + pool.effectiveBlockSize();
  }

  private static String range(HopPool pool) {
    return pool.cidr() + " in blocks of /" + pool.blockSize();
  }

  private ChangeImpact impact() {
    if (steps.stream().anyMatch(s -> s instanceof ReviseCalicoNode)) {
      return ChangeImpact.ROLLING;
    }
    return steps.isEmpty() ? ChangeImpact.NONE : ChangeImpact.LIVE;
  }

  private String text(Target target) {
    if (steps.isEmpty()) {
      return "nothing to do";
    }
    var parts = new ArrayList<String>();
    for (var step : steps) {
      phrase(step).ifPresent(parts::add);
    }
    if (parts.isEmpty()) {
      parts.add("wait for calico-node");
    }
    var from = cluster.managedPool().flatMap(IpPool::encapsulation).map(Encapsulation::overlay);
    var to = target.pool().encapsulation().overlay();
    var change = from.filter(f -> !f.equals(to)).map(f -> f + " → " + to).orElse(to) + ipv6(target);
    var rolls = steps.stream().filter(s -> s instanceof ReviseCalicoNode).count();
    var nodes = cluster.daemonSet().map(d -> d.rollout().desired()).orElse(0);
    return change
        + ": "
        + String.join(", then ", parts)
        + (rolls == 0
            ? ""
            : " ("
                + (rolls == 1 ? "one rolling restart" : rolls + " rolling restarts")
                + " of calico-node on "
                + nodes
                + (nodes == 1 ? " node)" : " nodes)"));
  }

  private String ipv6(Target target) {
    if (target.ipv6().isEmpty()) {
      return "";
    }
    var from = cluster.managedIpv6Pool().flatMap(IpPool::encapsulation);
    var to = target.ipv6().get().encapsulation();
    return ", IPv6 "
        + from.filter(f -> f != to).map(f -> f + " → ").orElse(from.isEmpty() ? "new: " : "")
        + to;
  }

  private Optional<String> phrase(Step step) {
    return switch (step) {
      case CreatePool s -> Optional.of("create pool " + s.pool().name());
      case RepairPoolModes s -> Optional.of("write both modes of pool " + s.pool());
      case RewriteLegacyPool s -> Optional.of("today's fields for pool " + s.pool());
      case SetPoolOptions s -> Optional.of("options of pool " + s.pool());
      case SetPoolEncapsulation s ->
          Optional.of(
              (cluster.managedPool().filter(p -> p.name().equals(s.pool())).isPresent()
                      ? "the pool ("
                      : "pool " + s.pool() + " (")
                  + s.gap()
                  + ")");
      case PresetConfigMap s -> Optional.of("the ConfigMap, ahead of the first start");
      case ReviseCalicoNode s -> Optional.of(revision(s));
      case Step.FitBackend s -> Optional.of(s.detail());
      case AwaitDaemonSet s -> Optional.of("wait for the calico-node DaemonSet");
      case AwaitRollout s -> Optional.empty();
      case AwaitTunnelAddresses s -> Optional.empty();
      case AwaitNodeAddresses s -> Optional.empty();
      case PoolStep.CreatePilotPool s ->
          Optional.of(
              "a pilot pool that builds the "
                  + s.pool().encapsulation().family()
                  + " tunnels (no traffic is lost)");
      case PoolStep.DisablePool s -> Optional.of("the pilot pool goes (" + s.gap() + ")");
      case PoolStep.EnablePool s -> Optional.empty();
      case EvictPods s -> Optional.empty();
      case MovePods s -> Optional.empty();
      case PoolStep.ReleaseBlocks s -> Optional.empty();
      case PoolStep.DeletePool s ->
          steps.stream().anyMatch(other -> other instanceof PoolStep.DisablePool)
              ? Optional.empty()
              : Optional.of("the pilot pool is deleted");
      case PoolGate s -> Optional.empty();
    };
  }

  private String revision(ReviseCalicoNode step) {
    var backend = cluster.configuredBackend().map(Backend::value).orElse("unset");
    return switch (step.purpose()) {
      case START_BIRD -> backend.equals("bird") ? "BIRD" : "backend " + backend + " → bird";
      case GUARD_BIRD -> "readiness bound to BIRD";
      case STOP_BIRD ->
          backend.equals("vxlan") ? "the rest of backend vxlan" : "backend " + backend + " → vxlan";
      case LOWER_MTU -> "a lower MTU";
      case SYNC -> "the variables of calico-node";
    };
  }
}
