package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the eBPF data plane changes. Pools, backend and BIRD work as without it: Calico's
 * documentation ("Enable the eBPF data plane") advises against IP-in-IP over IPv4 for its
 * performance, and excludes no overlay.
 */
final class EbpfNotices {

  private static final String ENABLED = "FELIX_BPFENABLED";

  /** Bytes of the VXLAN header over IPv4, with which NodePort traffic is handed on. */
  private static final int NODE_PORT_OVERHEAD_BYTES = 50;

  private static final Set<String> TRUE = Set.of("true", "1", "yes", "y", "t");

  private EbpfNotices() {}

  static List<Notice> of(Target target, ClusterSnapshot cluster) {
    var notices = new ArrayList<Notice>();
    if (cluster
        .variable(ENABLED)
        .filter(v -> TRUE.contains(v.toLowerCase(Locale.ROOT)))
        .isEmpty()) {
      return notices;
    }
    if (target.pool().encapsulation().family() == Family.IPIP) {
      notices.add(
          new Notice(
              "EBPFOverIPIP",
              "calico-node runs the eBPF data plane ("
                  + ENABLED
                  + "), which is slow over IP-in-IP for reasons of the kernel; Calico recommends"
                  + " overlay None, or VXLAN where an overlay is needed"));
    }
    var mtu = target.wish().mtu().or(cluster::configuredMtu).orElse(0);
    if (mtu > 0 && target.pool().encapsulation().family() != Family.VXLAN) {
      notices.add(
          new Notice(
              "EBPFNodePortMTU",
              "calico-node runs the eBPF data plane ("
                  + ENABLED
                  + "), which hands NodePort traffic from node to node over VXLAN whatever the"
                  + " overlay: the MTU of "
                  + mtu
                  + " bytes has to be "
                  + NODE_PORT_OVERHEAD_BYTES
                  + " below that of the nodes' network"));
    }
    return notices;
  }
}
