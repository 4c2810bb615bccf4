package io.caliconetwork.local.calico.dataplane;

/** How calico-node ends; a DaemonSet with terminationGracePeriodSeconds 0 kills (§2). */
public enum StopSignal {
  /** BIRD says good-bye: its peers withdraw its routes at once (§4.3). */
  TERM,
  /** BIRD just vanishes: its peers keep its routes for the graceful-restart time (§4.3). */
  KILL
}
