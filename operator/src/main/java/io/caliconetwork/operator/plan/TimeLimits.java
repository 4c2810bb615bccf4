package io.caliconetwork.operator.plan;

import java.time.Duration;

/** How long a gate may stand without progress before the plan stops. */
final class TimeLimits {

  /** Waiting costs nothing and nothing is half done. */
  static final Duration NEVER = Duration.ofDays(365_000);

  /**
   * One node: termination, start, readiness probe every 10 s, BIRD's sessions after 30 s; an image
   * pull on top. Progress on any node starts the clock anew.
   */
  static final Duration ROLLOUT = Duration.ofMinutes(10);

  /** calico-node moves tunnel addresses within 4 s of a pool's change. */
  static final Duration TUNNELS = Duration.ofMinutes(5);

  private TimeLimits() {}
}
