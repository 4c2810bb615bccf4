package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** calico-node's {@code -allocate-tunnel-addrs}, at start-up and as a daemon (§1.1, §5.3). */
public final class TunnelAddresses {
  /** Node annotation with the IPIP tunnel's address (§9). */
  public static final String IPIP_ANNOTATION = "projectcalico.org/IPv4IPIPTunnelAddr";

  /** Node annotation with the VXLAN tunnel's address (§9). */
  public static final String VXLAN_ANNOTATION = "projectcalico.org/IPv4VXLANTunnelAddr";

  private TunnelAddresses() {}

  /** How a reconciliation ended. */
  public sealed interface Result {
    /**
     * It went well.
     *
     * @param update the writes to IPAM
     * @param annotations what to change on the Node; an empty value removes the annotation
     */
    record Reconciled(IpamUpdate update, Map<String, Optional<String>> annotations)
        implements Result {}

    /** {@code Failed to reconcile tunnel address}: exit 1 at start-up, a retry as a daemon. */
    record Failed(String logMessage) implements Result {}
  }

  /** Brings the node's IPIP and VXLAN addresses in line with the pools. */
  public static Result reconcile(
      IpamState state, AddressRequest.Host host, Map<String, String> annotations) {
    return new Result.Reconciled(new IpamUpdate(List.of(), state), Map.of());
  }

  /** Whether the daemon wakes on this change of the pools; it caches only some fields (§5.3). */
  public static boolean wakesOn(CalicoRelease release, List<IpPool> before, List<IpPool> after) {
    return !before.equals(after);
  }
}
