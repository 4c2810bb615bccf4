package io.caliconetwork.local.calico.dataplane;

/**
 * Answer of one check of {@code calico-node}'s probe command.
 *
 * @param ok exit code 0
 * @param message what the command prints, {@code ""} when it is well
 */
public record ProbeResult(boolean ok, String message) {
  static final ProbeResult OK = new ProbeResult(true, "");

  static ProbeResult failed(String message) {
    return new ProbeResult(false, message);
  }
}
