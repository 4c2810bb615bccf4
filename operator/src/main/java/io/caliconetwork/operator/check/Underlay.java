package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the network and the systems under the nodes can carry what the overlay sends (§8). */
final class Underlay {

  /** Schemes of providerID whose networks drop addresses that they have not assigned. */
  private static final Map<String, String> CLOUDS =
      Map.of("aws", "AWS", "azure", "Azure", "gce", "Google Cloud", "openstack", "OpenStack");

  private static final Map<String, String> OPENING =
      Map.of(
          "aws",
          "switch the source/destination check off: kubectl patch %s default --type merge -p"
              + " '{\"spec\":{\"awsSrcDstCheck\":\"Disable\"}}' (calico-node needs the right"
              + " ec2:ModifyNetworkInterfaceAttribute)",
          "azure",
          "use VXLAN, or give the subnet a route for every node's pod addresses",
          "gce",
          "use VXLAN or IPIP, or give the VPC network a route for every node's pod addresses",
          "openstack",
          "use VXLAN, or allow the pod range in allowed_address_pairs of every node's port");

  private Underlay() {}

  static List<Check> checks() {
    return List.of(Underlay::ipv6);
  }

  static List<Guard> guards() {
    return List.of(
        Underlay::ipipOnAzure,
        Underlay::ipipWithWindows,
        Underlay::crossSubnetWithWindows,
        Underlay::fabric);
  }

  /** The cloud that the nodes are in and that drops bare pod addresses, if any. */
  static Optional<String> fabric(ClusterSnapshot cluster) {
    return cluster.nodes().stream()
        .map(n -> n.host().cloud())
        .filter(CLOUDS::containsKey)
        .filter(cloud -> !cloud.equals("aws") || !awsOpen(cluster))
        .sorted()
        .findFirst();
  }

  static String name(String cloud) {
    return CLOUDS.get(cloud);
  }

  private static boolean awsOpen(ClusterSnapshot cluster) {
    return cluster
        .variable("FELIX_AWSSRCDSTCHECK")
        .or(() -> cluster.surroundings().felix().global().awsSrcDstCheck())
        .filter("Disable"::equalsIgnoreCase)
        .isPresent();
  }

  private static Optional<Finding> fabric(Situation s) {
    var before =
        s.cluster().managedPool().flatMap(p -> p.encapsulation()).filter(Encapsulation::direct);
    return fabric(s.cluster())
        .filter(cloud -> s.overlay().direct())
        .map(cloud ->
            new Finding(
                CheckId.CLOUD_FABRIC,
                name(cloud)
                    + " drops packets with addresses it has not assigned, and "
                    + s.overlay()
                    + " sends pod addresses bare"
                    + (s.overlay() == Encapsulation.NONE ? "" : " within a subnet")
                    + "; in "
                    + name(cloud)
                    + " "
                    + (in(cloud, s.linuxNodes()).size() == 1 ? "is " : "are ")
                    + Words.count(in(cloud, s.linuxNodes()).size(), "node")
                    + ": "
                    + Words.some(in(cloud, s.linuxNodes())),
                OPENING.get(cloud).formatted(s.resource("felixconfigurations")),
                s.change().creates() || before.isEmpty()));
  }

  private static List<String> in(String cloud, List<NodeFacts> nodes) {
    return nodes.stream().filter(n -> n.host().cloud().equals(cloud)).map(NodeFacts::name).toList();
  }

  private static Optional<Finding> ipipOnAzure(Situation s) {
    var nodes = in("azure", s.linuxNodes());
    return Finding.when(
        s.overlay().family() == Family.IPIP && !nodes.isEmpty(),
        new Finding(
            CheckId.IPIP_ON_AZURE,
            "Azure's network drops IP-in-IP, and "
                + Words.count(nodes.size(), "node")
                + " run"
                + (nodes.size() == 1 ? "s" : "")
                + " there: "
                + Words.some(nodes),
            "set spec.overlay: VXLAN",
            s.change().creates() || s.change().family()));
  }

  private static Optional<Finding> ipipWithWindows(Situation s) {
    return windows(
        s,
        s.overlay().family() == Family.IPIP,
        CheckId.IPIP_WITH_WINDOWS,
        "cannot do IP-in-IP",
        s.change().creates() || s.change().family());
  }

  private static Optional<Finding> crossSubnetWithWindows(Situation s) {
    return windows(
        s,
        s.overlay() == Encapsulation.VXLAN_CROSS_SUBNET
            || s.overlay() == Encapsulation.IPIP_CROSS_SUBNET,
        CheckId.CROSS_SUBNET_WITH_WINDOWS,
        "cannot do CrossSubnet",
        s.change().carriage());
  }

  private static Optional<Finding> windows(
      Situation s, boolean wished, CheckId check, String cannot, boolean ahead) {
    var nodes = s.windowsNodes().stream().map(NodeFacts::name).toList();
    return Finding.when(
        wished && !nodes.isEmpty(),
        new Finding(
            check,
            "Windows nodes "
                + cannot
                + ", and there "
                + (nodes.size() == 1 ? "is " : "are ")
                + Words.count(nodes.size(), "Windows node")
                + ": "
                + Words.some(nodes),
            "set spec.overlay: VXLAN",
            ahead));
  }

  private static Optional<Refusal> ipv6(Target target, ClusterSnapshot cluster) {
    return HandsOff.when(
        target.wish().ipv6(),
        Refusal.of(
            CheckId.IPV6_UNSUPPORTED,
            "spec.ipv6 is set, but this version of the operator does not manage IPv6 pools",
            "leave spec.ipv6 out; an IPv6 pool that exists is not touched"));
  }
}
