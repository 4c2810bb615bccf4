package io.caliconetwork.local.calico.ipam;

import java.util.List;

/** Assigns and releases single addresses (§5.1 to §5.3). */
public final class Allocator {
  private Allocator() {}

  /** Finds an address: own blocks first, then a new block, then a borrowed address. */
  public static AddressResult assign(IpamState state, AddressRequest request) {
    return new AddressResult.Refused("not yet");
  }

  /** Frees everything held under a handle; it does not depend on any pool (§5.4). */
  public static IpamUpdate release(IpamState state, String handleId) {
    return new IpamUpdate(List.of(), state);
  }
}
