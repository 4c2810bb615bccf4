package io.caliconetwork.operator.plan;

import java.time.Duration;

/**
 * How long things may take before the operator says so.
 *
 * @param rollout a rolling restart of calico-node without progress
 * @param tunnels nodes' tunnel addresses without progress
 * @param repairs three reverts of the same object within this time are a fight; it is also the
 *     first pause before the operator tries again
 * @param pods none of those that have to leave their addresses goes
 * @param addresses a disabled pool still gives one that no pod has
 */
public record TimeLimits(
    Duration rollout, Duration tunnels, Duration repairs, Duration pods, Duration addresses) {

  /** Waiting costs nothing and nothing is half done. */
  static final Duration NEVER = Duration.ofDays(365_000);

  /**
   * One node: termination, start, readiness probe every 10 s, BIRD's sessions after 30 s; an image
   * pull on top. Progress on any node starts the clock anew.
   */
  static final Duration ROLLOUT = Duration.ofMinutes(10);

  /** calico-node moves tunnel addresses within 4 s of a pool's change. */
  static final Duration TUNNELS = Duration.ofMinutes(5);

  /** A pod that ends slowly, and its replacement that starts slowly, and then some. */
  static final Duration PODS = Duration.ofMinutes(15);

  /** calico-kube-controllers gives back what pods left after 15 minutes, and looks every 5. */
  static final Duration ADDRESSES = Duration.ofMinutes(30);

  /** Unless the operator's environment says otherwise. */
  public static final TimeLimits DEFAULT =
      new TimeLimits(ROLLOUT, TUNNELS, Duration.ofMinutes(10), PODS, ADDRESSES);

  /** Longest time that the gate may stand without any progress. */
  public Duration of(Step.Gate gate) {
    return switch (gate) {
      case Step.AwaitRollout g -> rollout;
      case Step.AwaitTunnelAddresses g -> tunnels;
      case AwaitNodeAddresses g -> tunnels;
      case PoolGate.AwaitPoolEmpty g -> addresses;
      case PoolGate g -> tunnels;
      case MovePods g -> g.patient() ? NEVER : pods;
      case Step.AwaitDaemonSet g -> g.limit();
    };
  }
}
