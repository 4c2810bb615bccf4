package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.NodeIpv6;
import java.util.List;
import java.util.Optional;

/** What stands against {@code spec.ipv6}. */
final class Ipv6Cases {

  static final String V6 = IpPool.DEFAULT_IPV6_NAME;
  static final String RANGE = "fd00:10:244::/56";

  /** What calico.yaml's configuration comes to. */
  private static final String CNI = "{\"ipam\": {\"type\": \"calico-ipam\"%s}}";

  static final List<CheckCase> CASES =
      List.of(
          new CheckCase(
              CheckId.IPV6_NODES,
              wish(VXLAN),
              dualStack().ipv6("node-2", "5.15.0", NodeIpv6.NONE),
              // calico-node has found one there, whatever the kubelet says.
              dualStack().ipv6("node-2", "5.15.0", told("fd10::2/64")),
              "1 of 3 nodes have no IPv6 InternalIP: node-2 (10.0.0.2)"),
          new CheckCase(
              CheckId.IPV6_NODES,
              wish(NONE),
              Cluster.installed().withoutDaemonSet(),
              dualStack().withoutDaemonSet(),
              "3 of 3 nodes have no IPv6 InternalIP"),
          new CheckCase(
              CheckId.IPV6_KERNEL,
              wish(VXLAN),
              dualStack().ipv6("node-3", "4.18.0-25-generic", internal("fd10::3")),
              dualStack().ipv6("node-3", "4.18.0-553.el8.x86_64", internal("fd10::3")),
              "node-3 (4.18.0-25-generic)"),
          new CheckCase(
              CheckId.IPV6_KERNEL,
              wish(VXLAN_CROSS_SUBNET),
              dualStack().ipv6("node-3", "3.10.0-1160.el7", internal("fd10::3")),
              dualStack().ipv6("node-3", "unknown", internal("fd10::3")),
              "1 nodes have an older kernel"),
          new CheckCase(
              CheckId.IPV6_CNI,
              wish(VXLAN),
              dualStack().withoutKey(CniConfig.KEY),
              dualStack(),
              "ConfigMap calico-config has no key cni_network_config"),
          new CheckCase(
              CheckId.IPV6_CNI,
              wish(VXLAN),
              dualStack().configMap(CniConfig.KEY, "[" + CNI + "," + CNI + "]"),
              dualStack().configMap(CniConfig.KEY, CNI.formatted("")),
              "does not hold exactly one plugin"),
          new CheckCase(
              CheckId.IPV6_POOL_PINNED,
              wish(VXLAN),
              dualStack().configMap(CniConfig.KEY, pins("\"theirs\"")),
              dualStack().configMap(CniConfig.KEY, pins("\"theirs\", \"FD00:10:244::/56\"")),
              "only the IPv6 pools theirs, not default-ipv6-ippool (fd00:10:244::/56)"),
          new CheckCase(
              CheckId.IPV6_BLOCKS,
              Wishes.ipv6(
                  VXLAN,
                  Wishes.ipv6Pool("fd00:10:244::/121", Optional.empty(), Optional.of(VXLAN))),
              dualStack(),
              dualStack().withoutNodes().node("node-1", "10.0.0.1/24").dualStack(),
              "has 2 blocks of /122, and there are 3 nodes"),
          new CheckCase(
              CheckId.IPV6_NODE_OVERLAP,
              Wishes.ipv6(
                  VXLAN, Wishes.ipv6Pool("fd10::/16", Optional.empty(), Optional.of(VXLAN))),
              dualStack(),
              Cluster.installed(),
              "3 nodes, node-1 (fd10::1)"),
          new CheckCase(
              CheckId.ENV_SOURCE,
              wish(VXLAN),
              dualStack().env("CALICO_IPV6POOL_CIDR", new EnvValue.Other("secretKeyRef")),
              dualStack().env("IP6", new EnvValue.Other("fieldRef")),
              "CALICO_IPV6POOL_CIDR (from a secretKeyRef)"),
          new CheckCase(
              CheckId.POOL_AMBIGUOUS,
              wish(VXLAN),
              dualStack().pool(v6("one", RANGE)).pool(v6("two", "fd01::/64")),
              dualStack().pool(v6(V6, RANGE)).pool(v6("two", "fd01::/64")),
              "2 IPv6 pools (one, two)"),
          new CheckCase(
              CheckId.POOL_CIDR,
              wish(VXLAN),
              dualStack().pool(v6("broken", "fd00:::/64")),
              dualStack().pool(v6(V6, RANGE)),
              "'fd00:::/64'"),
          new CheckCase(
              CheckId.POOL_DISABLED,
              wish(VXLAN),
              dualStack().pool(v6(new IpPool.Modes("Never", "Always", false), true)),
              dualStack().pool(v6(new IpPool.Modes("Never", "Always", false), false)),
              "default-ipv6-ippool is disabled"),
          new CheckCase(
              CheckId.POOL_OVERLAP,
              wish(VXLAN),
              dualStack().pool(loadBalancers("fd00:10:244:80::/64")),
              dualStack().pool(loadBalancers("fd00:10:245::/64")),
              "lb (fd00:10:244:80::/64)"),
          new CheckCase(
              CheckId.LEFTOVER_BLOCKS,
              wish(VXLAN),
              dualStack().blocks("fd00:10:244::/124", "10.0.0.0/28"),
              dualStack().blocks("fd00:10:244::/122", "fd01::/124"),
              "1 IPAM blocks of another size than /122"),
          new CheckCase(
              CheckId.IPV6_RANGE_IN_USE,
              Wishes.ipv6(
                  VXLAN, Wishes.ipv6Pool("fd00:10:245::/56", Optional.empty(), Optional.empty())),
              dualStack().pool(v6(V6, RANGE)),
              dualStack().pool(v6(V6, "FD00:10:245::/56")),
              "cidr fd00:10:244::/56 → fd00:10:245::/56"),
          new CheckCase(
              CheckId.IPV6_RANGE_IN_USE,
              Wishes.ipv6(VXLAN, Wishes.ipv6Pool(RANGE, Optional.of(120), Optional.empty())),
              dualStack().pool(v6(V6, RANGE)),
              dualStack(),
              "blockSize 122 → 120"),
          new CheckCase(
              CheckId.SERVICE_OVERLAP,
              wish(VXLAN),
              dualStack().surroundings(Around.services("fd00:10:244:ff::/112", "ServiceCIDR v6")),
              dualStack().surroundings(Around.services("fd00:10:96::/112", "ServiceCIDR v6")),
              "fd00:10:244::/56 overlaps fd00:10:244:ff::/112 (ServiceCIDR v6)"),
          new CheckCase(
              CheckId.NODES_IN_SEVERAL_SUBNETS,
              wish(NONE),
              Cluster.installed().node("node-4", "10.0.1.4/24").dualStack(),
              dualStack(),
              "2 IPv4 subnets: 10.0.0.0/24 (3), 10.0.1.0/24 (1)"),
          new CheckCase(
              CheckId.NODES_IN_SEVERAL_SUBNETS,
              wish(NONE),
              told("fd10::1/64", "fd10:0:0:1::2/64", "fd10::3"),
              told("fd10::1/64", "fd10::2/64", "fd10::3/64"),
              "3 IPv6 subnets: fd10:0:0:1::/64 (1), fd10::/64 (1), fd10::3/128 (1)"));

  private Ipv6Cases() {}

  static Wish wish(Encapsulation overlay) {
    return Wishes.ipv6(VXLAN, Wishes.ipv6Pool(Optional.of(overlay)));
  }

  static Cluster dualStack() {
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

  static IpPool v6(String name, String cidr) {
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
}
