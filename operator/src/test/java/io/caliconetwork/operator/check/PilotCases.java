package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.Rollout;
import java.util.List;
import java.util.Optional;

/** What stands against a second pool that builds tunnels ahead. */
final class PilotCases {

  private static final String LENT = "10.245.0.0/24";

  static final List<CheckCase> CASES =
      List.of(
          new CheckCase(
              CheckId.PILOT_POOL_NAME_TAKEN,
              Wishes.lending(VXLAN, LENT),
              Cluster.installed().pool(Cluster.pool(IpPool.PILOT_NAME, "10.9.0.0/16")),
              Cluster.installed().pool(Cluster.pool("another", "10.9.0.0/16")),
              "IPPool caliconetwork-pilot (10.9.0.0/16) is not of this operator's making"),
          new CheckCase(
              CheckId.TEMPORARY_CIDR_TOO_SMALL,
              Wishes.lending(VXLAN, "10.245.0.0/31"),
              Cluster.installed(),
              Cluster.installed()
                  .withoutNodes()
                  .node("node-1", "10.0.0.1/24")
                  .node("node-2", "10.0.0.2/24"),
              "10.245.0.0/31 has 2 addresses for 3 nodes: every node needs one"),
          new CheckCase(
              CheckId.LEFTOVER_BLOCKS,
              Wishes.lending(VXLAN, LENT),
              Cluster.installed().claims(block("10.245.0.64/26")),
              Cluster.installed().claims(block("10.245.0.64/30")),
              "1 IPAM block or claim of another size than /30 left in spec.temporaryCIDR"
                  + " 10.245.0.0/24, such as 10.245.0.64/26"),
          new CheckCase(
              CheckId.NODES_UNREACHABLE,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .withoutNodes()
                  .node("node-3", "10.0.0.3/24")
                  .host(Around.notReady("NodeStatusUnknown"))
                  .rollout(new Rollout(1, 1, 1, 1, 0)),
              Cluster.installed(),
              "1 node not Ready: node-3 (NodeStatusUnknown)"));

  private PilotCases() {}

  private static IpamClaims block(String cidr) {
    return new IpamClaims(
        Ipv4Range.of(LENT),
        List.of(
            new IpamClaims.Block(
                new IpamClaims.Stored("b", "1"), cidr, Optional.empty(), Given.NONE, false)),
        List.of());
  }
}
