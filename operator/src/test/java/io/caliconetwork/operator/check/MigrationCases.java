package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.Given;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.IpamClaims.Holder;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands against moving pods from one range to another. */
final class MigrationCases {

  private static final String OLD = "192.168.0.0/16";
  private static final String NEW = "10.244.0.0/16";

  static final List<CheckCase> CASES =
      List.of(
          new CheckCase(
              CheckId.MIGRATION_REQUIRED,
              Wishes.cidr(VXLAN, NEW),
              Cluster.installed(),
              Cluster.installed().pool(Cluster.pool(IpPool.DEFAULT_NAME, NEW)),
              "cidr 192.168.0.0/16 → 10.244.0.0/16 of IPPool default-ipv4-ippool needs another"
                  + " pool"),
          new CheckCase(
              CheckId.MIGRATION_REQUIRED,
              Wishes.range(VXLAN, null, 24, "10.9.0.0/16"),
              Cluster.installed(),
              Cluster.installed().withoutPools(),
              "blockSize 26 → 24 of IPPool default-ipv4-ippool needs another pool, for one in use"
                  + " cannot be edited: that leaks and doubles addresses. All its pods would get"
                  + " new addresses, twice, by way of 10.9.0.0/16"),
          new CheckCase(
              CheckId.MIGRATION_REQUIRED,
              Wishes.cidr(IPIP, NEW),
              Cluster.installed().moves(PodMoves.of(pods())),
              Cluster.installed().moves(PodMoves.NONE).claims(claims(OLD, tunnel())),
              "14 pods would get new addresses (2 of them of Jobs; 1 without a controller, which"
                  + " you would have to recreate: shop/lone; 1 static, likewise: shop/fixed)"),
          new CheckCase(
              CheckId.MIGRATION_REQUIRED,
              Wishes.cidr(IPIP, NEW),
              Cluster.installed().moves(PodMoves.NONE).claims(claims(OLD, pod())),
              Cluster.installed().moves(PodMoves.NONE).claims(claims(OLD)),
              "No pod in the API has an address there, but addresses are still given"),
          new CheckCase(
              CheckId.MIGRATION_REQUIRED,
              Wishes.cidr(IPIP, NEW),
              Cluster.installed()
                  .pool(Cluster.pool("caliconetwork-ipv4-ippool", NEW))
                  .moves(PodMoves.of(pods())),
              null,
              "consent to move pods was taken back, so nothing is moved any more: cidr"
                  + " 192.168.0.0/16 → 10.244.0.0/16"),
          new CheckCase(
              CheckId.MIGRATION_UNCLEAR,
              evict(Wishes.overlay(IPIP)),
              Cluster.installed().pool(Cluster.pool("caliconetwork-ipv4-ippool", NEW)),
              Cluster.installed().pool(Cluster.pool("another", NEW)),
              "between IPPools IPPool default-ipv4-ippool (192.168.0.0/16, /26) and IPPool"
                  + " caliconetwork-ipv4-ippool (10.244.0.0/16, /26), but status does not say"),
          new CheckCase(
              CheckId.MIGRATION_UNCLEAR,
              evict(Wishes.cidr(IPIP, OLD)),
              Cluster.installed()
                  .withoutPools()
                  .pool(Cluster.pool(IpPool.TEMPORARY_NAME, "10.9.0.0/16")),
              Cluster.installed()
                  .withoutPools()
                  .pool(Cluster.pool("caliconetwork-ipv4-ippool", OLD)),
              "set spec.blockSize"),
          new CheckCase(
              CheckId.TEMPORARY_CIDR_REQUIRED,
              evict(Wishes.cidr(IPIP, "192.168.0.0/17")),
              Cluster.installed().moves(PodMoves.of(pods())),
              Cluster.installed().withoutPools(),
              "set spec.temporaryCIDR to a range of /26 or larger"),
          new CheckCase(
              CheckId.TEMPORARY_CIDR_REQUIRED,
              evict(Wishes.blockSize(IPIP, 28)),
              Cluster.installed(),
              Cluster.installed().withoutPools(),
              "the wished range 192.168.0.0/16 in blocks of /28 overlaps IPPool"
                  + " default-ipv4-ippool (192.168.0.0/16, /26), which is in use"),
          new CheckCase(
              CheckId.RANGE_TOO_SMALL,
              evict(Wishes.range(IPIP, "10.244.0.0/28", 30, null)),
              Cluster.installed().moves(PodMoves.of(pods())),
              Cluster.installed().moves(PodMoves.of(pods().subList(0, 13))),
              "10.244.0.0/28 has 16 addresses in 4 blocks of /30, and 14 pods and the tunnels of 3"
                  + " nodes are to move there"),
          new CheckCase(
              CheckId.TEMPORARY_CIDR_TOO_SMALL,
              evict(Wishes.range(IPIP, null, 28, "10.9.0.0/28")),
              Cluster.installed().moves(PodMoves.of(pods())),
              Cluster.installed().moves(PodMoves.of(pods().subList(0, 13))),
              "10.9.0.0/28 has 16 addresses"),
          new CheckCase(
              CheckId.LEFTOVER_BLOCKS,
              evict(Wishes.cidr(IPIP, NEW)),
              Cluster.installed().claims(claims(NEW, "10.244.0.0/28", pod())),
              Cluster.installed().claims(claims(NEW, "10.244.0.0/28")),
              "1 IPAM block of another size than /26 in 10.244.0.0/16, such as 10.244.0.0/28, still"
                  + " gives addresses"),
          new CheckCase(
              CheckId.PODS_COME_BACK,
              evict(Wishes.cidr(IPIP, NEW)),
              Cluster.installed().moves(cameBack("shop/api-1")),
              Cluster.installed().moves(cameBack()),
              "1 pod got an address again of a pool that is disabled: shop/api-1"));

  private MigrationCases() {}

  private static Wish evict(Wish wish) {
    return Wishes.consenting(wish, MigrationStrategy.EVICT);
  }

  /** Fourteen of them. */
  private static List<MovingPod> pods() {
    return Stream.of(
            Pods.of(Pods.replicaSet("api"), 10),
            Pods.of(Pods.job("etl"), 2),
            List.of(Pods.bare("lone")),
            List.of(Pods.fixed("fixed")))
        .flatMap(List::stream)
        .toList();
  }

  private static PodMoves cameBack(String... names) {
    return new PodMoves(
        Pods.of(Pods.replicaSet("api"), 2),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(names),
        false,
        Optional.empty());
  }

  private static Holder tunnel() {
    return new Holder("node-1", "ipipTunnelAddress");
  }

  private static Holder pod() {
    return new Holder("node-1", "pod shop/gone");
  }

  private static IpamClaims claims(String range, Holder... holders) {
    return claims(range, range.replace("/16", "/26"), holders);
  }

  private static IpamClaims claims(String range, String block, Holder... holders) {
    return new IpamClaims(
        Ipv4Range.of(range),
        List.of(
            new IpamClaims.Block(
                new IpamClaims.Stored("b", "1"),
                block,
                Optional.of("node-1"),
                Given.to(holders),
                false)),
        List.of());
  }
}
