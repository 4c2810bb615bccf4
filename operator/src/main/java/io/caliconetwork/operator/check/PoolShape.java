package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Pools that cannot be brought to the target by patching them. */
final class PoolShape {

  private PoolShape() {}

  static List<Check> checks() {
    return List.of(
        PoolShape::ambiguous,
        PoolShape::unreadable,
        PoolShape::disabled,
        PoolShape::notAllocatable,
        PoolShape::leftoverBlocks);
  }

  private static Optional<Refusal> ambiguous(Target target, ClusterSnapshot cluster) {
    var pools = cluster.workloadPools();
    return HandsOff.when(
        cluster.managedPool().isEmpty() && pools.size() > 1,
        Refusal.of(
            CheckId.POOL_AMBIGUOUS,
            "there are "
                + pools.size()
                + " IPv4 pools ("
                + pools.stream().map(IpPool::name).collect(Collectors.joining(", "))
                + ") and none is called "
                + IpPool.DEFAULT_NAME
                + ", so it is not clear which one this CalicoNetwork describes",
            "keep one pool for workloads, or name the one meant " + IpPool.DEFAULT_NAME));
  }

  private static Optional<Refusal> unreadable(Target target, ClusterSnapshot cluster) {
    return cluster.datastore().pools().stream()
        .filter(p -> p.range().isEmpty() && p.cidr().indexOf(':') < 0)
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
        .managedPool()
        .filter(p -> !moving(target, cluster))
        .filter(IpPool::disabled)
        .map(p ->
            Refusal.of(
                CheckId.POOL_DISABLED,
                "IPPool "
                    + p.name()
                    + " is disabled: nodes get no tunnel address and pods no address from it",
                "enable it: kubectl patch "
                    + resource(cluster)
                    + " "
                    + p.name()
                    + " --type merge -p '{\"spec\":{\"disabled\":false}}'"));
  }

  /** Conditions and finalizers of kube-controllers, which only native v3 has. */
  private static Optional<Refusal> notAllocatable(Target target, ClusterSnapshot cluster) {
    return cluster
        .managedPool()
        .filter(p -> !moving(target, cluster))
        .filter(p -> p.notAllocatable().isPresent())
        .map(p ->
            Refusal.of(
                CheckId.POOL_NOT_ALLOCATABLE,
                "IPPool "
                    + p.name()
                    + " ("
                    + p.cidr()
                    + ") is not Allocatable: "
                    + p.notAllocatable().get()
                    + ". Calico gives no address from it",
                p.notAllocatable().get().equals("Terminating")
                    ? "the pool is being deleted: wait until it is gone, or for the pods that hold"
                        + " addresses of it to be recreated"
                    : "see what stands in its way: kubectl get "
                        + resource(cluster)
                        + " -o custom-columns=NAME:.metadata.name,CIDR:.spec.cidr,ALLOCATABLE:"
                        + ".status.conditions[0].reason"));
  }

  /** A pool that pods leave is disabled, and another is there. */
  private static boolean moving(Target target, ClusterSnapshot cluster) {
    return Migration.underWay(cluster) && Migration.of(target, cluster).isPresent();
  }

  /** For kubectl: plural and group, as both groups may be served. */
  private static String resource(ClusterSnapshot cluster) {
    return "ippools." + cluster.datastore().api().written().orElse(ApiGroup.CRD_V1).group();
  }

  private static Optional<Refusal> leftoverBlocks(Target target, ClusterSnapshot cluster) {
    if (cluster.managedPool().isPresent()) {
      return Optional.empty();
    }
    var range = target.pool().cidr();
    var others =
        cluster.datastore().foreignBlocks().stream()
            .filter(b -> Ipv4Range.parse(b).filter(range::overlaps).isPresent())
            .filter(b -> Ipv4Range.of(b).prefix() != target.pool().blockSize())
            .sorted()
            .toList();
    return HandsOff.when(
        !others.isEmpty(),
        Refusal.of(
            CheckId.LEFTOVER_BLOCKS,
            others.size()
                + " IPAM blocks of another size than /"
                + target.pool().blockSize()
                + " are left in "
                + range
                + ", such as "
                + (others.isEmpty() ? "" : others.getFirst())
                + ": a pool created over them would give addresses twice",
            "set spec.blockSize to the size of those blocks, or spec.cidr to a range without"
                + " blocks"));
  }
}
