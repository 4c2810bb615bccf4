package io.caliconetwork.local.calico.ipam;

import java.time.Duration;
import java.util.List;

/** What clientv3 (calicoctl, the aggregated API) does when a pool is deleted (§3.1, §5.4). */
public final class PoolDeletion {
  private PoolDeletion() {}

  /** A step of the sequence. */
  public sealed interface Step {
    /** Write this, then go on. */
    record Write(IpamChange change) implements Step {}

    /** Wait, then read the state again and ask for the rest. */
    record Wait(Duration duration) implements Step {}
  }

  /** The steps for this pool. It does not refuse while addresses are in use. */
  public static List<Step> steps(IpamState state, String pool) {
    return List.of();
  }
}
