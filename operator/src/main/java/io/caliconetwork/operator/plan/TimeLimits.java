package io.caliconetwork.operator.plan;

import java.time.Duration;

/**
 * How long things may take before the operator says so.
 *
 * @param rollout a rolling restart of calico-node without progress
 * @param tunnels nodes' tunnel addresses without progress
 * @param repairs three reverts of the same object within this time are a fight; it is also the
 *     first pause before the operator tries again
 */
public record TimeLimits(Duration rollout, Duration tunnels, Duration repairs) {

  /** Waiting costs nothing and nothing is half done. */
  static final Duration NEVER = Duration.ofDays(365_000);

  /**
   * One node: termination, start, readiness probe every 10 s, BIRD's sessions after 30 s; an image
   * pull on top. Progress on any node starts the clock anew.
   */
  static final Duration ROLLOUT = Duration.ofMinutes(10);

  /** calico-node moves tunnel addresses within 4 s of a pool's change. */
  static final Duration TUNNELS = Duration.ofMinutes(5);

  /** Unless the operator's environment says otherwise. */
  public static final TimeLimits DEFAULT = new TimeLimits(ROLLOUT, TUNNELS, Duration.ofMinutes(10));

  /** Longest time that the gate may stand without any progress. */
  public Duration of(Step.Gate gate) {
    return switch (gate) {
      case Step.AwaitRollout g -> rollout;
      case Step.AwaitTunnelAddresses g -> tunnels;
      case AwaitNodeAddresses g -> tunnels;
      case PoolGate g -> tunnels;
      case Step.AwaitDaemonSet g -> g.limit();
    };
  }
}
