package io.caliconetwork.operator.calico;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a pool's traffic is carried: the five valid pairs of {@code spec.ipipMode} and {@code
 * spec.vxlanMode} of an IPPool.
 */
public enum Encapsulation {
  NONE("None", Family.NONE, Mode.NEVER),
  IPIP("IPIP", Family.IPIP, Mode.ALWAYS),
  IPIP_CROSS_SUBNET("IPIPCrossSubnet", Family.IPIP, Mode.CROSS_SUBNET),
  VXLAN("VXLAN", Family.VXLAN, Mode.ALWAYS),
  VXLAN_CROSS_SUBNET("VXLANCrossSubnet", Family.VXLAN, Mode.CROSS_SUBNET);

  /**
   * What carries the packet. Felix and tunnel addresses distinguish families only, not Always from
   * CrossSubnet.
   */
  public enum Family {
    NONE(0),
    IPIP(20),
    VXLAN(50);

    private final int overheadBytes;

    Family(int overheadBytes) {
      this.overheadBytes = overheadBytes;
    }

    /** Bytes that the outer headers take from the MTU over IPv4. */
    public int overheadBytes() {
      return overheadBytes;
    }
  }

  /** Values of {@code ipipMode} and {@code vxlanMode} as IPPools store them. */
  public enum Mode {
    NEVER("Never"),
    CROSS_SUBNET("CrossSubnet"),
    ALWAYS("Always");

    private final String value;

    Mode(String value) {
      this.value = value;
    }

    /** As stored in an IPPool. */
    public String value() {
      return value;
    }

    /** Reads the stored spelling; empty for any other text. */
    public static Optional<Mode> ofStored(String stored) {
      return Arrays.stream(values()).filter(m -> m.value.equals(stored)).findFirst();
    }

    /**
     * Reads an environment variable as calico-node does: case does not matter, {@code ""} and
     * {@code off} mean Never, {@code cross-subnet} is understood. Empty for text that makes
     * calico-node terminate.
     */
    public static Optional<Mode> ofEnv(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "", "off", "never" -> Optional.of(NEVER);
        case "crosssubnet", "cross-subnet" -> Optional.of(CROSS_SUBNET);
        case "always" -> Optional.of(ALWAYS);
        default -> Optional.empty();
      };
    }
  }

  private final String overlay;
  private final Family family;
  private final Mode mode;

  Encapsulation(String overlay, Family family, Mode mode) {
    this.overlay = overlay;
    this.family = family;
    this.mode = mode;
  }

  /** The name that {@code spec.overlay} of a CalicoNetwork uses. */
  public String overlay() {
    return overlay;
  }

  public Family family() {
    return family;
  }

  public Mode ipipMode() {
    return family == Family.IPIP ? mode : Mode.NEVER;
  }

  public Mode vxlanMode() {
    return family == Family.VXLAN ? mode : Mode.NEVER;
  }

  /** Whether traffic inside one subnet goes without encapsulation, so BIRD or Felix route it. */
  public boolean direct() {
    return mode != Mode.ALWAYS;
  }

  /** Reads {@code spec.overlay}; empty for any other text. */
  public static Optional<Encapsulation> ofOverlay(String overlay) {
    return Arrays.stream(values()).filter(e -> e.overlay.equals(overlay)).findFirst();
  }

  /** The pair as one value; empty when both encapsulations are on, which no release supports. */
  public static Optional<Encapsulation> ofModes(Mode ipip, Mode vxlan) {
    return Arrays.stream(values())
        .filter(e -> e.ipipMode() == ipip && e.vxlanMode() == vxlan)
        .findFirst();
  }

  @Override
  public String toString() {
    return overlay;
  }
}
