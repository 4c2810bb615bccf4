package io.caliconetwork.operator.observe;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Passes news on, but not each of thousands a second: the first at once, those that follow together
 * a little later. A look at a large cluster costs more than any single piece of news is worth.
 */
final class Pulse implements Runnable {

  /** Between two pieces of news. */
  private static final Duration REST = Duration.ofMillis(200);

  private final Runnable changed;
  private final Executor later;
  private boolean resting;
  private boolean missed;

  Pulse(Runnable changed) {
    this(changed, CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Nothing heard yet.
   *
   * @param later runs what it is given after the rest
   */
  Pulse(Runnable changed, Executor later) {
    this.changed = changed;
    this.later = later;
  }

  @Override
  public void run() {
    synchronized (this) {
      if (resting) {
        missed = true;
        return;
      }
      resting = true;
    }
    pass();
  }

  private void pass() {
    later.execute(this::rested);
    changed.run();
  }

  private void rested() {
    synchronized (this) {
      if (!missed) {
        resting = false;
        return;
      }
      missed = false;
    }
    pass();
  }
}
