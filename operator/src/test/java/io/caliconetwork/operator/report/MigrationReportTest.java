package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.MigrationState;
import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Pods;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.Origin;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What status keeps of a change of ranges. */
class MigrationReportTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final String OLD = "192.168.0.0/16";
  private static final String NEW = "10.244.0.0/16";
  private static final Wish EVICT =
      Wishes.consenting(Wishes.cidr(IPIP, NEW), MigrationStrategy.EVICT);
  private static final MigrationState BEGUN =
      new MigrationState(IpPool.DEFAULT_NAME, OLD, 26, null, null, null, null, null, null);

  private static Decision decide(Wish wish, Cluster cluster) {
    return Decider.decide(wish, cluster.snapshot(), false);
  }

  private static MigrationState kept(Wish wish, Cluster cluster, MigrationState before) {
    return MigrationReport.of(decide(wish, cluster), before, NOW);
  }

  /** The variables of the old range are in place. */
  private static Cluster before() {
    return Cluster.installed()
        .podSubnet(OLD)
        .moves(PodMoves.of(Pods.of(Pods.replicaSet("api"), 4)));
  }

  /** Pods have the new range alone. */
  private static Cluster after() {
    return Cluster.installed()
        .withoutPools()
        .pool(Cluster.pool("caliconetwork-ipv4-ippool", NEW))
        .tunnels("10.244.0.")
        .env("CALICO_IPV4POOL_CIDR", NEW)
        .origin(new Origin(IpPool.DEFAULT_NAME, Ipv4Range.of(OLD), 26));
  }

  @Test
  void theOriginIsWrittenBeforeTheFirstWrite() {
    assertThat(decide(EVICT, before()).next()).isPresent();
    assertThat(kept(EVICT, before(), null)).isEqualTo(BEGUN);
  }

  @Test
  void itIsKeptWhileRefused() {
    assertThat(kept(Wishes.cidr(IPIP, NEW), before(), BEGUN)).isEqualTo(BEGUN);
    assertThat(kept(Wishes.cidr(IPIP, NEW), before(), null)).isNull();
  }

  @Test
  void itIsDroppedWhenSettled() {
    assertThat(decide(EVICT, after())).isInstanceOf(Decision.Settled.class);
    assertThat(kept(EVICT, after(), BEGUN)).isNull();
  }

  /** Without it nobody would look there any more. */
  @Test
  void itIsKeptAsLongAsSomethingIsLeftInTheOldRange() {
    var block =
        new IpamClaims.Block(
            new IpamClaims.Stored("b", "1"),
            "192.168.0.0/26",
            Optional.of("node-1"),
            Given.to(new IpamClaims.Holder("node-1", "pod shop/late")),
            false);
    var left = after().claims(new IpamClaims(Ipv4Range.of(OLD), List.of(block), List.of()));
    assertThat(decide(EVICT, left)).isInstanceOf(Decision.Proceed.class);
    assertThat(kept(EVICT, left, BEGUN)).isEqualTo(BEGUN);
  }
}
