package io.caliconetwork.local.calico.ipam;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The node controller of kube-controllers: leaked addresses and unused blocks (§5.3). */
public final class CleanUp {
  /** leakGracePeriod unless configured: 15 minutes. */
  public static final Duration DEFAULT_GRACE = Duration.ofMinutes(15);

  private CleanUp() {}

  /**
   * What the controller remembers between two looks.
   *
   * @param leakedSince when a handle was first seen without its owner
   * @param emptySince when a block was first seen empty
   */
  public record Memory(Map<String, Duration> leakedSince, Map<String, Duration> emptySince) {
    /** A controller that just started. */
    public static final Memory NOTHING = new Memory(Map.of(), Map.of());

    public Memory {
      leakedSince = Map.copyOf(leakedSince);
      emptySince = Map.copyOf(emptySince);
    }
  }

  /**
   * One look.
   *
   * @param liveHandles handles of pods that exist
   * @param nodes names of the nodes that exist
   * @param grace leakGracePeriod
   * @param now time since the simulation began
   */
  public record Look(Set<String> liveHandles, Set<String> nodes, Duration grace, Duration now) {}

  /** The writes of one look and what to hand to the next. */
  public record Result(IpamUpdate update, Memory memory) {}

  /** Looks once. */
  public static Result look(IpamState state, Memory memory, Look look) {
    return new Result(new IpamUpdate(List.of(), state), memory);
  }
}
