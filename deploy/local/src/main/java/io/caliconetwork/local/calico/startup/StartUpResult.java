package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.IpPool;
import java.util.List;

/** How calico-node's start-up ended. */
public sealed interface StartUpResult {

  /** Start-up went on to the services; these pools are to be stored (already existing: ignore). */
  record Started(List<IpPool> toCreate) implements StartUpResult {
    public Started {
      toCreate = List.copyOf(toCreate);
    }
  }

  /** Start-up logged this and exited with 1: the container crash-loops (§1). */
  record Terminates(String logMessage) implements StartUpResult {}
}
