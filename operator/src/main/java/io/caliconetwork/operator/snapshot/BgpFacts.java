package io.caliconetwork.operator.snapshot;

import java.util.List;

/**
 * What in Calico's BGP configuration needs BIRD, whatever the pools say.
 *
 * @param peers names of BGPPeers
 * @param serviceAdvertisement fields of BGPConfiguration default that advertise service addresses
 */
public record BgpFacts(List<String> peers, List<String> serviceAdvertisement) {

  /** Nothing but the node-to-node mesh. */
  public static final BgpFacts NONE = new BgpFacts(List.of(), List.of());

  public BgpFacts {
    peers = List.copyOf(peers);
    serviceAdvertisement = List.copyOf(serviceAdvertisement);
  }
}
