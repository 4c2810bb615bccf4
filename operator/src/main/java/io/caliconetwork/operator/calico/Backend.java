package io.caliconetwork.operator.calico;

/** What {@code CALICO_NETWORKING_BACKEND} makes calico-node run beside Felix. */
public enum Backend {
  /** BIRD and confd: BGP, and the routes of pools without encapsulation or with IP-in-IP. */
  BIRD("bird"),
  /** Felix alone. */
  VXLAN("vxlan"),
  /** Policy only; someone else carries the traffic. */
  NONE("none");

  private final String value;

  Backend(String value) {
    this.value = value;
  }

  /** As calico-node expects it. */
  public String value() {
    return value;
  }

  /**
   * Reads the variable as calico-node's rc.local does: case matters, and whatever is not exactly
   * {@code vxlan} or {@code none} starts BIRD.
   */
  public static Backend of(String value) {
    return switch (value) {
      case "vxlan" -> VXLAN;
      case "none" -> NONE;
      default -> BIRD;
    };
  }
}
