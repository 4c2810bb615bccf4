package io.caliconetwork.operator.moves;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.ClaimsAsked;
import io.caliconetwork.operator.check.Migration;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.plan.ChangeImpact;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.EvictPods;
import io.caliconetwork.operator.plan.PoolStep;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.report.MigrationReport;
import io.caliconetwork.operator.report.StatusReport;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The operator: it looks, decides, reports, and takes the first step, as the reconciler does. */
final class ModelOperator {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final ModelCluster cluster;
  private Optional<CalicoNetworkStatus> status = Optional.empty();

  ModelOperator(ModelCluster cluster) {
    this.cluster = cluster;
  }

  ModelOperator copy() {
    var other = new ModelOperator(cluster.copy());
    other.status = status;
    return other;
  }

  ModelCluster cluster() {
    return cluster;
  }

  Optional<CalicoNetworkStatus> status() {
    return status;
  }

  /** Somebody takes the status away. */
  void wiped() {
    status = Optional.empty();
  }

  /** What it sees, as its observer looks closer where a decision needs that. */
  ClusterSnapshot look(Wish wish) {
    var left = cluster.settled() ? Duration.ZERO : Settling.USUAL;
    var seen =
        new ClusterSnapshot(
                cluster.calicoNode().facts(),
                new Datastore(
                    Datastore.Api.CRD_V1,
                    cluster.pools(),
                    Optional.of(new Datastore.ClusterInfo("v3.30.7", true)),
                    BgpFacts.NONE,
                    List.of()),
                ModelCluster.NODES.stream().map(this::node).toList())
            .with(
                new Settling(
                    Settling.USUAL, left, cluster.flipped() ? Settling.USUAL : Duration.ZERO));
    seen = MigrationReport.kept(status).origin().map(seen::with).orElse(seen);
    var leaving =
        Migration.of(Target.resolve(wish, seen), seen)
            .map(Migration::leavingRanges)
            .orElse(List.of());
    if (!leaving.isEmpty()) {
      seen = seen.with(cluster.pods().look(leaving));
    }
    for (var range : ClaimsAsked.of(wish, seen)) {
      seen = seen.with(cluster.claims(range));
    }
    return seen;
  }

  private NodeFacts node(String name) {
    var annotations = cluster.annotations(name);
    var address = "10.0.0." + (1 + ModelCluster.NODES.indexOf(name));
    return new NodeFacts(
        name,
        true,
        Optional.of(address),
        Optional.of(address + "/24"),
        Optional.ofNullable(annotations.get(TunnelAddresses.IPIP_ANNOTATION)),
        Optional.ofNullable(annotations.get(TunnelAddresses.VXLAN_ANNOTATION)));
  }

  /** A look and its report; the write that it decided is not made yet. */
  Look report(Wish wish, long generation) {
    var seen = look(wish);
    var decision = Decider.decide(wish, seen, StatusReport.past(status, generation));
    var before = status;
    status = Optional.of(StatusReport.of(decision, status, generation, NOW));
    if (decision.next().filter(ModelOperator::needsOrigin).isPresent()) {
      assertThat(status.get().migration()).as("written before " + decision.next()).isNotNull();
    }
    return new Look(wish, seen, decision, before);
  }

  private static boolean needsOrigin(Step.Write step) {
    return step instanceof Step.CreatePool
        || step instanceof PoolStep.EnablePool
        || step instanceof EvictPods;
  }

  /**
   * What was seen and decided.
   *
   * @param before status until then
   */
  record Look(
      Wish wish, ClusterSnapshot seen, Decision decision, Optional<CalicoNetworkStatus> before) {

    Optional<Step.Write> write() {
      return decision.next();
    }

    boolean settled() {
      return decision instanceof Decision.Settled;
    }

    /** Whether it goes on with what was shown before. */
    boolean migrates() {
      return decision instanceof Decision.Proceed p && p.plan().impact() == ChangeImpact.MIGRATION;
    }
  }

  /**
   * Makes the write.
   *
   * @param cutOff the operator dies in the middle of it
   */
  void take(Look look, boolean cutOff) {
    switch (look.write().orElseThrow()) {
      case Step.CreatePool s -> cluster.create(s.pool());
      case PoolStep.CreatePilotPool s -> cluster.create(s.pool());
      case PoolStep.EnablePool s -> cluster.patch(s.pool(), p -> p.with("disabled", false));
      case PoolStep.DisablePool s -> {
        ModelRules.disabling(cluster, look.seen(), look.wish(), s.pool());
        cluster.patch(s.pool(), p -> p.with("disabled", true));
      }
      case PoolStep.ReleaseBlocks s -> cluster.release(s.now(), cutOff);
      case PoolStep.DeletePool s -> {
        ModelRules.deletion(cluster, s.pool());
        cluster.delete(s.pool());
      }
      case Step.SetPoolEncapsulation s -> {
        ModelRules.encapsulation(look.seen());
        cluster.patch(s.pool(), p -> ModelCluster.encapsulated(p, s.to()));
      }
      case Step.ReviseCalicoNode s -> {
        cluster.calicoNode().revise(s.revision(), cutOff);
        cluster.unsettle();
      }
      case EvictPods s -> {
        assertThat(look.wish().consent().strategy()).isEqualTo(MigrationStrategy.EVICT);
        assertThat(s.pods()).hasSizeLessThanOrEqualTo(look.wish().consent().most());
        s.pods().forEach(cluster.pods()::evict);
      }
      default -> throw new AssertionError("nobody asked for " + look.write());
    }
  }

  /** All that matters of both: status of earlier looks, and the cluster. */
  String state(Wish wish, long generation) {
    var migration =
        status
            .map(CalicoNetworkStatus::migration)
            .map(m -> m.pool() + m.cidr() + m.blockSize() + m.leaving() + m.pods())
            .orElse("");
    return migration + StatusReport.settled(status, generation) + cluster.state();
  }

  /** The managed pools' names, for messages. */
  List<String> pools() {
    return cluster.pools().stream().map(IpPool::name).toList();
  }
}
