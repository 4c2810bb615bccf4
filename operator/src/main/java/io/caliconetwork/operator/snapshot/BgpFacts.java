package io.caliconetwork.operator.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * What in Calico's BGP configuration needs BIRD, whatever the pools say.
 *
 * @param peers names of BGPPeers
 * @param serviceAdvertisement fields of BGPConfiguration default that advertise service addresses
 * @param programClusterRoutes field of BGPConfiguration default, v3.32 and later
 */
public record BgpFacts(
    List<String> peers, List<String> serviceAdvertisement, Optional<String> programClusterRoutes) {

  /** Without a word on who programs cluster routes. */
  public BgpFacts(List<String> peers, List<String> serviceAdvertisement) {
    this(peers, serviceAdvertisement, Optional.empty());
  }

  /** Nothing but the node-to-node mesh. */
  public static final BgpFacts NONE = new BgpFacts(List.of(), List.of());

  public BgpFacts {
    peers = List.copyOf(peers);
    serviceAdvertisement = List.copyOf(serviceAdvertisement);
  }
}
