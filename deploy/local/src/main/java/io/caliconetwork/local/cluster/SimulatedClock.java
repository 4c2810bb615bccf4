package io.caliconetwork.local.cluster;

import java.time.Duration;

/**
 * Simulated time: how fast the nodes live, compared with the wall clock. The control plane itself
 * lives in real time.
 *
 * <p>Zero is the moment of creation.
 */
public final class SimulatedClock {
  private final double scale;
  private final long originNanos = System.nanoTime();

  /**
   * Starts to count.
   *
   * @param scale simulated seconds per real second
   */
  public SimulatedClock(double scale) {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("time scale must be above 0: " + scale);
    }
    this.scale = scale;
  }

  public double scale() {
    return scale;
  }

  /** Simulated time since the start. */
  public Duration now() {
    return Duration.ofNanos((long) ((System.nanoTime() - originNanos) * scale));
  }

  /** Real time that {@code simulated} takes; at least one nanosecond for anything positive. */
  public Duration real(Duration simulated) {
    long nanos = (long) (simulated.toNanos() / scale);
    return Duration.ofNanos(simulated.isPositive() ? Math.max(1, nanos) : nanos);
  }

  /** Blocks the calling (virtual) thread. */
  public void sleep(Duration simulated) throws InterruptedException {
    Thread.sleep(real(simulated));
  }
}
