package io.caliconetwork.operator.calico;

import io.caliconetwork.operator.calico.Encapsulation.Mode;
import java.util.List;
import java.util.Optional;

/**
 * An IPPool as it is stored. Fields that calico's clients would default may be absent.
 *
 * @param name of the object
 * @param resourceVersion for optimistic concurrency
 * @param cidr as stored, perhaps not canonical
 * @param blockSize as stored; null means 26 for IPv4 and 122 for IPv6
 * @param modes the encapsulation fields
 * @param options the other fields that this operator manages
 * @param disabled no new addresses are taken from it
 * @param allowedUses Workload, Tunnel, LoadBalancer; empty means the first two
 * @param notAllocatable why Calico gives no address from it although it is not disabled, such as
 *     CIDROverlap or Terminating
 */
public record IpPool(
    String name,
    String resourceVersion,
    String cidr,
    Integer blockSize,
    Modes modes,
    PoolOptions options,
    boolean disabled,
    List<String> allowedUses,
    Optional<String> notAllocatable) {

  /** What calico-node calls the IPv4 pool it creates. */
  public static final String DEFAULT_NAME = "default-ipv4-ippool";

  /** What calico-node calls the IPv6 pool it creates. */
  public static final String DEFAULT_IPV6_NAME = "default-ipv6-ippool";

  /**
   * Name of the second pool from which nodes get tunnel addresses before the default pool needs
   * them. The name and its use tell it apart: Calico keeps no labels on pools (calico-semantics
   * §3.3). Of two pools that fit, Calico takes addresses from the first by name.
   */
  public static final String PILOT_NAME = "caliconetwork-pilot";

  /**
   * Name of the pool in the range that is lent, where pods live while their old range and the new
   * one overlap, so that both cannot be there at once.
   */
  public static final String TEMPORARY_NAME = "caliconetwork-temporary";

  /**
   * Names of the pools that a CalicoNetwork manages. A new range comes in a pool of another name,
   * for the old one is still there: the first of these that is free, the temporary one apart.
   */
  public static final List<String> MANAGED_NAMES =
      List.of(
          DEFAULT_NAME, "caliconetwork-ipv4-ippool", "caliconetwork-ipv4-ippool-2", TEMPORARY_NAME);

  /** Block size of an IPv4 pool that names none. */
  public static final int DEFAULT_BLOCK_SIZE = 26;

  /** Block size of an IPv6 pool that names none. */
  public static final int DEFAULT_IPV6_BLOCK_SIZE = 122;

  public IpPool {
    allowedUses = List.copyOf(allowedUses);
  }

  /** A pool that Calico says nothing against. */
  public IpPool(
      String name,
      String resourceVersion,
      String cidr,
      Integer blockSize,
      Modes modes,
      PoolOptions options,
      boolean disabled,
      List<String> allowedUses) {
    this(
        name,
        resourceVersion,
        cidr,
        blockSize,
        modes,
        options,
        disabled,
        allowedUses,
        Optional.empty());
  }

  /**
   * The encapsulation fields as stored.
   *
   * @param ipipMode null when absent; what {@code spec.ipip} of Calico v2 says where that is set
   * @param vxlanMode null when absent
   * @param legacy whether fields of Calico v2 ({@code spec.ipip}, {@code spec.nat-outgoing}) are
   *     set, which override the others when Calico reads the pool
   */
  public record Modes(String ipipMode, String vxlanMode, boolean legacy) {

    static Mode effective(String stored) {
      return stored == null ? Mode.NEVER : Mode.ofStored(stored).orElse(Mode.NEVER);
    }

    /**
     * Whether both fields hold a mode. A pool that lacks one while the other is on sends Felix up
     * to v3.32.1 into an endless restart at its next start.
     */
    public boolean complete() {
      return Mode.ofStored(ipipMode).isPresent() && Mode.ofStored(vxlanMode).isPresent();
    }
  }

  /** The encapsulation in force; empty when both are on. */
  public Optional<Encapsulation> encapsulation() {
    return Encapsulation.ofModes(
        Modes.effective(modes.ipipMode()), Modes.effective(modes.vxlanMode()));
  }

  public int effectiveBlockSize() {
    if (blockSize != null) {
      return blockSize;
    }
    return ipv6() ? DEFAULT_IPV6_BLOCK_SIZE : DEFAULT_BLOCK_SIZE;
  }

  /** Whether it has exactly this range, in blocks of this size. */
  public boolean isOf(Ipv4Range cidr, int size) {
    return range().filter(cidr::equals).isPresent() && effectiveBlockSize() == size;
  }

  /** Whether its range is one of IPv6, readable or not. */
  public boolean ipv6() {
    return cidr.indexOf(':') >= 0;
  }

  /** The range; empty for an IPv6 pool and for text that is no range. */
  public Optional<Ipv4Range> range() {
    return Ipv4Range.parse(cidr);
  }

  /** The range; empty for an IPv4 pool and for text that is no range. */
  public Optional<Ipv6Range> ipv6Range() {
    return Ipv6Range.parse(cidr);
  }

  /** Whether pods get addresses from it; false for a pool kept for load balancers or tunnels. */
  public boolean forWorkloads() {
    return allowedUses.isEmpty() || allowedUses.contains("Workload");
  }

  /** Whether it gives addresses to tunnels and to nothing else. */
  public boolean onlyForTunnels() {
    return allowedUses.equals(List.of("Tunnel"));
  }

  /** Whether the API server is about to delete it, as soon as its finalizers are gone. */
  public boolean terminating() {
    return notAllocatable.filter("Terminating"::equals).isPresent();
  }

  /** Whether nodes get tunnel addresses from it. */
  public boolean forTunnels() {
    return allowedUses.isEmpty() || allowedUses.contains("Tunnel");
  }
}
