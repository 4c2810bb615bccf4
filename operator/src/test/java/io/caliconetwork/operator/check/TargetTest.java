package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.Wish.PoolWish;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {

  private static Target resolve(Wish wish, Cluster cluster) {
    return Target.resolve(wish, cluster.snapshot());
  }

  @Test
  void whatIsLeftOutIsTheLivePools() {
    var live =
        new IpPool(
            "mine",
            "1",
            "10.9.0.0/16",
            24,
            new IpPool.Modes("Always", "Never", false),
            new PoolOptions(false, "has(gpu)", true),
            false,
            List.of());
    var pool = resolve(Wishes.overlay(VXLAN), Cluster.installed().withoutPools().pool(live)).pool();
    assertThat(pool)
        .isEqualTo(
            new Target.TargetPool("mine", VXLAN, Ipv4Range.of("10.9.0.0/16"), 24, live.options()));
  }

  /** Whatever the pools say that pods leave, which go one after the other. */
  @Test
  void whatIsLeftOutIsThePoolsOfTheWishedRangeOnceItIsThere() {
    var there =
        new IpPool(
            "caliconetwork-ipv4-ippool-2",
            "1",
            "10.9.0.0/16",
            26,
            new IpPool.Modes("Never", "Always", false),
            new PoolOptions(false, "has(gpu)", true),
            false,
            List.of());
    var left = Cluster.pool("caliconetwork-ipv4-ippool", "10.8.0.0/16");
    assertThat(left.options()).isNotEqualTo(there.options());
    for (var cluster :
        List.of(
            Cluster.installed().pool(there),
            Cluster.installed().pool(left).pool(there),
            Cluster.installed().withoutPools().pool(left).pool(there))) {
      assertThat(resolve(Wishes.cidr(VXLAN, "10.9.0.0/16"), cluster).pool().options())
          .isEqualTo(there.options());
      assertThat(resolve(Wishes.cidr(VXLAN, "10.7.0.0/16"), cluster).pool().options())
          .isEqualTo(left.options());
    }
  }

  @Test
  void whatIsWishedIsTheWish() {
    var wish =
        new PoolWish(
            Optional.of(Ipv4Range.of("10.8.0.0/16")),
            Optional.of(28),
            Optional.of(false),
            Optional.of("has(gpu)"),
            Optional.of(true));
    assertThat(resolve(Wishes.pool(IPIP, wish), Cluster.installed()).pool())
        .isEqualTo(
            new Target.TargetPool(
                IpPool.DEFAULT_NAME,
                IPIP,
                Ipv4Range.of("10.8.0.0/16"),
                28,
                new PoolOptions(false, "has(gpu)", true)));
  }

  @Test
  void withoutAPoolItIsWhatCalicoNodeWouldCreate() {
    var fresh = resolve(Wishes.overlay(VXLAN), Cluster.empty()).pool();
    assertThat(fresh.cidr()).hasToString("192.168.0.0/16");
    assertThat(fresh.blockSize()).isEqualTo(26);
    assertThat(fresh.options()).isEqualTo(PoolOptions.DEFAULT);
    assertThat(fresh.name()).isEqualTo(IpPool.DEFAULT_NAME);
  }

  /** §1.1 step 3 and 4. */
  @Test
  void theFreshRangeIsKubeadmsElseOneWithoutNodes() {
    assertThat(range(Cluster.empty().podSubnet("10.244.0.0/16"))).isEqualTo("10.244.0.0/16");
    assertThat(range(Cluster.empty().podSubnet("fd00::/48"))).isEqualTo("192.168.0.0/16");
    assertThat(range(Cluster.empty().node("n", "192.168.7.7/24"))).isEqualTo("172.16.0.0/16");
    assertThat(range(Cluster.empty().node("n", "192.168.7.7/24").node("m", "172.16.1.1/24")))
        .isEqualTo("172.17.0.0/16");
  }

  private static String range(Cluster cluster) {
    return resolve(Wishes.overlay(VXLAN), cluster).pool().cidr().toString();
  }

  /** §4.2: who programs the routes between nodes. */
  @Test
  void theBackendFollowsFromThePoolAndTheRelease() {
    assertThat(resolve(Wishes.overlay(IPIP), Cluster.installed()).backend()).contains(Backend.BIRD);
    assertThat(resolve(Wishes.overlay(NONE), Cluster.installed()).backend()).contains(Backend.BIRD);
    assertThat(resolve(Wishes.overlay(VXLAN_CROSS_SUBNET), Cluster.installed()).backend())
        .contains(Backend.VXLAN);
    var felixRoutes = Cluster.installed().image("quay.io/calico/node:v3.33.0");
    assertThat(resolve(Wishes.overlay(IPIP), felixRoutes).backend()).isEmpty();
    assertThat(resolve(Wishes.overlay(NONE), felixRoutes).backend()).contains(Backend.BIRD);
  }

  /** Pitfall 32: whoever else needs BIRD keeps it, but is no reason to start it. */
  @Test
  void birdStaysWhereSomebodyElseNeedsIt() {
    for (var needing :
        List.of(
            Cluster.installed().bgp(List.of("rack"), List.of()),
            Cluster.installed().bgp(List.of(), List.of("serviceExternalIPs")),
            Cluster.installed().pool(Cluster.pool("other", "10.9.0.0/16")),
            Cluster.installed()
                .pool(
                    Cluster.pool(
                        "other", "10.9.0.0/16", new IpPool.Modes("Never", "Never", false))),
            Cluster.installed().node("node-4", "10.0.0.4/32"))) {
      var target = resolve(Wishes.overlay(VXLAN), needing);
      assertThat(target.backend()).isEmpty();
      assertThat(target.needsBird()).hasSize(1);
      assertThat(target.poolNeedsBird()).isFalse();
    }
  }

  @Test
  void poolsThatGiveNoAddressesToPodsDoNotNeedBird() {
    var loadBalancers =
        new IpPool(
            "lb",
            "1",
            "10.9.0.0/24",
            26,
            new IpPool.Modes("Never", "Never", false),
            PoolOptions.DEFAULT,
            false,
            List.of("LoadBalancer"));
    assertThat(resolve(Wishes.overlay(VXLAN), Cluster.installed().pool(loadBalancers)).backend())
        .contains(Backend.VXLAN);
  }

  @Test
  void aNodeCalicoNeverStartedOnSaysNothing() {
    assertThat(resolve(Wishes.overlay(VXLAN), Cluster.installed().withoutNodes()).backend())
        .contains(Backend.VXLAN);
  }

  private static List<String> needsBird(Encapsulation overlay, Cluster cluster) {
    return Target.resolve(Wishes.overlay(overlay), cluster.snapshot()).needsBird();
  }

  /** Law §4.2: BIRD is needed for what the pair of programClusterRoutes leaves to it. */
  @Test
  void birdIsNeededForTheRoutesThatFelixDoesNotProgram() {
    var felix = Around.felix(Around.settings(null, null, "Enabled", null));
    var v332 = Cluster.installed().image("quay.io/calico/node:v3.32.1").routesOfBird("Disabled");
    assertThat(needsBird(Encapsulation.NONE, v332)).isNotEmpty();
    assertThat(needsBird(Encapsulation.NONE, v332.surroundings(felix))).isEmpty();
    assertThat(needsBird(Encapsulation.IPIP, v332)).isEmpty();
    var v330 = Cluster.installed().surroundings(felix);
    assertThat(needsBird(Encapsulation.IPIP, v330)).as("no such field yet").isNotEmpty();
    var v333 = Cluster.installed().image("quay.io/calico/node:v3.33.0");
    assertThat(needsBird(Encapsulation.IPIP, v333)).isEmpty();
    assertThat(needsBird(Encapsulation.NONE, v333)).isNotEmpty();
    v333.routesOfBird("Enabled").env("FELIX_PROGRAMCLUSTERROUTES", "Disabled");
    assertThat(needsBird(Encapsulation.IPIP, v333)).isNotEmpty();
  }
}
