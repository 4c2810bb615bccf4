package io.caliconetwork.local.cluster.kubelet;

import java.util.Optional;

/** Which nodes this process plays, and whether they are up. */
public interface NodeAddresses {
  /** Address of a node that is up; empty if it is down or none of ours. */
  Optional<String> ofRunning(String node);
}
