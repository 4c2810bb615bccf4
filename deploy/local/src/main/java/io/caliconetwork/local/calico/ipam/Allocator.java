package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.NodeSelector;
import io.caliconetwork.local.calico.ipam.AddressResult.Assigned;
import io.caliconetwork.local.calico.ipam.AddressResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Assigns and releases single addresses (§5.1 to §5.3). */
public final class Allocator {
  private Allocator() {}

  /**
   * Finds an address: in a block the node already has, then in a new block of the first enabled
   * pool by name, then borrowed from another node's block.
   */
  public static AddressResult assign(IpamState state, AddressRequest request) {
    List<IpPool> enabled =
        state.pools().stream()
            .filter(pool -> isOfFamily(pool, request) && !pool.disabled())
            .filter(pool -> pool.allows(request.use()))
            .toList();
    for (String pin : request.pools()) {
      if (enabled.stream().noneMatch(pool -> isNamed(pool, pin))) {
        return new Refused("the given pool (%s) does not exist, or is not enabled".formatted(pin));
      }
    }
    List<IpPool> pools = enabled.stream().filter(pool -> mayBeUsed(pool, request)).toList();
    if (pools.isEmpty()) {
      return new Refused("cannot find a qualified ippool");
    }
    Draft draft = new Draft(state);
    HostBlocks blocks = new HostBlocks(draft, request.host());
    Optional<IpamBlock> block =
        blocks
            .ownWithRoom(pools)
            .or(() -> blocks.claim(pools))
            .or(() -> borrowable(draft.state(), pools));
    if (block.isEmpty()) {
      return new Refused(
          "Assigned 0 out of 1 requested %s addresses; No more free IPs in pools %s"
              .formatted(
                  request.ipv6() ? "IPv6" : "IPv4", pools.stream().map(IpPool::name).toList()));
    }
    String address = draft.take(block.get(), request.owner());
    return new Assigned(address, draft.update());
  }

  /** Frees everything held under a handle; it does not depend on any pool (§5.4). */
  public static IpamUpdate release(IpamState state, String handleId) {
    Draft draft = new Draft(state);
    draft.release(handleId);
    return draft.update();
  }

  /**
   * Frees one address the way ReleaseIPs does: it looks in the block that the pool's
   * <em>current</em> block size implies. No writes when the address is not assigned there (§5.4).
   */
  public static IpamUpdate releaseAddress(IpamState state, String address) {
    Draft draft = new Draft(state);
    state.pools().stream()
        .filter(pool -> pool.cidr().filter(cidr -> cidr.containsAddress(address)).isPresent())
        .findFirst()
        .flatMap(pool -> state.block(Cidr.of(address + "/" + pool.blockSize()).toString()))
        .flatMap(block ->
            Optional.ofNullable(
                block.allocations().used().get(Cidr.of(block.cidr()).ordinal(address))))
        .ifPresent(owner -> draft.release(owner.handleId()));
    return draft.update();
  }

  private static boolean isOfFamily(IpPool pool, AddressRequest request) {
    return pool.cidr().filter(cidr -> cidr.isIpv4() != request.ipv6()).isPresent();
  }

  private static boolean isNamed(IpPool pool, String pin) {
    return pool.name().equals(pin) || pool.storedCidr().equals(pin);
  }

  // Naming a pool bypasses its selector and its assignment mode (§5.3).
  private static boolean mayBeUsed(IpPool pool, AddressRequest request) {
    return request.pools().isEmpty()
        ? !pool.assignsManually()
            && NodeSelector.matches(pool.nodeSelector(), request.host().labels())
        : request.pools().stream().anyMatch(pin -> isNamed(pool, pin));
  }

  private static Optional<IpamBlock> borrowable(IpamState state, List<IpPool> pools) {
    if (state.config().strictAffinity()) {
      return Optional.empty();
    }
    List<IpamBlock> candidates = new ArrayList<>();
    for (IpPool pool : pools) {
      Cidr range = pool.cidr().orElseThrow();
      state.blocks().stream()
          .filter(block -> range.contains(Cidr.of(block.cidr())))
          .filter(block -> block.node().isPresent())
          .filter(block -> !block.allocations().unallocated().isEmpty())
          .forEach(candidates::add);
    }
    return candidates.stream().findFirst();
  }
}
