package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.IpamAttribute;
import io.caliconetwork.local.calico.IpamBlock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The node controller of kube-controllers: leaked addresses and unused blocks (§5.3). */
public final class CleanUp {
  /** leakGracePeriod unless configured: 15 minutes. */
  public static final Duration DEFAULT_GRACE = Duration.ofMinutes(15);

  private static final String POD_HANDLE = "k8s-pod-network.";

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
  public record Look(Set<String> liveHandles, Set<String> nodes, Duration grace, Duration now) {
    public Look {
      liveHandles = Set.copyOf(liveHandles);
      nodes = Set.copyOf(nodes);
    }

    boolean isOver(Duration since) {
      return now.minus(since).compareTo(grace) >= 0;
    }
  }

  /** The writes of one look and what to hand to the next. */
  public record Result(IpamUpdate update, Memory memory) {}

  /** Looks once. */
  public static Result look(IpamState state, Memory memory, Look look) {
    Draft draft = new Draft(state);
    Map<String, Duration> leaked = releaseLeaked(draft, memory, look);
    Map<String, Duration> empty = releaseUnused(draft, memory, look);
    return new Result(draft.update(), new Memory(leaked, empty));
  }

  private static Map<String, Duration> releaseLeaked(Draft draft, Memory memory, Look look) {
    Set<String> orphans = new TreeSet<>();
    for (IpamBlock block : draft.state().blocks()) {
      for (IpamAttribute owner : block.allocations().used().values()) {
        if (isOrphan(owner, look)) {
          orphans.add(owner.handleId());
        }
      }
    }
    Map<String, Duration> still = new HashMap<>();
    for (String handle : orphans) {
      Duration since = memory.leakedSince().getOrDefault(handle, look.now());
      if (look.isOver(since)) {
        draft.release(handle);
      } else {
        still.put(handle, since);
      }
    }
    return still;
  }

  private static boolean isOrphan(IpamAttribute owner, Look look) {
    if (owner.isTunnel()) {
      return !look.nodes().contains(owner.node());
    }
    return owner.handleId().startsWith(POD_HANDLE)
        && !look.liveHandles().contains(owner.handleId());
  }

  // One block per node is kept, whichever: the controller does not look at pools (§5.3).
  private static Map<String, Duration> releaseUnused(Draft draft, Memory memory, Look look) {
    Map<String, Duration> still = new HashMap<>();
    List<IpamBlock> empty =
        draft.state().blocks().stream()
            .filter(block -> block.isEmpty() && block.node().isPresent())
            .sorted(Comparator.comparing(IpamBlock::cidr).reversed())
            .toList();
    for (IpamBlock block : empty) {
      String node = block.node().orElseThrow();
      Duration since = memory.emptySince().getOrDefault(block.cidr(), look.now());
      boolean seenBefore = memory.emptySince().containsKey(block.cidr());
      boolean keeps = look.nodes().contains(node) && blocksOf(draft.state(), node) <= 1;
      if (seenBefore && look.isOver(since) && !keeps) {
        affinity(draft.state(), block).ifPresent(draft::release);
      } else {
        still.put(block.cidr(), since);
      }
    }
    return still;
  }

  private static long blocksOf(IpamState state, String node) {
    return state.blocks().stream()
        .filter(block -> block.node().filter(node::equals).isPresent())
        .count();
  }

  private static Optional<BlockAffinity> affinity(IpamState state, IpamBlock block) {
    return state.affinities().stream()
        .filter(affinity -> affinity.cidr().equals(block.cidr()))
        .filter(affinity -> block.node().filter(affinity.node()::equals).isPresent())
        .findFirst();
  }
}
