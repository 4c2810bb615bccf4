package io.caliconetwork.local.calico;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The checks of clientv3, through which calico-node, calicoctl and the aggregated API write pools
 * (§3.1). A plain write to {@code crd.projectcalico.org/v1} passes none of them.
 */
public final class PoolRules {
  private static final Cidr LINK_LOCAL = Cidr.of("169.254.0.0/16");
  private static final Cidr LINK_LOCAL_V6 = Cidr.of("fe80::/10");

  private PoolRules() {}

  /** Why this pool cannot be created beside these pools and blocks; empty when it can. */
  public static Optional<String> refusesCreation(
      IpPool pool, Collection<IpPool> pools, Collection<IpamBlock> blocks) {
    return refusesAlone(pool)
        .or(() -> overlap(pool, pools))
        .or(() -> conflictingBlocks(pool, blocks));
  }

  /** Why this pool cannot be replaced by that one; empty when it can. */
  public static Optional<String> refusesUpdate(IpPool before, IpPool after, CalicoRelease release) {
    boolean sameRange = before.cidr().isPresent() && before.cidr().equals(after.cidr());
    boolean sameText = before.storedCidr().equals(after.storedCidr());
    if (!sameText && !(sameRange && release.isAtLeast(3, 31))) {
      return Optional.of("IPPool CIDR cannot be modified");
    }
    if (before.blockSize() != after.blockSize()) {
      return Optional.of("IPPool BlockSize cannot be modified");
    }
    if (before.allowedUses().equals(List.of("LoadBalancer"))
        && (after.allows("Workload") || after.allows("Tunnel"))) {
      return Optional.of("IPPool AllowedUses cannot be changed from LoadBalancer");
    }
    return refusesAlone(after);
  }

  private static Optional<String> refusesAlone(IpPool pool) {
    if (pool.cidr().isEmpty()) {
      return Optional.of("IPPool CIDR must be specified and valid");
    }
    Cidr cidr = pool.cidr().get();
    if (!Cidr.isStrictlyMasked(pool.storedCidr())) {
      return Optional.of("IPPool CIDR is not strictly masked");
    }
    if (cidr.overlaps(LINK_LOCAL) || cidr.overlaps(LINK_LOCAL_V6)) {
      return Optional.of("IPPool CIDR overlaps with IPv4 or IPv6 Link Local range");
    }
    if (pool.ipipMode().isEnabled() && pool.vxlanMode().isEnabled()) {
      return Optional.of("Cannot enable both VXLAN and IPIP on the same IPPool");
    }
    if (!cidr.isIpv4() && pool.ipipMode().isEnabled()) {
      return Optional.of("IPIP is not supported on an IPv6 IP pool");
    }
    return blockSize(pool, cidr);
  }

  private static Optional<String> blockSize(IpPool pool, Cidr cidr) {
    int smallest = cidr.isIpv4() ? 20 : 116;
    int largest = cidr.isIpv4() ? 32 : 128;
    if (pool.blockSize() < smallest || pool.blockSize() > largest) {
      return Optional.of(
          "IPPool block size must be between %d and %d".formatted(smallest, largest));
    }
    if (!pool.disabled() && cidr.prefix() > pool.blockSize()) {
      return Optional.of(
          "IP pool size is too small for use with Calico IPAM. It must be equal to or greater than"
              + " the block size.");
    }
    return Optional.empty();
  }

  private static Optional<String> overlap(IpPool pool, Collection<IpPool> pools) {
    Cidr cidr = Cidr.of(pool.storedCidr());
    return pools.stream()
        .filter(other -> !other.name().equals(pool.name()))
        .filter(other -> other.cidr().filter(cidr::overlaps).isPresent())
        .findFirst()
        .map(other ->
            "IPPool(%s) CIDR overlaps with IPPool(%s) CIDR %s"
                .formatted(pool.name(), other.name(), other.storedCidr()));
  }

  // Affinities without a block are not looked at, which is how old block sizes come back (§5.4).
  private static Optional<String> conflictingBlocks(IpPool pool, Collection<IpamBlock> blocks) {
    Cidr cidr = Cidr.of(pool.storedCidr());
    return blocks.stream()
        .filter(block -> !block.deleted())
        .map(block -> Cidr.of(block.cidr()))
        .filter(block -> cidr.overlaps(block) && block.prefix() != pool.blockSize())
        .findFirst()
        .map(block ->
            "IPPool blocksSize conflicts with existing allocations that use a different"
                + " blockSize");
  }
}
