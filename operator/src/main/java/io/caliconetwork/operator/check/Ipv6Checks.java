package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.Ipv6Range;
import io.caliconetwork.operator.calico.KernelVersion;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether nodes, network and installation can serve {@code spec.ipv6}. */
final class Ipv6Checks {

  /** More names than these are not read. */
  private static final int NAMED = 5;

  private Ipv6Checks() {}

  static List<Check> checks() {
    return List.of(
        onlyWithIpv6(Ipv6Checks::nodes),
        onlyWithIpv6(Ipv6Checks::kernel),
        onlyWithIpv6(Ipv6Checks::cniConfig),
        onlyWithIpv6(Ipv6Checks::pinned),
        onlyWithIpv6(Ipv6Checks::envSource),
        onlyWithIpv6(Ipv6Checks::blocks),
        onlyWithIpv6(Ipv6Checks::nodeOverlap));
  }

  static Check onlyWithIpv6(Check check) {
    return (target, cluster) ->
        target.ipv6().isEmpty() ? Optional.empty() : check.refusal(target, cluster);
  }

  /** Nodes where calico-node, told to look for an IPv6 address, finds none and terminates. */
  static List<NodeFacts> withoutIpv6(ClusterSnapshot cluster) {
    return cluster.nodes().stream()
        // A node that has not even an IPv4 address yet is being registered.
        .filter(n -> n.linux() && n.internalIp().isPresent() && !n.ipv6().addressed())
        .toList();
  }

  private static Optional<Refusal> nodes(Target target, ClusterSnapshot cluster) {
    var without = withoutIpv6(cluster);
    var ahead = cluster.container().isEmpty() || Ipv6Difference.addressesAhead(target, cluster);
    return HandsOff.when(
        ahead && !without.isEmpty(),
        Refusal.of(
            CheckId.IPV6_NODES,
            without.size()
                + " of "
                + cluster.nodes().stream().filter(NodeFacts::linux).count()
                + " nodes have no IPv6 InternalIP: "
                + some(
                    without.stream()
                        .map(n -> n.name() + " (" + n.internalIp().orElse("") + ")")
                        .toList())
                + ". With IP6=autodetect calico-node terminates on a node where it finds no global"
                + " IPv6 address, and takes the node's IPv4 down with it",
            "give each of them a global IPv6 address and name it to its kubelet"
                + " (--node-ip=<IPv4 address>,<IPv6 address>), or leave spec.ipv6 out"));
  }

  private static Optional<Refusal> kernel(Target target, ClusterSnapshot cluster) {
    if (target.ipv6().orElseThrow().encapsulation().family() != Family.VXLAN) {
      return Optional.empty();
    }
    var old =
        cluster.nodes().stream()
            .filter(NodeFacts::linux)
            .filter(n ->
                KernelVersion.parse(n.kernel()).filter(k -> !k.carriesVxlanOverIpv6()).isPresent())
            .map(n -> n.name() + " (" + n.kernel() + ")")
            .toList();
    return HandsOff.when(
        !old.isEmpty(),
        Refusal.of(
            CheckId.IPV6_KERNEL,
            "VXLAN over IPv6 needs Linux 4.19.1, or 4.18 of Red Hat, and "
                + old.size()
                + " nodes have an older kernel: "
                + some(old),
            "update their kernel, or set spec.ipv6.overlay: None, where the network between the"
                + " nodes carries pod addresses"));
  }

  private static Optional<Refusal> cniConfig(Target target, ClusterSnapshot cluster) {
    return cluster
        .installation()
        .configMap()
        .filter(c -> cluster.container().isPresent() && cluster.cniConfig().isEmpty())
        .map(c ->
            Refusal.of(
                CheckId.IPV6_CNI,
                "pods get IPv6 addresses only with assign_ipv6 in the CNI configuration, and "
                    + (c.value(CniConfig.KEY).isPresent()
                        ? "key "
                            + CniConfig.KEY
                            + " of ConfigMap "
                            + c.name()
                            + " does not hold exactly one plugin with ipam type calico-ipam"
                        : "ConfigMap " + c.name() + " has no key " + CniConfig.KEY),
                "let the init container install-cni take CNI_NETWORK_CONFIG from key "
                    + CniConfig.KEY
                    + " of that ConfigMap, as calico.yaml does, with \"ipam\": {\"type\":"
                    + " \"calico-ipam\", \"assign_ipv4\": \"true\", \"assign_ipv6\": \"true\"}"));
  }

