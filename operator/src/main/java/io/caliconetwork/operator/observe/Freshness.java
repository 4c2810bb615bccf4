package io.caliconetwork.operator.observe;

import java.time.Duration;

/**
 * For how long the answer of a look at what is not watched serves again: other objects change more
 * often. It counts from the end of the look, and longer after a long one. Otherwise a look that
 * takes longer than its answer is good for would be followed by the next, and no decision be made.
 */
final class Freshness {

  private static final Duration SHORTEST = Duration.ofSeconds(30);

  /** A look that takes long is had less often: it takes a fifth of the time at most. */
  private static final int REST = 4;

  private Freshness() {}

  /**
   * When the answer is out of date, in nanoseconds of the same clock, which only goes forward.
   *
   * @param begun when the look began
   * @param ended when it had come to its end
   */
  static long until(long begun, long ended) {
    return until(begun, ended, REST);
  }

  /**
   * The same for a look that is had more or less often.
   *
   * @param rest how many times as long as the look took
   */
  static long until(long begun, long ended, int rest) {
    return ended + Math.max(SHORTEST.toNanos(), rest * (ended - begun));
  }
}
