package io.caliconetwork.local.calico.dataplane;

import java.util.Optional;

/**
 * BGPConfiguration/default as far as routes depend on it.
 *
 * @param programClusterRoutes which cluster routes BIRD programs; empty means unset (§4.2)
 * @param nodeToNodeMesh whether every node peers with every other, true unless switched off
 */
public record BgpConfiguration(
    Optional<ClusterRoutes> programClusterRoutes, boolean nodeToNodeMesh) {
  /** Nothing set. */
  public static final BgpConfiguration UNSET = new BgpConfiguration(Optional.empty(), true);
}
