package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv6Range;
import io.caliconetwork.operator.calico.PoolOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code spec.ipv6} comes to: the pool, the backend, the variables, the warnings. */
class Ipv6TargetTest {

  private static final Ipv6Wish KEEP = Wishes.ipv6Pool(Optional.empty());
  private static final Ipv6Wish WITH_VXLAN = Wishes.ipv6Pool(Optional.of(VXLAN));

  private static Target resolve(Wish wish, Cluster cluster) {
    return Target.resolve(wish, cluster.snapshot());
  }

  private static Cluster dualStack() {
    return Cluster.installed().dualStack();
  }

  private static IpPool live(IpPool.Modes modes) {
    return new IpPool(
        "mine",
        "1",
        "fd00:10:244::/56",
        120,
        modes,
        new PoolOptions(true, "has(gpu)", true),
        false,
        List.of());
  }

  private static EnvDifference difference(Ipv6Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Ipv6Difference.between(
        Target.resolve(Wishes.ipv6(VXLAN, wish), snapshot),
        snapshot,
        snapshot.container().orElseThrow());
  }

  private static List<String> notices(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Notices.of(Target.resolve(wish, snapshot), snapshot).stream()
        .map(Notice::id)
        .filter(id -> id.startsWith("IPv6"))
        .toList();
  }

  @Test
  void whatIsLeftOutIsTheLivePoolsElseCalicos() {
    assertThat(resolve(Wishes.ipv6(VXLAN, KEEP), dualStack()).ipv6())
        .contains(
            new TargetIpv6(
                "default-ipv6-ippool",
                NONE,
                Ipv6Range.of("fd00:10:244::/56"),
                122,
                PoolOptions.DEFAULT_IPV6));
    var mine = live(new IpPool.Modes("Never", "CrossSubnet", false));
    assertThat(resolve(Wishes.ipv6(VXLAN, KEEP), dualStack().pool(mine)).ipv6())
        .contains(
            new TargetIpv6(
                "mine", VXLAN_CROSS_SUBNET, Ipv6Range.of("fd00:10:244::/56"), 120, mine.options()));
  }

  @Test
  void ipInIpIsNothingToKeep() {
    var broken = live(new IpPool.Modes("Always", "Never", false));
    assertThat(
            resolve(Wishes.ipv6(VXLAN, KEEP), dualStack().pool(broken))
                .ipv6()
                .get()
                .encapsulation())
        .isEqualTo(NONE);
  }

  @Test
  void anIpv6PoolWithoutOverlayNeedsBirdUnderAnyIpv4Overlay() {
    var none = Wishes.ipv6Pool(Optional.of(NONE));
    assertThat(resolve(Wishes.ipv6(VXLAN, none), dualStack()).backend()).contains(Backend.BIRD);
    assertThat(resolve(Wishes.ipv6(VXLAN, none), dualStack()).needsBird())
        .containsExactly("pool default-ipv6-ippool is without encapsulation");
    assertThat(resolve(Wishes.ipv6(VXLAN, WITH_VXLAN), dualStack()).backend())
        .contains(Backend.VXLAN);
    assertThat(resolve(Wishes.ipv6(IPIP, WITH_VXLAN), dualStack()).backend())
        .contains(Backend.BIRD);
  }

  @Test
  void thePoolAsItShallBeCountsNotAsItIs() {
    var leaving = live(new IpPool.Modes("Never", "Never", false));
    assertThat(resolve(Wishes.ipv6(VXLAN, WITH_VXLAN), dualStack().pool(leaving)).backend())
        .contains(Backend.VXLAN);
    // Left alone it is somebody else's: BIRD stays, and is not started.
    assertThat(resolve(Wishes.overlay(VXLAN), dualStack().pool(leaving)).backend()).isEmpty();
  }

  @Test
  void calicosManifestLacksTheseVariables() {
    var difference =
        difference(
            WITH_VXLAN,
            dualStack().env("FELIX_IPV6SUPPORT", "false").env("CALICO_IPV6POOL_VXLAN", "Never"));
    assertThat(difference.literals())
        .isEqualTo(
            Map.of(
                "IP6", "autodetect",
                "FELIX_IPV6SUPPORT", "true",
                "CALICO_IPV6POOL_CIDR", "fd00:10:244::/56",
                "CALICO_IPV6POOL_VXLAN", "Always"));
    assertThat(difference.configMapKeys()).containsOnlyKeys(CniConfig.KEY);
    assertThat(difference.configMapKeys().get(CniConfig.KEY)).contains("\"assign_ipv6\": \"true\"");
  }

