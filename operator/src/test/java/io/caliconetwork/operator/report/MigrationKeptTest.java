package io.caliconetwork.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.MigrationState;
import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Pods;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.snapshot.Origin;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What status keeps of a change of range: in time, no longer than needed, and enough to go on. */
class MigrationKeptTest {

  private static final String NEW = "10.244.0.0/16";
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final Wish WISH =
      Wishes.consenting(Wishes.cidr(Encapsulation.IPIP, NEW), MigrationStrategy.EVICT);

  /** Status about a look at the cluster, after an earlier one. */
  private static CalicoNetworkStatus status(
      Wish wish, Cluster cluster, Optional<CalicoNetworkStatus> before, Instant now) {
    MigrationReport.kept(before).origin().ifPresent(cluster::origin);
    var decision = Decider.decide(wish, cluster.snapshot(), new Decider.Past(false, true));
    return StatusReport.of(decision, before, 1, now);
  }

  private static CalicoNetworkStatus first() {
    return status(WISH, living(20), Optional.empty(), NOON);
  }

  private static Cluster living(int pods) {
    return Cluster.installed()
        .podSubnet("192.168.0.0/16")
        .moves(PodMoves.of(Pods.of(Pods.replicaSet("api"), pods)));
  }

  /** The old pool is disabled, tunnels have moved, pods move. */
  private static Cluster moving(int pods) {
    return living(pods)
        .env("CALICO_IPV4POOL_CIDR", NEW)
        .pool(
            new IpPool(
                IpPool.DEFAULT_NAME,
                "8",
                "192.168.0.0/16",
                26,
                new IpPool.Modes("Always", "Never", false),
                PoolOptions.DEFAULT,
                true,
                List.of("Workload", "Tunnel")))
        .pool(Cluster.pool("caliconetwork-ipv4-ippool", NEW))
        .tunnels("10.244.0.");
  }

  @Test
  void whereItBeganIsWrittenBeforeTheFirstWrite() {
    var status = first();
    assertThat(status.plan().impact()).isEqualTo("Migration");
    assertThat(status.plan().steps().getFirst().name()).isEqualTo("CreatePool");
    assertThat(status.migration())
        .isEqualTo(
            new MigrationState(
                "default-ipv4-ippool", "192.168.0.0/16", 26, null, null, null, null, null, null));
    assertThat(MigrationReport.kept(Optional.of(status)).origin())
        .contains(new Origin("default-ipv4-ippool", Ipv4Range.of("192.168.0.0/16"), 26));
  }

  @Test
  void podsAreCountedFromTheMomentWhenTheFirstIsMoved() {
    var begun = status(WISH, moving(20), Optional.of(first()), NOON.plusSeconds(60));
    assertThat(begun.migration().progress()).isEqualTo("0 of 20");
    assertThat(begun.migration().since()).isEqualTo("2030-01-01T12:01:00Z");
    assertThat(begun.migration().leaving()).containsExactly("192.168.0.0/16");
    var later = status(WISH, moving(7), Optional.of(begun), NOON.plusSeconds(120));
    assertThat(later.migration().progress()).isEqualTo("13 of 20");
    assertThat(later.migration().moved()).isEqualTo(13);
    assertThat(later.migration().since()).isEqualTo(begun.migration().since());
    assertThat(later.migration().namespaces())
        .containsExactly(new MigrationState.PodCount("shop", 7));
    assertThat(later.conditions().getFirst().message()).contains("MovePods: moved 13 of 20 pods");
    var more = status(WISH, moving(25), Optional.of(later), NOON.plusSeconds(180));
    assertThat(more.migration().progress()).as("more came than there were").isEqualTo("0 of 25");
  }

  @Test
  void theSecondHopCountsAnew() {
    var begun = status(WISH, moving(20), Optional.of(first()), NOON);
    var other =
        begun.with(
            new MigrationState(
                "default-ipv4-ippool",
                "192.168.0.0/16",
                26,
                List.of("10.9.0.0/16"),
                40,
                40,
                "40 of 40",
                "2030-01-01T00:00:00Z",
                null));
    var next = status(WISH, moving(20), Optional.of(other), NOON.plusSeconds(60));
    assertThat(next.migration().progress()).isEqualTo("0 of 20");
    assertThat(next.migration().since()).isEqualTo("2030-01-01T12:01:00Z");
    assertThat(next.migration().pool()).isEqualTo("default-ipv4-ippool");
  }

  @Test
  void itIsKeptWhileSomethingIsInTheWayAndDroppedWhenAllIsDone() {
    var begun = status(WISH, moving(20), Optional.of(first()), NOON);
    var forbidden = Wishes.cidr(Encapsulation.IPIP, NEW);
    var refused = status(forbidden, moving(20), Optional.of(begun), NOON);
    assertThat(refused.blockers()).extracting(b -> b.check()).containsExactly("MigrationRequired");
    assertThat(refused.plan().steps()).as("what consent would allow").isNotEmpty();
    assertThat(refused.migration()).isEqualTo(begun.migration());

    var done =
        Cluster.installed()
            .withoutPools()
            .env("CALICO_IPV4POOL_CIDR", NEW)
            .pool(Cluster.pool("caliconetwork-ipv4-ippool", NEW))
            .tunnels("10.244.0.");
    var settled = status(WISH, done, Optional.of(begun), NOON);
    assertThat(settled.conditions().getFirst().reason()).isEqualTo("Converged");
    assertThat(settled.migration()).isNull();
  }

  @Test
  void modePlanKeepsNothingOfWhatHasNotBegun() {
    var plan =
        new Wish(
            WISH.overlay(),
            WISH.pool(),
            WISH.mtu(),
            true,
            WISH.accepted(),
            WISH.ipv6(),
            WISH.consent());
    assertThat(status(plan, living(20), Optional.empty(), NOON).migration()).isNull();
    var begun = status(WISH, moving(20), Optional.of(first()), NOON);
    assertThat(status(plan, moving(20), Optional.of(begun), NOON).migration())
        .isEqualTo(begun.migration());
  }

  @Test
  void everyTenthOfTheWayIsTold() {
    var begun = status(WISH, moving(20), Optional.of(first()), NOON);
    assertThat(Announcement.between(Optional.of(first()), begun))
        .extracting(Announcement::reason)
        .contains("MovePods");
    var one = status(WISH, moving(19), Optional.of(begun), NOON);
    assertThat(Announcement.between(Optional.of(begun), one)).isEmpty();
    var two = status(WISH, moving(18), Optional.of(one), NOON);
    assertThat(Announcement.between(Optional.of(one), two))
        .containsExactly(new Announcement(false, "MovePods", "moved 2 of 20 pods"));
  }
}
