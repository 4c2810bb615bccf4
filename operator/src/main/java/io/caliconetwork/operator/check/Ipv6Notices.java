package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.ArrayList;
import java.util.List;

/** What an admin should know about IPv6 although it stops nothing. Pure. */
final class Ipv6Notices {

  /** Bytes that VXLAN takes from a packet over IPv6 (law §7). */
  static final int VXLAN_OVERHEAD_BYTES = 70;

  private Ipv6Notices() {}

  /** In a stable order; empty where IPv6 is left alone. */
  static List<Notice> of(Target target, ClusterSnapshot cluster) {
    var notices = new ArrayList<Notice>();
    target
        .ipv6()
        .ifPresent(pool -> {
          begin(pool, target, cluster, notices);
          nodes(target, cluster, notices);
          mtu(pool, target, cluster, notices);
          uniqueLocal(pool, notices);
        });
    return notices;
  }

  private static void begin(
      TargetIpv6 pool, Target target, ClusterSnapshot cluster, List<Notice> notices) {
    if (cluster.cniConfig().filter(CniConfig::assignsIpv6).isPresent()) {
      return;
    }
    notices.add(
        new Notice(
            "IPv6ExistingPods",
            "pods that run before calico-node has restarted on their node keep IPv4 only; they get"
                + " an IPv6 address when they are recreated, such as by 'kubectl rollout restart"
                + " deployment'"));
    notices.add(
        new Notice(
            "IPv6Forwarding",
            "every node must forward IPv6 (sysctl net.ipv6.conf.all.forwarding=1) and have a"
                + " default IPv6 route; neither can be seen from here"));
    notices.add(
        new Notice(
            "IPv6Services",
            "Services stay IPv4 only unless kube-apiserver and kube-controller-manager have an IPv6"
                + " range in --service-cluster-ip-range, which must not overlap "
                + pool.cidr()
                + "; for kubeadm and kube-controller-manager's --cluster-cidr the pods' ranges are"
                + " then podSubnet: "
                + target.pool().cidr()
                + ","
                + pool.cidr()));
  }

  private static void nodes(Target target, ClusterSnapshot cluster, List<Notice> notices) {
    var without = Ipv6Checks.withoutIpv6(cluster);
    // Before calico-node looks for them this is a refusal.
    if (!without.isEmpty()
        && cluster.container().isPresent()
        && !Ipv6Difference.addressesAhead(target, cluster)) {
      notices.add(
          new Notice(
              CheckId.IPV6_NODES.id(),
              "calico-node is told to find an IPv6 address and terminates where there is none,"
                  + " and these nodes have no IPv6 InternalIP: "
                  + Ipv6Checks.some(without.stream().map(NodeFacts::name).toList())));
    }
  }

  private static void mtu(
      TargetIpv6 pool, Target target, ClusterSnapshot cluster, List<Notice> notices) {
    var before = cluster.managedIpv6Pool().flatMap(IpPool::encapsulation).map(e -> e.family());
    if (pool.encapsulation().family() != Family.VXLAN
        || before.filter(Family.VXLAN::equals).isPresent()) {
      return;
    }
    var mtu = target.wish().mtu().or(cluster::configuredMtu).orElse(0);
    var more = VXLAN_OVERHEAD_BYTES - target.pool().encapsulation().family().overheadBytes();
    notices.add(
        mtu > 0
            ? new Notice(
                "IPv6FixedMTU",
                "the MTU is fixed at "
                    + mtu
                    + " bytes, and VXLAN over IPv6 takes "
                    + VXLAN_OVERHEAD_BYTES
                    + " bytes per packet: if the links between the nodes do not carry "
                    + (mtu + VXLAN_OVERHEAD_BYTES)
                    + ", large IPv6 packets are lost; set spec.mtu")
            : new Notice(
                "IPv6LowersMTU",
                "VXLAN over IPv6 takes "
                    + VXLAN_OVERHEAD_BYTES
                    + " bytes per packet, so Calico gives new pods an MTU that is "
                    + more
                    + " bytes less than before, for IPv4 too; running pods keep theirs"));
  }

  private static void uniqueLocal(TargetIpv6 pool, List<Notice> notices) {
    if (pool.cidr().uniqueLocal() && !pool.options().natOutgoing()) {
      notices.add(
          new Notice(
              "IPv6UniqueLocal",
              pool.cidr()
                  + " is a unique local range, which nobody outside routes, and natOutgoing is"
                  + " off: pods reach no IPv6 address outside, unless your routers translate; set"
                  + " spec.ipv6.natOutgoing: true otherwise"));
    }
  }
}
