package io.caliconetwork.local.calico.dataplane;

import java.util.Comparator;

/** Pods of one node calling pods of another. */
public record Pair(String from, String to) implements Comparable<Pair> {
  private static final Comparator<Pair> ORDER =
      Comparator.comparing(Pair::from).thenComparing(Pair::to);

  @Override
  public int compareTo(Pair other) {
    return ORDER.compare(this, other);
  }

  /** The way back. */
  public Pair reversed() {
    return new Pair(to, from);
  }

  @Override
  public String toString() {
    return from + "→" + to;
  }
}
