package io.caliconetwork.local.calico.dataplane;

import java.util.Optional;

/** FelixConfiguration/default as far as routes depend on it (§4.1, §4.2); empty means unset. */
public record FelixConfiguration(
    Optional<Boolean> ipipEnabled,
    Optional<Boolean> vxlanEnabled,
    Optional<ClusterRoutes> programClusterRoutes) {
  /** Nothing set. */
  public static final FelixConfiguration UNSET =
      new FelixConfiguration(Optional.empty(), Optional.empty(), Optional.empty());

  /** The same with this override of VXLAN. */
  public FelixConfiguration withVxlanEnabled(boolean enabled) {
    return new FelixConfiguration(ipipEnabled, Optional.of(enabled), programClusterRoutes);
  }

  /** The same with this override of IPIP. */
  public FelixConfiguration withIpipEnabled(boolean enabled) {
    return new FelixConfiguration(Optional.of(enabled), vxlanEnabled, programClusterRoutes);
  }

  /** The same with Felix programming these cluster routes. */
  public FelixConfiguration withProgramClusterRoutes(ClusterRoutes routes) {
    return new FelixConfiguration(ipipEnabled, vxlanEnabled, Optional.of(routes));
  }
}
