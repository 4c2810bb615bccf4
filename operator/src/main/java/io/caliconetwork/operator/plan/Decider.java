package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.check.CalicoNodeHealth;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.check.Notice;
import io.caliconetwork.operator.check.Notices;
import io.caliconetwork.operator.check.Preflight;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.plan.Step.AwaitDaemonSet;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Datastore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Check, then plan. Pure. */
public final class Decider {

  private Decider() {}

  /**
   * What is known of earlier looks at this wish.
   *
   * @param settled this very wish was fulfilled before; a node that is restarting or joining then
   *     is Calico's everyday life, not a change of ours to wait for
   * @param underWay steps of ours were begun, for this wish or for one before it
   */
  public record Past(boolean settled, boolean underWay) {}

  /** Decides what to do about a valid wish, given what went before. */
  public static Decision decide(Wish wish, ClusterSnapshot cluster, Past past) {
    var decision = decide(wish, cluster, past.settled());
    if (past.settled() || past.underWay()) {
      return decision;
    }
    var unhealthy = CalicoNodeHealth.beforeStart(Target.resolve(wish, cluster), cluster);
    return switch (decision) {
      case Decision.Proceed proceed when unhealthy.isPresent() ->
          new Decision.Refused(cluster, List.of(unhealthy.get()), proceed.notices());
      case Decision.Refused refused when unhealthy.isPresent() -> refused.with(unhealthy.get());
      default -> decision;
    };
  }

  /**
   * Decides what to do about a valid wish.
   *
   * @param settledBefore whether this very wish was fulfilled before; a node that is restarting or
   *     joining then is Calico's everyday life, not a change of ours to wait for
   */
  public static Decision decide(Wish wish, ClusterSnapshot cluster, boolean settledBefore) {
    var target = Target.resolve(wish, cluster);
    var refusals = Preflight.refusals(target, cluster);
    var notices = Notices.of(target, cluster);
    if (!refusals.isEmpty()) {
      var consent = refusals.stream().allMatch(r -> r.check() == CheckId.MIGRATION_REQUIRED);
      return new Decision.Refused(
          cluster,
          refusals,
          notices,
          consent ? Optional.of(Planner.plan(target, cluster)) : Optional.empty());
    }
    if (cluster.datastore().api() == Datastore.Api.ABSENT) {
      return new Decision.Waiting(
          cluster,
          cluster.daemonSet().isPresent()
              ? "Calico's CustomResourceDefinitions are not there yet"
              : "Calico is not installed yet");
    }
    var plan = Planner.plan(target, cluster);
    if (plan.steps().isEmpty()) {
      return new Decision.Settled(cluster, notices);
    }
    if (plan.steps().getFirst() instanceof AwaitDaemonSet wait) {
      return new Decision.Waiting(cluster, wait.detail());
    }
    if (settledBefore && plan.steps().stream().allMatch(s -> s instanceof Step.Gate)) {
      return new Decision.Settled(cluster, with(notices));
    }
    return new Decision.Proceed(cluster, target, plan, !wish.planOnly(), notices);
  }

  private static List<Notice> with(List<Notice> notices) {
    var all = new ArrayList<>(notices);
    all.add(
        new Notice(
            "CalicoNodeNotReady",
            "calico-node is not ready, or has no tunnel address yet, on some node; nothing of this"
                + " CalicoNetwork waits for it"));
    return all;
  }
}
