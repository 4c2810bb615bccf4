package io.caliconetwork.local.cluster.kubelet;

/** A container's process ended by itself. */
public final class ProgramExit extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;

  /**
   * An end with an exit code.
   *
   * @param message the last line of its log
   */
  public ProgramExit(int code, String message) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
