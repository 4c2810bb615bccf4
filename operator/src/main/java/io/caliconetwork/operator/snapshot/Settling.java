package io.caliconetwork.operator.snapshot;

import java.time.Duration;

/**
 * For how long pools, tunnel addresses and calico-node's pods have to be left as they are before
 * the nodes' forwarding entries can be relied on. Those cannot be seen from the API; real Felix has
 * them 3.5 to 4.5 seconds after the last tunnel address (calico-semantics §4.3).
 *
 * @param time that has to pass without a change
 * @param left of it; zero when it has passed. Counted from what this process saw itself: after a
 *     restart of the operator it begins anew
 */
public record Settling(Duration time, Duration left) {

  /** Unless the operator's environment says otherwise. */
  public static final Duration USUAL = Duration.ofSeconds(20);

  /** Nothing has changed for long. */
  public static final Settling DONE = new Settling(USUAL, Duration.ZERO);

  /** Whether it has passed. */
  public boolean done() {
    return !left.isPositive();
  }
}