  @Test
  void whatMeansTheSameIsLeftAsItIs() {
    var difference =
        difference(
            WITH_VXLAN,
            dualStack()
                .env("IP6", "fd10::1")
                .env("FELIX_IPV6SUPPORT", "1")
                .env("CALICO_IPV6POOL_CIDR", "FD00:10:244::/56")
                .env("CALICO_IPV6POOL_VXLAN", "always")
                .env("CALICO_IPV6POOL_NAT_OUTGOING", "no")
                .configMap(
                    CniConfig.KEY,
                    "{\"ipam\": {\"type\": \"calico-ipam\", \"assign_ipv6\": \"true\"}}"));
    assertThat(difference.isEmpty()).isTrue();
  }

  @Test
  void optionsThatDifferFromCalicosAreWrittenDown() {
    var difference =
        difference(KEEP, dualStack().pool(live(new IpPool.Modes("Never", "Always", false))));
    assertThat(difference.literals())
        .containsEntry("CALICO_IPV6POOL_BLOCK_SIZE", "120")
        .containsEntry("CALICO_IPV6POOL_NAT_OUTGOING", "true")
        .containsEntry("CALICO_IPV6POOL_NODE_SELECTOR", "has(gpu)")
        .containsEntry("CALICO_IPV6POOL_DISABLE_BGP_EXPORT", "true");
  }

  @Test
  void variablesAreFollowedIntoTheConfigMap() {
    var difference =
        difference(
            WITH_VXLAN,
            dualStack()
                .env("FELIX_IPV6SUPPORT", new EnvValue.ConfigMapKey("calico-config", "v6"))
                .configMap("v6", "false"));
    assertThat(difference.configMapKeys()).containsEntry("v6", "true");
    assertThat(difference.literals()).doesNotContainKey("FELIX_IPV6SUPPORT");
  }

  /** With both calico-node terminates at every start. */
  @Test
  void noRangeIsWrittenWhereCalicoNodeCreatesNoPools() {
    var literals = difference(WITH_VXLAN, dualStack().env("NO_DEFAULT_POOLS", "True")).literals();
    assertThat(literals).containsOnlyKeys("IP6", "FELIX_IPV6SUPPORT");
  }

  @Test
  void nothingIsMeantWhereIpv6IsLeftAlone() {
    var snapshot = dualStack().snapshot();
    assertThat(
            Ipv6Difference.between(
                Target.resolve(Wishes.overlay(VXLAN), snapshot),
                snapshot,
                snapshot.container().orElseThrow()))
        .isEqualTo(EnvDifference.NONE);
    assertThat(notices(Wishes.overlay(VXLAN), dualStack())).isEmpty();
  }

  @Test
  void whatFollowsIsToldBeforehand() {
    assertThat(notices(Wishes.ipv6(VXLAN, WITH_VXLAN), dualStack()))
        .containsExactly(
            "IPv6ExistingPods",
            "IPv6Forwarding",
            "IPv6Services",
            "IPv6LowersMTU",
            "IPv6UniqueLocal");
    assertThat(
            notices(
                Wishes.ipv6(
                    VXLAN, Wishes.ipv6Pool("2001:db8::/56", Optional.empty(), Optional.of(VXLAN))),
                dualStack().configMap("veth_mtu", "1450")))
        .containsExactly("IPv6ExistingPods", "IPv6Forwarding", "IPv6Services", "IPv6FixedMTU");
  }

  @Test
  void onceItWorksOnlyTheRangeIsToldAbout() {
    assertThat(
            notices(
                Wishes.ipv6(VXLAN, WITH_VXLAN),
                dualStack()
                    .pool(
                        new IpPool(
                            "default-ipv6-ippool",
                            "1",
                            "fd00:10:244::/56",
                            122,
                            new IpPool.Modes("Never", "Always", false),
                            PoolOptions.DEFAULT_IPV6,
                            false,
                            List.of()))
                    .configMap(
                        CniConfig.KEY,
                        "{\"ipam\": {\"type\": \"calico-ipam\", \"assign_ipv6\": \"true\"}}")))
        .containsExactly("IPv6UniqueLocal");
  }
}
