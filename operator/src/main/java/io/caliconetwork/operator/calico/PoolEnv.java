package io.caliconetwork.operator.calico;

import io.caliconetwork.operator.calico.Encapsulation.Mode;
import java.util.Locale;
import java.util.Set;

/**
 * The environment variables from which calico-node creates the default IPv4 pool when none of the
 * family exists. They are read only when calico-node starts.
 */
public enum PoolEnv {
  IPIP("CALICO_IPV4POOL_IPIP"),
  VXLAN("CALICO_IPV4POOL_VXLAN"),
  CIDR("CALICO_IPV4POOL_CIDR"),
  BLOCK_SIZE("CALICO_IPV4POOL_BLOCK_SIZE"),
  NAT_OUTGOING("CALICO_IPV4POOL_NAT_OUTGOING"),
  NODE_SELECTOR("CALICO_IPV4POOL_NODE_SELECTOR"),
  DISABLE_BGP_EXPORT("CALICO_IPV4POOL_DISABLE_BGP_EXPORT");

  /** Exactly these, in any case, are false to calico-node; all else that is set is true. */
  private static final Set<String> FALSE = Set.of("false", "0", "no", "n", "f");

  private final String variable;

  PoolEnv(String variable) {
    this.variable = variable;
  }

  /** Name of the variable. */
  public String variable() {
    return variable;
  }

  /**
   * Whether calico-node would make the same of both texts.
   *
   * @param present as it stands in the DaemonSet
   * @param wished as we would write it
   */
  public boolean sameMeaning(String present, String wished) {
    return switch (this) {
      case IPIP, VXLAN -> Mode.ofEnv(present).equals(Mode.ofEnv(wished));
      case CIDR ->
          present.equals(wished)
              || Ipv4Range.parse(present)
                  .flatMap(p -> Ipv4Range.parse(wished).map(p::equals))
                  .orElse(false);
      case BLOCK_SIZE -> present.strip().equals(present) && present.equals(wished);
      case NAT_OUTGOING, DISABLE_BGP_EXPORT -> isTrue(present) == isTrue(wished);
      case NODE_SELECTOR -> selector(present).equals(selector(wished));
    };
  }

  private static boolean isTrue(String text) {
    return !FALSE.contains(text.toLowerCase(Locale.ROOT));
  }

  private static String selector(String text) {
    return text.isBlank() ? PoolOptions.ALL_NODES : text.strip();
  }
}
