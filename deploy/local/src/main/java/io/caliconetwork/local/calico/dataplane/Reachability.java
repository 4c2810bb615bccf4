package io.caliconetwork.local.calico.dataplane;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which pairs of nodes cannot exchange pod traffic at one moment, and why. A pair works when the
 * request and its answer both arrive.
 *
 * @param lost the reason in words, by pair
 */
public record Reachability(SortedMap<Pair, String> lost) {
  public Reachability {
    lost = Collections.unmodifiableSortedMap(new TreeMap<>(lost));
  }

  /** Whether pods of these nodes can talk. */
  public boolean works(String from, String to) {
    return !lost.containsKey(new Pair(from, to));
  }

  /** Whether all pods can talk. */
  public boolean complete() {
    return lost.isEmpty();
  }

  /** Why these two cannot talk; empty when they can. */
  public Optional<String> reason(String from, String to) {
    return Optional.ofNullable(lost.get(new Pair(from, to)));
  }
}
