package io.caliconetwork.local.calico.dataplane;

import java.util.Optional;

/** Value of {@code programClusterRoutes} in a FelixConfiguration or BGPConfiguration (§4.2). */
public enum ClusterRoutes {
  ENABLED("Enabled", true, true),
  DISABLED("Disabled", false, false),
  ENABLED_IPIP_ONLY("EnabledIPIPOnly", true, false),
  ENABLED_NO_ENCAP_ONLY("EnabledNoEncapOnly", false, true);

  private final String stored;
  private final boolean ipip;
  private final boolean noEncap;

  ClusterRoutes(String stored, boolean ipip, boolean noEncap) {
    this.stored = stored;
    this.ipip = ipip;
    this.noEncap = noEncap;
  }

  /** Whether routes of IPIP pools are programmed. */
  public boolean ipip() {
    return ipip;
  }

  /** Whether routes of pools without encapsulation are programmed. */
  public boolean noEncap() {
    return noEncap;
  }

  /** Reads the stored spelling; empty for anything else. */
  public static Optional<ClusterRoutes> fromStored(String text) {
    for (ClusterRoutes value : values()) {
      if (value.stored.equals(text)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
