package io.caliconetwork.local.calico.startup;

/** Start-up gives up with this message. */
final class Termination extends Exception {
  private static final long serialVersionUID = 1;

  Termination(String message) {
    super(message, null, false, false);
  }
}
