package io.caliconetwork.operator.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * The objects that a manifest installs, and what else claims Calico.
 *
 * @param daemonSet calico-node's
 * @param configMap that it reads
 * @param kubeadmPodSubnet first IPv4 {@code podSubnet} of kubeadm-config, as calico-node reads it
 * @param otherOwners who else manages or carries the pod network, such as "the Installation
 *     'default' of tigera-operator"
 */
public record Installation(
    Optional<DaemonSetFacts> daemonSet,
    Optional<ConfigMapFacts> configMap,
    Optional<String> kubeadmPodSubnet,
    List<OtherOwner> otherOwners) {

  public Installation {
    otherOwners = List.copyOf(otherOwners);
  }

  /** Who else manages the pod network. */
  public enum OtherOwner {
    TIGERA_OPERATOR,
    CANAL
  }
}
