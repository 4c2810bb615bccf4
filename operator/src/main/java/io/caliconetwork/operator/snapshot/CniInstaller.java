package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.EnvValue;
import java.util.Optional;

/**
 * The container that writes the CNI configuration of a node, {@code install-cni} in Calico's
 * manifests.
 *
 * @param config source of {@code CNI_NETWORK_CONFIG}, the JSON
 * @param mtu source of {@code CNI_MTU}, which replaces {@code __CNI_MTU__} in the JSON
 */
public record CniInstaller(Optional<EnvValue> config, Optional<EnvValue> mtu) {

  /** Variable of the JSON. */
  public static final String CONFIG_VARIABLE = "CNI_NETWORK_CONFIG";

  /** Variable of the pods' MTU. */
  public static final String MTU_VARIABLE = "CNI_MTU";

  /** None was found. */
  public static final CniInstaller NONE = new CniInstaller(Optional.empty(), Optional.empty());
}
