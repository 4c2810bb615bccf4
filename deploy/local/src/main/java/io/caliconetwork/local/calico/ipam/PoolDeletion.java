package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What clientv3 (calicoctl, the aggregated API) does when a pool is deleted (§3.1, §5.4). */
public final class PoolDeletion {
  /** "Gives any in-progress allocations an opportunity to finish" (§3.1). */
  public static final Duration PAUSE = Duration.ofMillis(500);

  private PoolDeletion() {}

  /** A step of the sequence. */
  public sealed interface Step {
    /** Write this, then go on. */
    record Write(IpamChange change) implements Step {}

    /** Wait, then read the state again and ask for the rest. */
    record Wait(Duration duration) implements Step {}
  }

  /**
   * The next steps for this pool: disable it and wait, or, once it is disabled, release its
   * affinities and delete it. It does not refuse while addresses are in use. No steps once it is
   * gone.
   */
  public static List<Step> steps(IpamState state, String pool) {
    Optional<IpPool> stored = state.pool(pool);
    if (stored.isEmpty()) {
      return List.of();
    }
    if (!stored.get().disabled()) {
      IpPool disabled = stored.get().with("disabled", true);
      return List.of(new Step.Write(IpamChange.update(disabled)), new Step.Wait(PAUSE));
    }
    Draft draft = released(state, stored.get());
    draft.delete(stored.get());
    List<Step> steps = new ArrayList<>();
    draft.changes().forEach(change -> steps.add(new Step.Write(change)));
    return steps;
  }

  /** Gives up all claims inside the pool ({@code ReleasePoolAffinities}). */
  public static List<IpamChange> releaseAffinities(IpamState state, IpPool pool) {
    return released(state, pool).changes();
  }

  private static Draft released(IpamState state, IpPool pool) {
    Draft draft = new Draft(state);
    for (BlockAffinity affinity : List.copyOf(state.affinities())) {
      Cidr block = Cidr.of(affinity.cidr());
      if (pool.cidr().filter(range -> range.contains(block)).isPresent()) {
        draft.release(affinity);
      }
    }
    return draft;
  }
}
