package io.caliconetwork.operator;

import java.time.Duration;

/** How long first answers may take before that is worth a word. */
final class Patience {

  private static final Duration LONG = Duration.ofSeconds(10);

  private boolean waiting;
  private long since;

  /** Takes note of a look. */
  void note(boolean unanswered) {
    if (unanswered && !waiting) {
      since = System.nanoTime();
    }
    waiting = unanswered;
  }

  /** Whether there have been no answers for so long. */
  boolean isOver() {
    return waiting && System.nanoTime() - since > LONG.toNanos();
  }
}
