package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv6Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** IPv6 pools that cannot be brought to the target by creating or patching one. */
final class Ipv6PoolShape {

  private Ipv6PoolShape() {}

  static List<Check> checks() {
    return List.of(
        Ipv6Checks.onlyWithIpv6(Ipv6PoolShape::ambiguous),
        Ipv6Checks.onlyWithIpv6(Ipv6PoolShape::unreadable),
        Ipv6Checks.onlyWithIpv6(Ipv6PoolShape::disabled),
        Ipv6Checks.onlyWithIpv6(Ipv6PoolShape::overlap),
        Ipv6Checks.onlyWithIpv6(Ipv6PoolShape::leftoverBlocks),
        Ipv6Checks.onlyWithIpv6(Ipv6PoolShape::migration));
  }

  private static Optional<Refusal> ambiguous(Target target, ClusterSnapshot cluster) {
    var pools = cluster.ipv6WorkloadPools();
    return HandsOff.when(
        cluster.managedIpv6Pool().isEmpty() && pools.size() > 1,
        Refusal.of(
            CheckId.POOL_AMBIGUOUS,
            "there are "
                + pools.size()
                + " IPv6 pools ("
                + Ipv6Checks.some(pools.stream().map(IpPool::name).toList())
                + ") and none is called "
                + IpPool.DEFAULT_IPV6_NAME
                + ", so it is not clear which one spec.ipv6 describes",
            "keep one IPv6 pool for workloads, or name the one meant " + IpPool.DEFAULT_IPV6_NAME));
  }

  private static Optional<Refusal> unreadable(Target target, ClusterSnapshot cluster) {
    return cluster.datastore().pools().stream()
        .filter(p -> p.ipv6() && p.ipv6Range().isEmpty())
        .findFirst()
        .map(p ->
            Refusal.of(
                CheckId.POOL_CIDR,
                "IPPool "
                    + p.name()
                    + " has cidr '"
                    + p.cidr()
                    + "', which is no range: calico-node cannot start while it exists",
                "delete that IPPool; it cannot have given an address to any pod"));
  }

  private static Optional<Refusal> disabled(Target target, ClusterSnapshot cluster) {
    return cluster
        .managedIpv6Pool()
        .filter(IpPool::disabled)
        .map(p ->
            Refusal.of(
                CheckId.POOL_DISABLED,
                "IPPool "
                    + p.name()
                    + " is disabled: a pod that asks for an IPv6 address gets none, and then does"
                    + " not start at all",
                "enable it: kubectl patch ippools.crd.projectcalico.org "
                    + p.name()
                    + " --type merge -p '{\"spec\":{\"disabled\":false}}'"));
  }

  private static Optional<Refusal> overlap(Target target, ClusterSnapshot cluster) {
    var pool = target.ipv6().orElseThrow();
    var overlapping =
        cluster.datastore().pools().stream()
            .filter(p -> !p.name().equals(pool.name()))
            .filter(p -> p.ipv6Range().filter(pool.cidr()::overlaps).isPresent())
            .map(p -> p.name() + " (" + p.cidr() + (p.disabled() ? ", disabled" : "") + ")")
            .toList();
    return HandsOff.when(
        !overlapping.isEmpty(),
        Refusal.of(
            CheckId.POOL_OVERLAP,
            "the IPv6 range " + pool.cidr() + " overlaps IPPool " + String.join(", ", overlapping),
            "choose a spec.ipv6.cidr outside those pools, or delete them when they are empty"));
  }

  private static Optional<Refusal> leftoverBlocks(Target target, ClusterSnapshot cluster) {
    var pool = target.ipv6().orElseThrow();
    if (cluster.managedIpv6Pool().isPresent()) {
      return Optional.empty();
    }
    var others =
        cluster.datastore().foreignBlocks().stream()
            .filter(b -> Ipv6Range.parse(b).filter(pool.cidr()::overlaps).isPresent())
            .filter(b -> Ipv6Range.of(b).prefix() != pool.blockSize())
            .sorted()
            .toList();
    return HandsOff.when(
        !others.isEmpty(),
        Refusal.of(
            CheckId.LEFTOVER_BLOCKS,
            others.size()
                + " IPAM blocks of another size than /"
                + pool.blockSize()
                + " are left in "
                + pool.cidr()
                + ", such as "
                + (others.isEmpty() ? "" : others.getFirst())
                + ": a pool created over them would give addresses twice",
            "set spec.ipv6.blockSize to the size of those blocks, or spec.ipv6.cidr to a range"
                + " without blocks"));
  }

  private static Optional<Refusal> migration(Target target, ClusterSnapshot cluster) {
    var wished = target.ipv6().orElseThrow();
    return cluster
        .managedIpv6Pool()
        .filter(p -> p.ipv6Range().isPresent())
        .flatMap(p -> {
          var changes = new ArrayList<String>();
          if (!p.ipv6Range().get().equals(wished.cidr())) {
            changes.add("cidr " + p.cidr() + " → " + wished.cidr());
          }
          if (p.effectiveBlockSize() != wished.blockSize()) {
            changes.add("blockSize " + p.effectiveBlockSize() + " → " + wished.blockSize());
          }
          return HandsOff.when(
              !changes.isEmpty(),
              Refusal.of(
                  CheckId.IPV6_RANGE_IN_USE,
                  "IPPool "
                      + p.name()
                      + " exists and would have to change "
                      + String.join(" and ", changes)
                      + ". It cannot be edited in place: that leaks and doubles addresses. A"
                      + " second pool has to be created, this one disabled, every pod recreated"
                      + " with a new address, and this one deleted when it is empty",
                  "this version does not migrate pods: set spec.ipv6.cidr to "
                      + p.cidr()
                      + " and spec.ipv6.blockSize to "
                      + p.effectiveBlockSize()
                      + ", or leave spec.ipv6 out, to go on with everything else"));
        });
  }
}
