package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Rollout;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From when on forwarding entries are relied on: what was seen must have stayed as it is. */
class SteadinessTest {

  private final Steadiness steadiness = new Steadiness(Duration.ofSeconds(20));
  private final Cluster cluster = Cluster.installed().pool(pilot(false));
  private long now;

  private static IpPool pilot(boolean disabled) {
    return new IpPool(
        IpPool.PILOT_NAME,
        "1",
        "10.245.0.0/24",
        30,
        new IpPool.Modes("Never", "Always", false),
        PoolOptions.DEFAULT,
        disabled,
        List.of("Tunnel"));
  }

  private long left(int seconds, ClusterSnapshot seen) {
    now += Duration.ofSeconds(seconds).toNanos();
    return steadiness.look(seen, now).left().toSeconds();
  }

  private long left(int seconds) {
    return left(seconds, cluster.snapshot());
  }

  @Test
  void countsFromTheFirstLook() {
    assertThat(left(0)).isEqualTo(20);
    assertThat(left(15)).isEqualTo(5);
    assertThat(left(5)).isZero();
    assertThat(steadiness.look(cluster.snapshot(), now).done()).isTrue();
    assertThat(left(1000)).isZero();
  }

  @Test
  void everyChangeOfPoolsTunnelsAndReadyNodesBeginsItAnew() {
    left(0);
    left(30);
    assertThat(left(1, cluster.pool(pilot(true)).snapshot())).as("a pool").isEqualTo(20);
    assertThat(left(30)).isZero();
    assertThat(left(1, cluster.node("node-4", "10.0.0.4/24").snapshot()))
        .as("a node's tunnel")
        .isEqualTo(20);
    assertThat(left(30)).isZero();
    assertThat(left(1, cluster.rollout(new Rollout(1, 1, 3, 3, 2)).snapshot()))
        .as("a calico-node that restarts")
        .isEqualTo(20);
    assertThat(left(30)).isZero();
    assertThat(left(1, cluster.pool(Cluster.pool("another", "10.9.0.0/16")).snapshot()))
        .as("one pool more")
        .isEqualTo(20);
  }

  @Test
  void whatLeavesMakesNobodyWait() {
    left(0);
    left(30);
    var without =
        Cluster.installed().withoutNodes().node("node-1", "10.0.0.1/24").pool(pilot(false));
    assertThat(left(1, without.snapshot())).as("a node").isZero();
  }

  @Test
  void aPoolThatLeavesCountsWhereFelixRestartsForIt() {
    left(0);
    left(30);
    assertThat(left(1, Cluster.installed().snapshot())).as("VXLAN goes with it").isEqualTo(20);
    var vxlan = new IpPool.Modes("Never", "Always", false);
    cluster.pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/16", vxlan));
    left(1);
    assertThat(left(30)).isZero();
    var last = Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/16", vxlan));
    assertThat(left(1, last.snapshot())).as("another pool is VXLAN as well").isZero();
  }

  @Test
  void aChangeOfEncapsulationIsCountedByItself() {
    assertThat(steadiness.look(cluster.snapshot(), 0).poolsDone())
        .as("of a change before the first look nothing is known")
        .isTrue();
    cluster.node("node-4", "10.0.0.4/24");
    assertThat(steadiness.look(cluster.snapshot(), 1).poolsDone()).isTrue();
    var other = new IpPool.Modes("Never", "CrossSubnet", false);
    cluster.pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/16", other));
    assertThat(steadiness.look(cluster.snapshot(), 2).leftOfPools()).hasSeconds(20);
    assertThat(steadiness.look(cluster.snapshot(), 2 + Duration.ofSeconds(20).toNanos()))
        .matches(Settling::poolsDone);
  }

  @Test
  void felixDoesNotRestartForTheFormOfAnEncapsulation() {
    left(0);
    left(30);
    var form = new IpPool.Modes("CrossSubnet", "Never", false);
    cluster.pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/16", form));
    assertThat(left(1)).isZero();
    var other = new IpPool.Modes("Never", "CrossSubnet", false);
    cluster.pool(Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/16", other));
    assertThat(left(1)).isEqualTo(20);
  }
}
