package io.caliconetwork.operator.plan;

/**
 * Which of the bird probes the calico-node container shall have.
 *
 * @param live liveness fails unless BIRD runs
 * @param ready readiness fails unless a BGP peer is established
 */
public record BirdProbes(boolean live, boolean ready) {

  /** With backend bird, once BIRD runs on every node. */
  public static final BirdProbes GUARDED = new BirdProbes(true, true);

  /**
   * While BIRD starts node by node. With bird-ready the first restarted node, whose peers do not
   * run BIRD yet, would never become ready and the rolling update would never go on.
   */
  public static final BirdProbes STARTING = new BirdProbes(true, false);

  /** With backend vxlan: there is no BIRD, and probes that ask for it kill the container. */
  public static final BirdProbes WITHOUT = new BirdProbes(false, false);
}
