package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pods that have to leave their addresses, and what has become of those that were moved.
 *
 * @param remaining those that have an address of a pool on its way out, by their names
 * @param onTheWay by owner: pods that were evicted and are still there, or are not replaced by
 *     Ready ones yet
 * @param unready names of pods that came in place of evicted ones and have not been Ready for long
 * @param refused by owner: how evictions of its pods are refused
 * @param finalizers of those that should be gone by now, by their names
 * @param cameBack names of pods that got such an address after the pool was disabled
 * @param jobsDue whether Jobs have been left to finish for long enough
 * @param left at the pace of the last minutes; empty while there is none
 */
public record PodMoves(
    List<MovingPod> remaining,
    Map<Owner, Integer> onTheWay,
    List<String> unready,
    Map<Owner, Refusal> refused,
    Map<String, String> finalizers,
    List<String> cameBack,
    boolean jobsDue,
    Optional<Duration> left) {

  /** No pod has such an address. */
  public static final PodMoves NONE = of(List.of());

  public PodMoves {
    remaining = List.copyOf(remaining);
    onTheWay = Map.copyOf(onTheWay);
    unready = List.copyOf(unready);
    refused = Map.copyOf(refused);
    finalizers = Map.copyOf(finalizers);
    cameBack = List.copyOf(cameBack);
  }

  /**
   * Evictions that the API server refuses.
   *
   * @param why such as the PodDisruptionBudget in the way, in the API server's words
   * @param lately so lately that it is too early to ask again
   * @param lasting for so long that somebody should know
   */
  public record Refusal(String why, boolean lately, boolean lasting) {}

  /** Pods of which none was moved yet. */
  public static PodMoves of(List<MovingPod> remaining) {
    return new PodMoves(
        remaining, Map.of(), List.of(), Map.of(), Map.of(), List.of(), false, Optional.empty());
  }

  /** Pods on their way, of all owners. */
  public int onTheWayInAll() {
    return onTheWay.values().stream().mapToInt(Integer::intValue).sum();
  }
}
