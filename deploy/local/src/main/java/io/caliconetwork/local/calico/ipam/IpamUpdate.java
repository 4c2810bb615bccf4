package io.caliconetwork.local.calico.ipam;

import java.util.List;

/**
 * Writes and what they lead to.
 *
 * @param changes the writes in order; possibly none
 * @param after the state once all of them are made
 */
public record IpamUpdate(List<IpamChange> changes, IpamState after) {
  public IpamUpdate {
    changes = List.copyOf(changes);
  }
}
