package io.caliconetwork.operator.snapshot;

import java.time.Duration;

/**
 * For how long things have to be left as they are before what cannot be seen from the API can be
 * relied on: the nodes' forwarding entries, and that Felix has restarted. Real Felix has them 2.3
 * to 4.5 seconds after the last tunnel address or change of encapsulation (calico-semantics §4.1,
 * §4.3).
 *
 * @param time that has to pass without a change
 * @param left of it since the last change of pools, tunnel addresses and calico-node's pods; zero
 *     when it has passed. Counted from what this process saw itself: after a restart of the
 *     operator it begins anew
 * @param leftOfPools of it since the last change of a pool's encapsulation that this process saw
 */
public record Settling(Duration time, Duration left, Duration leftOfPools) {

  /** Unless the operator's environment says otherwise. */
  public static final Duration USUAL = Duration.ofSeconds(20);

  /** Nothing has changed for long. */
  public static final Settling DONE = new Settling(USUAL, Duration.ZERO, Duration.ZERO);

  /** The whole time, behind a change that is still to be made. */
  public Settling ahead() {
    return new Settling(time, time, time);
  }

  /** Whether it has passed. */
  public boolean done() {
    return !left.isPositive();
  }

  /** Whether it has passed since a pool changed its encapsulation. */
  public boolean poolsDone() {
    return !leftOfPools.isPositive();
  }
}
