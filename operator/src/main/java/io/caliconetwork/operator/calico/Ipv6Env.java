package io.caliconetwork.operator.calico;

import io.caliconetwork.operator.calico.Encapsulation.Mode;
import java.util.Locale;
import java.util.Set;

/**
 * The environment variables that make calico-node serve IPv6, and those from which it creates the
 * default IPv6 pool when none of the family exists. They are read only when calico-node starts.
 */
public enum Ipv6Env {
  CIDR("CALICO_IPV6POOL_CIDR"),
  VXLAN("CALICO_IPV6POOL_VXLAN"),
  BLOCK_SIZE("CALICO_IPV6POOL_BLOCK_SIZE"),
  NAT_OUTGOING("CALICO_IPV6POOL_NAT_OUTGOING"),
  NODE_SELECTOR("CALICO_IPV6POOL_NODE_SELECTOR"),
  DISABLE_BGP_EXPORT("CALICO_IPV6POOL_DISABLE_BGP_EXPORT"),

  /**
   * The node's own IPv6 address: {@code autodetect} finds one, and where there is none calico-node
   * terminates; an address is taken as it is; empty and {@code none} mean no IPv6.
   */
  NODE_ADDRESS("IP6"),

  /** Whether Felix programs IPv6 at all; calico.yaml says no. */
  FELIX("FELIX_IPV6SUPPORT");

  /** How calico-node is told to look for the node's address. */
  public static final String AUTODETECT = "autodetect";

  /** Exactly these, in any case, are false to calico-node's start-up; all else is true. */
  private static final Set<String> FALSE = Set.of("false", "0", "no", "n", "f");

  /** Exactly these, in any case, are true to Felix. */
  private static final Set<String> TRUE_TO_FELIX = Set.of("true", "1", "yes", "y", "t");

  private final String variable;

  Ipv6Env(String variable) {
    this.variable = variable;
  }

  /** Name of the variable. */
  public String variable() {
    return variable;
  }

  /** Whether it describes the default pool, and nothing else. */
  public boolean ofPool() {
    return this != NODE_ADDRESS && this != FELIX;
  }

  /**
   * Whether Calico would make the same of both texts.
   *
   * @param present as it stands in the DaemonSet
   * @param wished as we would write it
   */
  public boolean sameMeaning(String present, String wished) {
    return switch (this) {
      case VXLAN -> Mode.ofEnv(present).equals(Mode.ofEnv(wished));
      case CIDR ->
          Ipv6Range.parse(present)
              .flatMap(p -> Ipv6Range.parse(wished).map(p::equals))
              .orElse(false);
      case BLOCK_SIZE -> present.equals(wished);
      case NAT_OUTGOING, DISABLE_BGP_EXPORT -> isTrue(present) == isTrue(wished);
      case NODE_SELECTOR -> selector(present).equals(selector(wished));
      // An address written down by hand, or for each node by an installer, serves as well.
      case NODE_ADDRESS -> !present.isBlank() && !present.strip().equals("none");
      case FELIX -> TRUE_TO_FELIX.contains(present.toLowerCase(Locale.ROOT)) == isTrue(wished);
    };
  }

  private static boolean isTrue(String text) {
    return !FALSE.contains(text.toLowerCase(Locale.ROOT));
  }

  private static String selector(String text) {
    return text.isBlank() ? PoolOptions.ALL_NODES : text.strip();
  }
}
