package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Calico's address management keeps inside one range: the blocks, and the nodes' claims to
 * them (calico-semantics §5.1). Those marked as deleted are among them: whoever marked them may
 * have died before the deletion itself.
 *
 * @param range that was looked at
 * @param blocks inside it, by their ranges
 * @param affinities inside it, by their names
 */
public record IpamClaims(Ipv4Range range, List<Block> blocks, List<Affinity> affinities) {

  public IpamClaims {
    blocks = List.copyOf(blocks);
    affinities = List.copyOf(affinities);
  }

  /**
   * An object at the version that was looked at.
   *
   * @param name of it
   * @param resourceVersion for compare and swap
   */
  public record Stored(String name, String resourceVersion) {}

  /**
   * An IPAMBlock.
   *
   * @param object as stored
   * @param cidr its range
   * @param node whose block it is; empty when it is nobody's
   * @param given its addresses
   * @param deleted whether it is marked as deleted
   */
  public record Block(
      Stored object, String cidr, Optional<String> node, Given given, boolean deleted) {}

  /**
   * A BlockAffinity.
   *
   * @param object as stored
   * @param cidr range of the block
   * @param node that claims it
   * @param state {@code confirmed}, {@code pending}, {@code pendingDeletion}, or empty text
   * @param deleted whether it is marked as deleted
   */
  public record Affinity(Stored object, String cidr, String node, String state, boolean deleted) {}

  /**
   * Who holds an address.
   *
   * @param node of it; empty text when nothing tells
   * @param what such as {@code vxlanTunnelAddress}, or a pod as namespace/name
   */
  public record Holder(String node, String what) {

    /** Whether it is a node's own, for one of its tunnels (calico-semantics §5.1). */
    public boolean tunnel() {
      return what.endsWith("TunnelAddress");
    }

    @Override
    public String toString() {
      return node.isEmpty() ? what : what + " of " + node;
    }
  }

  /** Whether nothing is kept there. */
  public boolean none() {
    return blocks.isEmpty() && affinities.isEmpty();
  }

  /** Every address there that somebody holds. */
  public Given given() {
    return Given.all(blocks.stream().map(Block::given).toList());
  }

  /** The block of this range. */
  public Optional<Block> block(String cidr) {
    return blocks.stream().filter(b -> b.cidr().equals(cidr)).findFirst();
  }

  /** What may be given up: claims to blocks that hold no address, and such blocks. */
  public IpamClaims releasable() {
    var held = cidrs(blocks.stream().filter(b -> !b.given().none()));
    return new IpamClaims(
        range,
        blocks.stream().filter(b -> b.given().none()).toList(),
        affinities.stream().filter(a -> !held.contains(a.cidr())).toList());
  }

  /** Blocks that give addresses. */
  public IpamClaims held() {
    return new IpamClaims(
        range, blocks.stream().filter(b -> !b.given().none()).toList(), List.of());
  }

  /** So many claims with their blocks, and then blocks that nobody claims. */
  public IpamClaims first(int most) {
    var some = affinities.stream().limit(most).toList();
    var claimed = affinities.stream().map(Affinity::cidr).collect(Collectors.toSet());
    var now = some.stream().map(Affinity::cidr).collect(Collectors.toSet());
    return new IpamClaims(
        range,
        Stream.concat(
                blocks.stream().filter(b -> now.contains(b.cidr())),
                blocks.stream().filter(b -> !claimed.contains(b.cidr())).limit(most - some.size()))
            .toList(),
        some);
  }

  /** Claims to blocks that are not there: Calico's library leaves them when it deletes a pool. */
  public IpamClaims withoutBlocks() {
    var there = cidrs(blocks.stream());
    return new IpamClaims(
        range, List.of(), affinities.stream().filter(a -> !there.contains(a.cidr())).toList());
  }

  private static Set<String> cidrs(Stream<Block> blocks) {
    return blocks.map(Block::cidr).collect(Collectors.toSet());
  }

  /** Those that are of none of the pools: outside all of them, or of another size than theirs. */
  public IpamClaims outside(List<IpPool> pools) {
    return new IpamClaims(
        range,
        blocks.stream().filter(b -> !belongs(b.cidr(), pools)).toList(),
        affinities.stream().filter(a -> !belongs(a.cidr(), pools)).toList());
  }

  private static boolean belongs(String cidr, List<IpPool> pools) {
    return Ipv4Range.parse(cidr)
        .filter(c ->
            pools.stream()
                .filter(p -> p.effectiveBlockSize() == c.prefix())
                .anyMatch(p -> p.range().filter(r -> r.contains(c)).isPresent()))
        .isPresent();
  }

  /** Ranges of blocks and claims whose size is another than this, deleted ones apart. */
  public List<String> ofOtherSizes(int blockSize) {
    return Stream.concat(
            blocks.stream().filter(b -> !b.deleted()).map(Block::cidr),
            affinities.stream().filter(a -> !a.deleted()).map(Affinity::cidr))
        .filter(c -> Ipv4Range.parse(c).filter(r -> r.prefix() == blockSize).isEmpty())
        .distinct()
        .sorted()
        .toList();
  }
}
