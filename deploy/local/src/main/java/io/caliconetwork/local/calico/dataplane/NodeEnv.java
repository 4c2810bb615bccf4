package io.caliconetwork.local.calico.dataplane;

import java.util.Optional;

/**
 * What the services of a started calico-node read from the environment.
 *
 * @param backend CALICO_NETWORKING_BACKEND, compared case-sensitively (§1.2): anything but {@code
 *     vxlan} and {@code none} starts BIRD
 * @param ipipEnabled FELIX_IPINIPENABLED, empty when unset
 * @param vxlanEnabled FELIX_VXLANENABLED, empty when unset
 */
public record NodeEnv(
    String backend, Optional<Boolean> ipipEnabled, Optional<Boolean> vxlanEnabled) {

  /** Only the backend is set. */
  public static NodeEnv backend(String backend) {
    return new NodeEnv(backend, Optional.empty(), Optional.empty());
  }

  /** Whether BIRD and confd are started. */
  public boolean runsBird() {
    return !backend.equals("vxlan") && !backend.equals("none");
  }
}
