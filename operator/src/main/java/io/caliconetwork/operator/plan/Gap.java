package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import java.util.Optional;

/**
 * What traffic between nodes feels when a pool's modes are patched in place. Figures of VXLAN and
 * None were measured with real Felix v3.30.7 and v3.32.1; those with IP-in-IP follow from the same
 * sequence in the source and were not measured.
 */
final class Gap {

  private Gap() {}

  static String inPlace(Encapsulation from, Encapsulation to) {
    if (from.family() == to.family()) {
      return "no traffic is lost";
    }
    if (from.family() == Family.NONE) {
      return to.family() == Family.VXLAN
          ? "traffic between nodes stops for about 4 seconds while Felix restarts on every node"
          : "traffic between nodes stops for about 4 seconds (not measured for IP-in-IP)";
    }
    if (to.family() == Family.NONE) {
      return from.family() == Family.VXLAN
          ? "traffic between nodes stops for about 0.1 seconds, at worst 2"
          : "traffic between nodes stops for up to 2 seconds (not measured for IP-in-IP)";
    }
    return "traffic between nodes stops for about 4 seconds until both ends have switched (not"
        + " measured for IP-in-IP)";
  }

  /**
   * The same where every node has its tunnel of the new encapsulation already. What is left is that
   * BIRD may take its route away a moment before Felix adds its own.
   */
  static String withTunnels(Encapsulation from, Encapsulation to) {
    if (from.family() == to.family() || to.family() == Family.NONE) {
      return inPlace(from, to);
    }
    if (from.family() == Family.VXLAN) {
      return "traffic between nodes stops for about 0.1 seconds, at worst 2 (not measured for"
          + " IP-in-IP)";
    }
    return from.family() == Family.NONE && to.family() == Family.VXLAN
        ? "next to nothing is lost between nodes of one subnet: nearly always 0 to 0.03 seconds, at"
            + " worst 0.11"
        : "next to nothing is lost between nodes of one subnet (not measured for IP-in-IP)";
  }

  /**
   * What is felt when the nodes' tunnel addresses move from one pool to another, and Felix restarts
   * for that.
   *
   * @param pool how the default pool is carried at that moment
   */
  static String tunnelsMove(Encapsulation pool) {
    if (pool.family() == Family.NONE) {
      return "no traffic is lost";
    }
    var notMeasured = pool.family() == Family.IPIP ? " (not measured for IP-in-IP)" : "";
    return pool.direct()
        ? "nothing is lost between nodes of one subnet, 0.01 to 0.36 seconds to other subnets"
            + notMeasured
        : "traffic between nodes stops for 0 to 0.15 seconds, to other subnets up to 0.36"
            + notMeasured;
  }

  /** The same where the default pool does not use these tunnels. */
  static String tunnelsGo() {
    return "no traffic uses its tunnels";
  }

  /**
   * The same for the IPv6 pool, of which only VXLAN and none exist. The sequence in Felix is that
   * of IPv4; it was not measured for IPv6.
   */
  static String ofIpv6(Optional<Encapsulation> from, Encapsulation to) {
    return from.map(f ->
            f.family() == to.family()
                ? inPlace(f, to)
                : "IPv6 "
                    + inPlace(f.family() == Family.IPIP ? Encapsulation.NONE : f, to)
                    + " (measured for IPv4)")
        .orElse("IPv6 traffic between nodes is in disorder until then");
  }
}
