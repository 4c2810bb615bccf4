package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.NodeIpv6;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each check of {@code spec.ipv6}: the smallest cluster that trips it, and a neighbour. */
class Ipv6ChecksTest {

  private static final String V6 = IpPool.DEFAULT_IPV6_NAME;
  private static final String RANGE = "fd00:10:244::/56";

  /** What calico.yaml's configuration comes to. */
  private static final String CNI = "{\"ipam\": {\"type\": \"calico-ipam\"%s}}";

  /**
   * @param names what the sentence must mention
   */
  private record Case(
      CheckId check, Ipv6Wish wish, Cluster trips, Cluster neighbour, String names) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              CheckId.IPV6_NODES,
              wish(VXLAN),
              dualStack().ipv6("node-2", "5.15.0", NodeIpv6.NONE),
              // calico-node has found one there, whatever the kubelet says.
              dualStack().ipv6("node-2", "5.15.0", told("fd10::2/64")),
              "1 of 3 nodes have no IPv6 InternalIP: node-2 (10.0.0.2)"),
          new Case(
              CheckId.IPV6_NODES,
              wish(NONE),
              Cluster.installed().withoutDaemonSet(),
              dualStack().withoutDaemonSet(),
              "3 of 3 nodes have no IPv6 InternalIP"),
          new Case(
              CheckId.IPV6_KERNEL,
              wish(VXLAN),
              dualStack().ipv6("node-3", "4.18.0-25-generic", internal("fd10::3")),
              dualStack().ipv6("node-3", "4.18.0-553.el8.x86_64", internal("fd10::3")),
              "node-3 (4.18.0-25-generic)"),
          new Case(
              CheckId.IPV6_KERNEL,
              wish(VXLAN_CROSS_SUBNET),
              dualStack().ipv6("node-3", "3.10.0-1160.el7", internal("fd10::3")),
              dualStack().ipv6("node-3", "unknown", internal("fd10::3")),
              "1 nodes have an older kernel"),
          new Case(
              CheckId.IPV6_CNI,
              wish(VXLAN),
              dualStack().withoutKey(CniConfig.KEY),
              dualStack(),
              "ConfigMap calico-config has no key cni_network_config"),
          new Case(
              CheckId.IPV6_CNI,
              wish(VXLAN),
              dualStack().configMap(CniConfig.KEY, "[" + CNI + "," + CNI + "]"),
              dualStack().configMap(CniConfig.KEY, CNI.formatted("")),
              "does not hold exactly one plugin"),
          new Case(
              CheckId.IPV6_POOL_PINNED,
              wish(VXLAN),
              dualStack().configMap(CniConfig.KEY, pins("\"theirs\"")),
              dualStack().configMap(CniConfig.KEY, pins("\"theirs\", \"FD00:10:244::/56\"")),
              "only the IPv6 pools theirs, not default-ipv6-ippool (fd00:10:244::/56)"),
          new Case(
              CheckId.IPV6_BLOCKS,
              Wishes.ipv6Pool("fd00:10:244::/121", Optional.empty(), Optional.of(VXLAN)),
              dualStack(),
              dualStack().withoutNodes().node("node-1", "10.0.0.1/24").dualStack(),
              "has 2 blocks of /122, and there are 3 nodes"),
          new Case(
              CheckId.IPV6_NODE_OVERLAP,
              Wishes.ipv6Pool("fd10::/16", Optional.empty(), Optional.of(VXLAN)),
              dualStack(),
              Cluster.installed(),
              "3 nodes, node-1 (fd10::1)"),
          new Case(
              CheckId.ENV_SOURCE,
              wish(VXLAN),
              dualStack().env("CALICO_IPV6POOL_CIDR", new EnvValue.Other("secretKeyRef")),
              dualStack().env("IP6", new EnvValue.Other("fieldRef")),
              "CALICO_IPV6POOL_CIDR (from a secretKeyRef)"),
          new Case(
              CheckId.POOL_AMBIGUOUS,
              wish(VXLAN),
              dualStack().pool(v6("one", RANGE)).pool(v6("two", "fd01::/64")),
              dualStack().pool(v6(V6, RANGE)).pool(v6("two", "fd01::/64")),
              "2 IPv6 pools (one, two)"),
          new Case(
              CheckId.POOL_CIDR,
              wish(VXLAN),
              dualStack().pool(v6("broken", "fd00:::/64")),
              dualStack().pool(v6(V6, RANGE)),
              "'fd00:::/64'"),
          new Case(
              CheckId.POOL_LEGACY,
              wish(VXLAN),
              dualStack().pool(v6(new IpPool.Modes("Never", "Always", true), false)),
              dualStack().pool(v6(new IpPool.Modes("Never", "Always", false), false)),
              "default-ipv6-ippool carries spec.ipip"),
          new Case(
              CheckId.POOL_DISABLED,
              wish(VXLAN),
              dualStack().pool(v6(new IpPool.Modes("Never", "Always", false), true)),
              dualStack().pool(v6(new IpPool.Modes("Never", "Always", false), false)),
              "default-ipv6-ippool is disabled"),
          new Case(
              CheckId.POOL_OVERLAP,
              wish(VXLAN),
              dualStack().pool(loadBalancers("fd00:10:244:80::/64")),
              dualStack().pool(loadBalancers("fd00:10:245::/64")),
              "lb (fd00:10:244:80::/64)"),
          new Case(
              CheckId.LEFTOVER_BLOCKS,
              wish(VXLAN),
              dualStack().blocks("fd00:10:244::/124", "10.0.0.0/28"),
              dualStack().blocks("fd00:10:244::/122", "fd01::/124"),
              "1 IPAM blocks of another size than /122"),
          new Case(
              CheckId.MIGRATION_REQUIRED,
              Wishes.ipv6Pool("fd00:10:245::/56", Optional.empty(), Optional.empty()),
              dualStack().pool(v6(V6, RANGE)),
              dualStack().pool(v6(V6, "FD00:10:245::/56")),
              "cidr fd00:10:244::/56 → fd00:10:245::/56"),
          new Case(
              CheckId.MIGRATION_REQUIRED,
              Wishes.ipv6Pool(RANGE, Optional.of(120), Optional.empty()),
              dualStack().pool(v6(V6, RANGE)),
              dualStack(),
              "blockSize 122 → 120"),
          new Case(
              CheckId.SEVERAL_SUBNETS,
              wish(NONE),
              dualStack().node("node-4", "10.0.1.4/24"),
              dualStack(),
              "2 IPv4 subnets: 10.0.0.0/24 (3), 10.0.1.0/24 (1)"),
          new Case(
              CheckId.SEVERAL_SUBNETS,
              wish(NONE),
              told("fd10::1/64", "fd10:0:0:1::2/64", "fd10::3"),
              told("fd10::1/64", "fd10::2/64", "fd10::3/64"),
              "3 IPv6 subnets: fd10:0:0:1::/64 (1), fd10::/64 (1), fd10::3/128 (1)"));

  static Set<CheckId> checks() {
    return CASES.stream().map(Case::check).collect(Collectors.toSet());
  }

  private static Ipv6Wish wish(Encapsulation overlay) {
    return Wishes.ipv6Pool(Optional.of(overlay));
  }

  private static Cluster dualStack() {
    return Cluster.installed().dualStack();
  }

  private static NodeIpv6 internal(String address) {
    return new NodeIpv6(Optional.of(address), Optional.empty(), Optional.empty());
  }

  private static NodeIpv6 told(String address) {
    return new NodeIpv6(Optional.empty(), Optional.of(address), Optional.empty());
  }

  private static Cluster told(String first, String second, String third) {
    return dualStack()
        .ipv6("node-1", "5.15.0", told(first))
        .ipv6("node-2", "5.15.0", told(second))
        .ipv6("node-3", "5.15.0", told(third));
  }

  private static String pins(String list) {
    return CNI.formatted(", \"ipv6_pools\": [" + list + "]");
  }

  private static IpPool v6(String name, String cidr) {
    return new IpPool(
        name,
        "1",
        cidr,
        null,
        new IpPool.Modes("Never", "Always", false),
        PoolOptions.DEFAULT_IPV6,
        false,
        List.of());
  }

  private static IpPool v6(IpPool.Modes modes, boolean disabled) {
    return new IpPool(V6, "1", RANGE, 122, modes, PoolOptions.DEFAULT_IPV6, disabled, List.of());
  }

  private static IpPool loadBalancers(String cidr) {
    return new IpPool(
        "lb",
        "1",
        cidr,
        122,
        new IpPool.Modes("Never", "Never", false),
        PoolOptions.DEFAULT_IPV6,
        false,
        List.of("LoadBalancer"));
  }

  private static List<Refusal> refusals(Ipv6Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Preflight.refusals(Target.resolve(Wishes.ipv6(VXLAN, wish), snapshot), snapshot);
  }

  @TestFactory
  Stream<DynamicTest> aCheckTripsOnItsCauseAndSaysSo() {
    return CASES.stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () -> {
                  var refusal =
                      refusals(c.wish(), c.trips()).stream()
                          .filter(r -> r.check() == c.check())
                          .findFirst()
                          .orElseThrow();
                  assertThat(refusal.message()).contains(c.names());
                  assertThat(refusal.message() + refusal.remedy())
                      .doesNotContain("Optional", "null");
                  assertThat(refusal.remedy()).isNotBlank().doesNotEndWith(".");
                  System.out.println(
                      "check | "
                          + refusal.check().id()
                          + " | "
                          + refusal.message()
                          + "; "
                          + refusal.remedy());
                }));
  }

  @TestFactory
  Stream<DynamicTest> aCheckDoesNotTripOnANeighbour() {
    return CASES.stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () ->
                    assertThat(refusals(c.wish(), c.neighbour()))
                        .extracting(Refusal::check)
                        .doesNotContain(c.check())));
  }

  @TestFactory
  Stream<DynamicTest> noneOfThemTripsWhereIpv6IsLeftAlone() {
    return CASES.stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.check().id() + ": " + c.names(),
                () -> {
                  var snapshot = c.trips().snapshot();
                  var target = Target.resolve(Wishes.overlay(VXLAN), snapshot);
                  assertThat(Preflight.refusals(target, snapshot)).isEmpty();
                }));
  }

  @Test
  void nothingObjectsToADualStackCluster() {
    for (var overlay : List.of(NONE, VXLAN, VXLAN_CROSS_SUBNET)) {
      assertThat(refusals(wish(overlay), dualStack())).isEmpty();
      assertThat(refusals(wish(overlay), dualStack().withoutDaemonSet())).isEmpty();
      assertThat(refusals(wish(overlay), dualStack().pool(v6(V6, RANGE)))).isEmpty();
    }
  }

  @Test
  void subnetsMayBeAccepted() {
    var snapshot = dualStack().node("node-4", "10.0.1.4/24").dualStack().snapshot();
    var accepting =
        new Wish(
            VXLAN,
            Wishes.KEEP,
            Optional.empty(),
            false,
            Set.of(AcceptableRisk.NODES_IN_SEVERAL_SUBNETS),
            Optional.of(wish(NONE)));
    assertThat(Preflight.refusals(Target.resolve(accepting, snapshot), snapshot)).isEmpty();
  }

  /** Once calico-node looks for the addresses, a node without one harms nobody but itself. */
  @Test
  void aNodeThatComesLaterWithoutIpv6IsAWarning() {
    var cluster = dualStack().env("IP6", "autodetect").node("late", "10.0.0.9/24");
    assertThat(refusals(wish(VXLAN), cluster)).isEmpty();
    var snapshot = cluster.snapshot();
    assertThat(Notices.of(Target.resolve(Wishes.ipv6(VXLAN, wish(VXLAN)), snapshot), snapshot))
        .filteredOn(n -> n.id().equals("NodesWithoutIPv6"))
        .singleElement()
        .satisfies(n -> assertThat(n.message()).contains("late"));
  }
}
