package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.IPIP_CROSS_SUBNET;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.FelixFacts;
import io.caliconetwork.operator.snapshot.FelixFacts.NodeSettings;
import io.caliconetwork.operator.snapshot.FelixFacts.Settings;
import io.caliconetwork.operator.snapshot.Rollout;
import java.util.List;

/** What carries the packets, or would not. */
final class CarriageCases {

  private static final String NODE_332 = "quay.io/calico/node:v3.32.1";

  static final List<CheckCase> CASES =
      List.of(
          new CheckCase(
              CheckId.FELIX_DISABLES_OVERLAY,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .surroundings(Around.felix(Around.settings(null, false, null, null))),
              Cluster.installed()
                  .env("FELIX_VXLANENABLED", "true")
                  .surroundings(Around.felix(Around.settings(null, false, null, null))),
              "FelixConfiguration default with vxlanEnabled: false"),
          new CheckCase(
              CheckId.FELIX_DISABLES_OVERLAY,
              Wishes.overlay(VXLAN),
              Cluster.installed().env("FELIX_VXLANENABLED", "No"),
              Cluster.installed().env("FELIX_VXLANENABLED", ""),
              "set env daemonset/calico-node FELIX_VXLANENABLED-"),
          new CheckCase(
              CheckId.FELIX_DISABLES_OVERLAY,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .surroundings(
                      Around.felix(
                          new FelixFacts(
                              Settings.UNSET,
                              List.of(
                                  new NodeSettings(
                                      "node.node-2", Around.settings(null, false, null, null)))))),
              Cluster.installed(),
              "FelixConfiguration node.node-2 with vxlanEnabled: false"),
          new CheckCase(
              CheckId.FELIX_KEEPS_TUNNEL,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .surroundings(Around.felix(Around.settings(true, null, null, null))),
              Cluster.installed()
                  .pool(Cluster.pool("east", "10.9.0.0/16"))
                  .surroundings(Around.felix(Around.settings(true, null, null, null))),
              "FelixConfiguration default with ipipEnabled: true keeps tunl0"),
          new CheckCase(
              CheckId.PROGRAM_CLUSTER_ROUTES,
              Wishes.overlay(NONE),
              Cluster.installed()
                  .image(NODE_332)
                  .surroundings(Around.felix(Around.settings(null, null, "Enabled", null))),
              Cluster.installed()
                  .image(NODE_332)
                  .routesOfBird("Disabled")
                  .surroundings(Around.felix(Around.settings(null, null, "Enabled", null))),
              "FelixConfiguration Enabled and BGPConfiguration Enabled: routes of IP-in-IP and"
                  + " unencapsulated pools would be programmed by both Felix and BIRD"),
          new CheckCase(
              CheckId.PROGRAM_CLUSTER_ROUTES,
              Wishes.overlay(NONE),
              Cluster.installed().image("quay.io/calico/node:v3.33.0").routesOfBird("Disabled"),
              Cluster.installed().image("quay.io/calico/node:v3.33.0"),
              "FelixConfiguration EnabledIPIPOnly and BGPConfiguration Disabled: routes of"
                  + " unencapsulated pools would be programmed by nobody"),
          new CheckCase(
              CheckId.PROGRAM_CLUSTER_ROUTES,
              Wishes.overlay(NONE),
              Cluster.installed()
                  .image("quay.io/calico/node:v3.31.7")
                  .surroundings(Around.felix(Around.settings(null, null, "Enabled", null))),
              Cluster.installed()
                  .surroundings(Around.felix(Around.settings(null, null, "Enabled", null))),
              "v3.31.7 has no such field there"),
          new CheckCase(
              CheckId.IPIP_ON_AZURE,
              Wishes.overlay(IPIP),
              vxlan().host(Around.cloud("azure")),
              vxlan().host(Around.cloud("aws")),
              "3 nodes run there: node-1, node-2, node-3"),
          new CheckCase(
              CheckId.IPIP_WITH_WINDOWS,
              Wishes.overlay(IPIP),
              vxlan().windowsNode("win-1"),
              vxlan(),
              "there is 1 Windows node: win-1"),
          new CheckCase(
              CheckId.CROSS_SUBNET_WITH_WINDOWS,
              Wishes.overlay(VXLAN_CROSS_SUBNET),
              Cluster.installed().windowsNode("win-1").windowsNode("win-2"),
              Cluster.installed(),
              "there are 2 Windows nodes: win-1, win-2"),
          new CheckCase(
              CheckId.CALICO_NODE_UNAVAILABLE,
              Wishes.overlay(VXLAN),
              Cluster.installed()
                  .rollout(new Rollout(1, 1, 3, 3, 2))
                  .host(Around.down("CalicoIsDown")),
              Cluster.installed().rollout(new Rollout(2, 2, 3, 1, 2)),
              "1 of 3 calico-node pods is not ready: node-1 (CalicoIsDown)"),
          new CheckCase(
              CheckId.NODES_IN_SEVERAL_SUBNETS,
              Wishes.overlay(NONE),
              Cluster.installed().node("node-4", "10.0.1.4/24"),
              Cluster.installed().node("node-4", "10.0.0.4/24"),
              "10.0.0.0/24 (3), 10.0.1.0/24 (1)"),
          new CheckCase(
              CheckId.ASYMMETRIC_SUBNETS,
              Wishes.overlay(IPIP_CROSS_SUBNET),
              Cluster.installed().node("node-4", "10.0.0.132/25"),
              Cluster.installed().node("node-4", "10.0.1.4/25"),
              "node-1 (10.0.0.1/24) counts node-4 (10.0.0.132/25) to its subnet"),
          new CheckCase(
              CheckId.NODE_ADDRESSES_WITHOUT_SUBNET,
              Wishes.overlay(NONE),
              Cluster.installed()
                  .withoutNodes()
                  .node("node-1", "10.0.0.1/32")
                  .node("node-2", "10.0.0.2"),
              Cluster.installed().withoutNodes().node("node-1", "10.0.0.1/32"),
              "2 nodes have a /32 address, node-1 (10.0.0.1/32), node-2 (10.0.0.2)"),
          new CheckCase(
              CheckId.CLOUD_FABRIC,
              Wishes.overlay(VXLAN_CROSS_SUBNET),
              Cluster.installed().host(Around.cloud("aws")),
              Cluster.installed()
                  .host(Around.cloud("aws"))
                  .surroundings(Around.felix(Around.settings(null, null, null, "Disable"))),
              "awsSrcDstCheck"),
          new CheckCase(
              CheckId.CLOUD_FABRIC,
              Wishes.overlay(NONE),
              Cluster.installed().host(Around.cloud("openstack")),
              Cluster.installed().host(Around.cloud("vsphere")),
              "allowed_address_pairs"),
          new CheckCase(
              CheckId.MTU_TOO_LARGE,
              Wishes.overlay(VXLAN),
              Cluster.installed().configMap("veth_mtu", "1480"),
              Cluster.installed().configMap("veth_mtu", "0"),
              "veth_mtu 1480 and 50 bytes of VXLAN headers make packets of 1530 bytes, but the links"
                  + " are known to carry 1500"),
          new CheckCase(
              CheckId.MTU_TOO_LARGE,
              Wishes.mtu(VXLAN, 1460),
              Cluster.installed(),
              Cluster.installed().configMap("veth_mtu", "8980"),
              "set spec.mtu: 1450"));

  /** The same Calico with a VXLAN pool. */
  private static Cluster vxlan() {
    return Cluster.installed()
        .pool(
            Cluster.pool(
                IpPool.DEFAULT_NAME, "192.168.0.0/16", new IpPool.Modes("Never", "Always", false)));
  }

  private CarriageCases() {}
}
