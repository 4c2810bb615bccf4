package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.ClusterRoutes;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a wish comes to in this cluster: every field has a value, from the wish, else from the live
 * pool, else what calico-node would choose.
 *
 * @param wish it was resolved from
 * @param pool the default pool as it shall be
 * @param backend that calico-node shall run; empty leaves it as it is
 * @param needsBird why BIRD has to run, each reason naming the object; empty when nothing needs it
 * @param ipv6 the IPv6 pool as it shall be; empty leaves IPv6 alone
 */
public record Target(
    Wish wish,
    TargetPool pool,
    Optional<Backend> backend,
    List<String> needsBird,
    Optional<TargetIpv6> ipv6) {

  /** Ranges that calico-node tries in this order when nothing names one. */
  private static final List<String> FALLBACK_RANGES = fallbackRanges();

  /**
   * The default pool as it shall be.
   *
   * @param name of the live pool, or calico-node's name for a new one
   * @param encapsulation as wished
   * @param cidr range
   * @param blockSize prefix length
   * @param options the other managed fields
   */
  public record TargetPool(
      String name, Encapsulation encapsulation, Ipv4Range cidr, int blockSize, PoolOptions options)
      implements DesiredPool {}

  public Target {
    needsBird = List.copyOf(needsBird);
  }

  /** Resolves the wish. */
  public static Target resolve(Wish wish, ClusterSnapshot cluster) {
    var live = cluster.managedPool();
    var origin = cluster.origin();
    var wished = wish.pool();
    var cidr =
        wished
            .cidr()
            .or(() -> origin.map(Origin::cidr))
            .or(() -> live.flatMap(IpPool::range))
            .orElseGet(() -> freshRange(cluster));
    var blockSize =
        wished
            .blockSize()
            .or(() -> origin.map(Origin::blockSize))
            .or(() -> live.map(IpPool::effectiveBlockSize))
            .orElse(IpPool.DEFAULT_BLOCK_SIZE);
    // Where it is there beside the one that pods leave, it has had its options since it came.
    var base =
        cluster.managedPools().stream()
            .filter(p -> p.isOf(cidr, blockSize))
            .findFirst()
            .or(() -> live)
            .map(IpPool::options)
            .orElse(PoolOptions.DEFAULT);
    var pool =
        new TargetPool(
            live.map(IpPool::name).orElse(IpPool.DEFAULT_NAME),
            wish.overlay(),
            cidr,
            blockSize,
            new PoolOptions(
                wished.natOutgoing().orElse(base.natOutgoing()),
                wished.nodeSelector().orElse(base.nodeSelector()),
                wished.disableBgpExport().orElse(base.disableBgpExport())));
    var ipv6 = wish.ipv6().map(w -> TargetIpv6.resolve(w, cluster));
    var needs = needsBird(pool, ipv6, cluster);
    return new Target(wish, pool, backend(wish.overlay(), ipv6, needs), needs, ipv6);
  }

  /** The same with another encapsulation, as long as pods move. */
  public Target carried(Encapsulation encapsulation) {
    return new Target(
        wish,
        new TargetPool(pool.name(), encapsulation, pool.cidr(), pool.blockSize(), pool.options()),
        backend,
        needsBird,
        ipv6);
  }

  /** The same in the range of the live pool, for what has to be done before pods move. */
  public Target before(IpPool live) {
    return new Target(
        wish.withoutRange(),
        new TargetPool(
            pool.name(),
            pool.encapsulation(),
            live.range().orElseThrow(),
            live.effectiveBlockSize(),
            pool.options()),
        backend,
        needsBird,
        ipv6);
  }

  /** Whether the routes of the pools themselves come from BIRD. */
  public boolean poolNeedsBird() {
    return backend.filter(Backend.BIRD::equals).isPresent();
  }

  private static Optional<Backend> backend(
      Encapsulation overlay, Optional<TargetIpv6> ipv6, List<String> needs) {
    if (overlay.family() == Family.VXLAN && ipv6.filter(TargetIpv6::needsBird).isEmpty()) {
      // Somebody else's need keeps BIRD where it runs; it is no reason to start it.
      return needs.isEmpty() ? Optional.of(Backend.VXLAN) : Optional.empty();
    }
    return needs.isEmpty() ? Optional.empty() : Optional.of(Backend.BIRD);
  }

  private static List<String> needsBird(
      TargetPool pool, Optional<TargetIpv6> ipv6, ClusterSnapshot cluster) {
    var needs = new ArrayList<String>();
    routesByBird(pool.encapsulation(), cluster)
        .ifPresent(why -> needs.add("pool " + pool.name() + " is " + why));
    ipv6.filter(TargetIpv6::needsBird)
        .ifPresent(p -> needs.add("pool " + p.name() + " is without encapsulation"));
    cluster.datastore().pools().stream()
        .filter(p -> p.forWorkloads() && !cluster.managedPools().contains(p))
        .filter(p -> ipv6.filter(own -> own.name().equals(p.name())).isEmpty())
        .forEach(p ->
            p.encapsulation()
                .flatMap(e -> routesByBird(e, cluster))
                .ifPresent(why -> needs.add("pool " + p.name() + " is " + why)));
    var bgp = cluster.datastore().bgp();
    bgp.peers().stream().map(p -> "BGPPeer " + p).forEach(needs::add);
    bgp.serviceAdvertisement().stream()
        .map(f -> "BGPConfiguration default advertises " + f)
        .forEach(needs::add);
    cluster.calicoNodes().stream()
        .filter(n -> n.bgpAddress().filter(a -> a.endsWith("/32")).isPresent())
        .findFirst()
        .ifPresent(n -> needs.add("node " + n.name() + " has a /32 address, a routed fabric"));
    return needs;
  }

  private static Optional<String> routesByBird(
      Encapsulation encapsulation, ClusterSnapshot cluster) {
    if (routes(cluster).felix().contains(encapsulation.family())) {
      return Optional.empty();
    }
    return switch (encapsulation.family()) {
      case NONE -> Optional.of("without encapsulation");
      case VXLAN -> Optional.empty();
      case IPIP -> Optional.of("IP-in-IP");
    };
  }

  /** Who programs the routes of which pools; a FELIX_ variable is stronger than its field. */
  static ClusterRoutes routes(ClusterSnapshot cluster) {
    return ClusterRoutes.of(
        cluster.version(),
        cluster
            .variable("FELIX_PROGRAMCLUSTERROUTES")
            .or(() -> cluster.surroundings().felix().global().programClusterRoutes()),
        cluster.datastore().bgp().programClusterRoutes());
  }

  /**
   * What calico-node takes for a pool that names no range: kubeadm's podSubnet, else the first of
   * its own that has no node in it, as far as the nodes' addresses in the API tell.
   */
  static Ipv4Range freshRange(ClusterSnapshot cluster) {
    return cluster
        .installation()
        .kubeadmPodSubnet()
        .flatMap(Ipv4Range::parse)
        .orElseGet(() ->
            FALLBACK_RANGES.stream()
                .map(Ipv4Range::of)
                .filter(range -> noNodeIn(range, cluster))
                .findFirst()
                .orElse(Ipv4Range.of(FALLBACK_RANGES.getFirst())));
  }

  private static boolean noNodeIn(Ipv4Range range, ClusterSnapshot cluster) {
    return cluster.nodes().stream()
        .noneMatch(n -> n.internalIp().filter(range::hasAddress).isPresent());
  }

  private static List<String> fallbackRanges() {
    var ranges = new ArrayList<String>();
    ranges.add("192.168.0.0/16");
    for (int second = 16; second < 32; second++) {
      ranges.add("172." + second + ".0.0/16");
    }
    return List.copyOf(ranges);
  }
}
