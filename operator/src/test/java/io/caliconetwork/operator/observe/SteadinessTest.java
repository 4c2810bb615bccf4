package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Rollout;
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
  void countsFromTheFirstLookAtASecondPool() {
    assertThat(left(0)).isEqualTo(20);
    assertThat(left(15)).isEqualTo(5);
    assertThat(left(5)).isZero();
    assertThat(steadiness.look(cluster.snapshot(), now).done()).isTrue();
    assertThat(left(1000)).isZero();
  }

  @Test
  void withoutASecondPoolNothingIsWaitedFor() {
    assertThat(left(0, Cluster.installed().snapshot())).isZero();
    assertThat(left(100)).as("its coming begins the count").isEqualTo(20);
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
  void aNodeThatLeavesMakesNobodyWait() {
    left(0);
    left(30);
    var without =
        Cluster.installed().withoutNodes().node("node-1", "10.0.0.1/24").pool(pilot(false));
    assertThat(left(1, without.snapshot())).isZero();
  }
}
