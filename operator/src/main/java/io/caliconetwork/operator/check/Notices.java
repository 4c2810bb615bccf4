package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;

/** What an admin should know although it stops nothing. Pure. */
public final class Notices {

  private Notices() {}

  /** In a stable order. */
  public static List<Notice> of(Target target, ClusterSnapshot cluster) {
    var notices = new ArrayList<Notice>();
    notices.addAll(Guards.notices(target, cluster));
    notices.addAll(Hints.of(Situation.of(target, cluster)));
    notices.addAll(RangeMentions.notices(Situation.of(target, cluster)));
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
    notices.addAll(Ipv6Notices.of(target, cluster));
    MigrationChecks.disabled(cluster).ifPresent(notices::add);
    var situation = Situation.of(target, cluster);
    PilotChecks.kept(situation).ifPresent(notices::add);
    Advice.of(situation).map(Notice::advice).ifPresent(notices::add);
    PilotChecks.advice(situation).map(Notice::advice).ifPresent(notices::add);
    return List.copyOf(notices);
  }

  /**
   * Whether a notice stays true when what it tells of is done, although nothing in the API shows it
   * any more.
   */
  public static boolean stays(String id) {
    return Hints.STALE_MTU.equals(id);
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
