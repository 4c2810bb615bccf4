package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamAttribute;
import io.caliconetwork.local.calico.NodeSelector;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** calico-node's {@code -allocate-tunnel-addrs}, at start-up and as a daemon (§1.1, §5.3). */
public final class TunnelAddresses {
  /** Node annotation with the IPIP tunnel's address (§9). */
  public static final String IPIP_ANNOTATION = "projectcalico.org/IPv4IPIPTunnelAddr";

  /** Node annotation with the VXLAN tunnel's address (§9). */
  public static final String VXLAN_ANNOTATION = "projectcalico.org/IPv4VXLANTunnelAddr";

  /** Node annotation with the address of the VXLAN tunnel over IPv6 (§9). */
  public static final String VXLAN_IPV6_ANNOTATION = "projectcalico.org/IPv6VXLANTunnelAddr";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              VXLAN_ANNOTATION,
              "vxlan-tunnel-addr-",
              "vxlanTunnelAddress",
              false,
              IpPool::vxlanMode),
          new Kind(
              IPIP_ANNOTATION, "ipip-tunnel-addr-", "ipipTunnelAddress", false, IpPool::ipipMode),
          new Kind(
              VXLAN_IPV6_ANNOTATION,
              "vxlan-v6-tunnel-addr-",
              "vxlanV6TunnelAddress",
              true,
              IpPool::vxlanMode));

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
        implements Result {
      public Reconciled {
        annotations = Map.copyOf(annotations);
      }
    }

    /** {@code Failed to reconcile tunnel address}: exit 1 at start-up, a retry as a daemon. */
    record Failed(String logMessage) implements Result {}
  }

  private record Kind(
      String annotation,
      String handlePrefix,
      String type,
      boolean ipv6,
      Function<IpPool, EncapsulationMode> mode) {
    IpamAttribute owner(String node) {
      return new IpamAttribute(handlePrefix + node, Map.of("node", node, "type", type));
    }
  }

  /**
   * Brings the node's tunnel addresses in line with the pools: an address outside every enabled
   * pool of its encapsulation moves, or goes when there is no such pool (§5.3).
   *
   * @param annotations the Node's annotations now
   */
  public static Result reconcile(
      IpamState state, AddressRequest.Host host, Map<String, String> annotations) {
    Optional<IpPool> unreadable =
        state.pools().stream().filter(pool -> pool.cidr().isEmpty()).findFirst();
    if (unreadable.isPresent()) {
      return new Result.Failed(
          "Failed to reconcile tunnel address: invalid CIDR address: "
              + unreadable.get().storedCidr());
    }
    Draft draft = new Draft(state);
    Map<String, Optional<String>> changed = new LinkedHashMap<>();
    for (Kind kind : KINDS) {
      Optional<String> current = Optional.ofNullable(annotations.get(kind.annotation()));
      IpamAttribute owner = kind.owner(host.name());
      List<IpPool> pools = poolsFor(kind, state, host);
      if (pools.isEmpty()) {
        draft.release(owner.handleId());
        current.ifPresent(gone -> changed.put(kind.annotation(), Optional.empty()));
      } else if (current.filter(address -> isGood(address, owner, pools, draft)).isEmpty()) {
        draft.release(owner.handleId());
        List<String> names = pools.stream().map(IpPool::name).toList();
        AddressRequest request = new AddressRequest(host, owner, "Tunnel", names, kind.ipv6());
        switch (Allocator.assign(draft.state(), request)) {
          case AddressResult.Refused(String why) -> {
            return new Result.Failed("Failed to reconcile tunnel address: " + why);
          }
          case AddressResult.Assigned(String address, IpamUpdate update) -> {
            draft.add(update);
            changed.put(kind.annotation(), Optional.of(address));
          }
        }
      }
    }
    return new Result.Reconciled(draft.update(), changed);
  }

  /**
   * Whether the daemon wakes on this change of the pools: it does not cache nodeSelector, and
   * allowedUses only on later releases (§5.3).
   */
  public static boolean wakesOn(CalicoRelease release, List<IpPool> before, List<IpPool> after) {
    return !cached(release, before).equals(cached(release, after));
  }

  private static Set<IpPool> cached(CalicoRelease release, List<IpPool> pools) {
    Set<IpPool> result = new HashSet<>();
    for (IpPool pool : pools) {
      IpPool seen = pool.with("nodeSelector", null);
      result.add(release.tunnelAllocatorSeesAllowedUses() ? seen : seen.with("allowedUses", null));
    }
    return result;
  }

  private static List<IpPool> poolsFor(Kind kind, IpamState state, AddressRequest.Host host) {
    return state.pools().stream()
        .filter(pool -> pool.cidr().filter(cidr -> cidr.isIpv4() != kind.ipv6()).isPresent())
        .filter(pool -> !pool.disabled() && pool.allows("Tunnel"))
        .filter(pool -> kind.mode().apply(pool).isEnabled())
        .filter(pool -> NodeSelector.matches(pool.nodeSelector(), host.labels()))
        .toList();
  }

  private static boolean isGood(
      String address, IpamAttribute owner, List<IpPool> pools, Draft draft) {
    boolean inPool =
        pools.stream()
            .anyMatch(pool -> pool.cidr().filter(c -> c.containsAddress(address)).isPresent());
    return inPool
        && draft.state().blocks().stream()
            .flatMap(block ->
                block.allocations().used().entrySet().stream()
                    .filter(entry -> entry.getValue().handleId().equals(owner.handleId()))
                    .map(entry -> block.address(entry.getKey())))
            .anyMatch(address::equals);
  }
}
