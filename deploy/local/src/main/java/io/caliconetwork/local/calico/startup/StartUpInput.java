package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that calico-node's start-up looks at.
 *
 * @param release the release of the image
 * @param env the container's environment with every reference resolved
 * @param stored the pools and blocks in the datastore
 * @param kubeadmConfig data of ConfigMap kube-system/kubeadm-config; empty when absent or forbidden
 * @param hostAddresses the host's own addresses, with or without prefix
 */
public record StartUpInput(
    CalicoRelease release,
    Map<String, String> env,
    Stored stored,
    Optional<Map<String, String>> kubeadmConfig,
    List<String> hostAddresses) {

  /** What is in the datastore. */
  public record Stored(List<IpPool> pools, List<IpamBlock> blocks) {
    /** A fresh cluster. */
    public static final Stored NOTHING = new Stored(List.of(), List.of());

    public Stored {
      pools = List.copyOf(pools);
      blocks = List.copyOf(blocks);
    }
  }

  public StartUpInput {
    env = Map.copyOf(env);
    kubeadmConfig = kubeadmConfig.map(Map::copyOf);
    hostAddresses = List.copyOf(hostAddresses);
  }
}