  private static Optional<Refusal> pinned(Target target, ClusterSnapshot cluster) {
    var pool = target.ipv6().orElseThrow();
    return cluster
        .cniConfig()
        .map(CniConfig::ipv6Pools)
        .filter(pins -> !pins.isEmpty())
        .filter(pins ->
            pins.stream()
                .noneMatch(p ->
                    p.equals(pool.name())
                        || Ipv6Range.parse(p).filter(pool.cidr()::equals).isPresent()))
        .map(pins ->
            Refusal.of(
                CheckId.IPV6_POOL_PINNED,
                "the CNI configuration lets pods use only the IPv6 pools "
                    + some(pins)
                    + ", not "
                    + pool.name()
                    + " ("
                    + pool.cidr()
                    + "): no pod would get an address of it, and none at all where those pools do"
                    + " not exist",
                "take ipv6_pools out of "
                    + CniConfig.KEY
                    + ", or write [\""
                    + pool.name()
                    + "\"] there"));
  }

  private static Optional<Refusal> envSource(Target target, ClusterSnapshot cluster) {
    return cluster
        .container()
        .map(c -> Ipv6Difference.between(target, cluster, c).unreachable())
        .filter(unreachable -> !unreachable.isEmpty())
        .map(unreachable ->
            Refusal.of(
                CheckId.ENV_SOURCE,
                "calico-node takes "
                    + String.join(", ", unreachable)
                    + ", where this operator must not write",
                "change the value there to match spec.ipv6, or write the variable as a literal in"
                    + " the DaemonSet"));
  }

  private static Optional<Refusal> blocks(Target target, ClusterSnapshot cluster) {
    var pool = target.ipv6().orElseThrow();
    var nodes = cluster.nodes().stream().filter(NodeFacts::linux).count();
    var bits = pool.blockSize() - pool.cidr().prefix();
    // From 31 bits on there are more blocks than nodes in any cluster.
    var blocks = bits >= 31 ? Long.MAX_VALUE : 1L << Math.max(bits, 0);
    return HandsOff.when(
        blocks < nodes && cluster.managedIpv6Pool().isEmpty(),
        Refusal.of(
            CheckId.IPV6_BLOCKS,
            "the range "
                + pool.cidr()
                + " has "
                + blocks
                + " blocks of /"
                + pool.blockSize()
                + ", and there are "
                + nodes
                + " nodes: some would get no block, and with VXLAN no tunnel address, without which"
                + " calico-node does not start",
            "set spec.ipv6.cidr to a larger range, or spec.ipv6.blockSize to a larger number"));
  }

  private static Optional<Refusal> nodeOverlap(Target target, ClusterSnapshot cluster) {
    var range = target.ipv6().orElseThrow().cidr();
    var inside =
        cluster.nodes().stream()
            .flatMap(n ->
                n.ipv6().internalIp().or(n.ipv6()::bgpAddress).filter(range::hasAddress).stream()
                    .map(a -> n.name() + " (" + a + ")"))
            .toList();
    return HandsOff.when(
        !inside.isEmpty(),
        Refusal.of(
            CheckId.IPV6_NODE_OVERLAP,
            "the range "
                + range
                + " has the addresses of "
                + inside.size()
                + " nodes, "
                + some(inside)
                + ": traffic to these nodes would be taken for pods'",
            "choose a spec.ipv6.cidr outside the nodes' networks"));
  }

  static String some(Collection<String> names) {
    return names.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
  }
}
