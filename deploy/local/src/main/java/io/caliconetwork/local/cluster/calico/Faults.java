package io.caliconetwork.local.cluster.calico;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What goes wrong on purpose, by node name; may be changed at any time.
 *
 * @param neverReady calico-node there answers no readiness probe
 * @param withoutTunnelAddress its tunnel address daemon hangs, at start-up as well; once taken away
 *     it goes on within seconds
 */
public record Faults(Set<String> neverReady, Set<String> withoutTunnelAddress) {
  public Faults() {
    this(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
  }
}
