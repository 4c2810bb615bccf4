package io.caliconetwork.local.calico;

import java.util.Locale;
import java.util.Optional;

/** Value of an IP pool's {@code ipipMode} or {@code vxlanMode} (§1.2, §13.1). */
public enum EncapsulationMode {
  NEVER("Never"),
  CROSS_SUBNET("CrossSubnet"),
  ALWAYS("Always");

  private final String stored;

  EncapsulationMode(String stored) {
    this.stored = stored;
  }

  /** The spelling in the stored object. */
  public String stored() {
    return stored;
  }

  /** Whether packets are ever encapsulated in this mode. */
  public boolean isEnabled() {
    return this != NEVER;
  }

  /** Reads the stored spelling; empty for anything else, in particular for {@code ""}. */
  public static Optional<EncapsulationMode> fromStored(String text) {
    for (EncapsulationMode mode : values()) {
      if (mode.stored.equals(text)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  /** Reads the value of CALICO_IPV4POOL_IPIP or _VXLAN; empty when start-up rejects it (§1.2). */
  public static Optional<EncapsulationMode> fromEnv(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "off", "never" -> Optional.of(NEVER);
      case "crosssubnet", "cross-subnet" -> Optional.of(CROSS_SUBNET);
      case "always" -> Optional.of(ALWAYS);
      default -> Optional.empty();
    };
  }
}
