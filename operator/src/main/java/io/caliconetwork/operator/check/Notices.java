package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;

/** What an admin should know although it stops nothing. Pure. */
public final class Notices {

  private Notices() {}

  /** In a stable order. */
  public static List<Notice> of(Target target, ClusterSnapshot cluster) {
    var notices = new ArrayList<Notice>();
    fixedMtu(target, cluster, notices);
    notices.addAll(ProbeShape.notices(target, cluster));
    notices.addAll(EbpfNotices.of(target, cluster));
    daemonSet(cluster, notices);
    if (target.backend().isEmpty()
        && cluster.configuredBackend().filter(b -> b == Backend.BIRD).isPresent()
        && !target.needsBird().isEmpty()) {
      notices.add(
          new Notice(
              "BIRDKept",
              "the overlay does not need BIRD, but it stays because "
                  + String.join(", ", target.needsBird())));
    }
    return List.copyOf(notices);
  }

  private static void fixedMtu(Target target, ClusterSnapshot cluster, List<Notice> notices) {
    var mtu = cluster.configuredMtu().orElse(0);
    var before =
        cluster.managedPool().flatMap(IpPool::encapsulation).map(e -> e.family().overheadBytes());
    var after = target.pool().encapsulation().family().overheadBytes();
    if (mtu > 0 && target.wish().mtu().isEmpty() && before.filter(b -> b < after).isPresent()) {
      notices.add(
          new Notice(
              "FixedMTU",
              "veth_mtu is fixed at "
                  + mtu
                  + " bytes and the new overlay takes "
                  + (after - before.get())
                  + " bytes more per packet: if "
                  + mtu
                  + " leaves no room for them, large packets are cut or lost; set spec.mtu"));
    }
  }

  private static void daemonSet(ClusterSnapshot cluster, List<Notice> notices) {
    if (cluster.daemonSet().filter(d -> d.onDelete()).isPresent()) {
      notices.add(
          new Notice(
              "UpdateStrategyOnDelete",
              "the calico-node DaemonSet has updateStrategy OnDelete: after each change of its"
                  + " template its pods must be deleted by you, node by node"));
    }
  }
}
