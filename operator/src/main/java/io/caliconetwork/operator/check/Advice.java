package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import java.util.Optional;

/** Which overlay would cost less here, from the nodes' addresses and subnets (law §9). */
final class Advice {

  private Advice() {}

  /** A sentence, or empty when the wish is the cheapest that can be told from here. */
  static Optional<String> of(Situation s) {
    var overlay = s.overlay();
    var nodes = s.cluster().calicoNodes().size();
    if (overlay.direct()
        || nodes < 2
        || !Subnets.without(s.cluster()).isEmpty()
        || !s.windowsNodes().isEmpty()) {
      return Optional.empty();
    }
    var subnets = Subnets.of(s.cluster());
    var crossSubnet = crossSubnet(overlay.family());
    var cost = overlay.family().overheadBytes() + " bytes of every packet between nodes";
    var cloud = Underlay.fabric(s.cluster());
    if (subnets.size() == 1) {
      var where = "all " + nodes + " nodes are in " + subnets.keySet().iterator().next();
      return Optional.of(
          cloud
              .map(c ->
                  where
                      + ", but in "
                      + Underlay.name(c)
                      + " that proves nothing: its network drops pod addresses until it is told to"
                      + " carry them. Once it is, "
                      + crossSubnet
                      + " or None would spare the encapsulation, "
                      + cost)
              .orElseGet(() ->
                  where
                      + ": None or "
                      + crossSubnet
                      + " would spare the encapsulation, "
                      + cost
                      + ", if nothing in that subnet filters pod addresses"));
    }
    var shared = subnets.values().stream().filter(n -> n > 1).mapToLong(Long::longValue).sum();
    if (shared == 0 || cloud.isPresent()) {
      return Optional.empty();
    }
    var pairs = subnets.values().stream().mapToLong(n -> n * (n - 1)).sum();
    return Optional.of(
        "the "
            + nodes
            + " nodes are in "
            + subnets.size()
            + " subnets, "
            + Subnets.described(subnets)
            + ": "
            + crossSubnet
            + " would spare the encapsulation within them, on "
            + pairs * 100 / ((long) nodes * (nodes - 1))
            + " % of the pairs of nodes, if nothing in a subnet filters pod addresses");
  }

  private static Encapsulation crossSubnet(Family family) {
    return family == Family.IPIP
        ? Encapsulation.IPIP_CROSS_SUBNET
        : Encapsulation.VXLAN_CROSS_SUBNET;
  }
}
