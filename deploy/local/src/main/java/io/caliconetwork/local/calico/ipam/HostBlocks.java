package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.Cidr;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The blocks of one node, those it has and those it may claim (§5.1, §5.2). */
final class HostBlocks {
  private final Draft draft;
  private final AddressRequest.Host host;

  HostBlocks(Draft draft, AddressRequest.Host host) {
    this.draft = draft;
    this.host = host;
  }

  /** A block of the node with a free address; one whose affinity outlived it is made anew. */
  Optional<IpamBlock> ownWithRoom(List<IpPool> pools) {
    for (BlockAffinity affinity : listed()) {
      if (pools.stream().anyMatch(pool -> holds(pool, affinity.cidr()))) {
        Optional<IpamBlock> block = fromAffinity(affinity);
        if (block.isPresent()) {
          return block;
        }
      }
    }
    return Optional.empty();
  }

  /** A block not yet taken, by pool name and then in this node's fixed order. */
  Optional<IpamBlock> claim(List<IpPool> pools) {
    IpamConfig config = draft.state().config();
    if (!config.autoAllocateBlocks() || ofFamily(pools.getFirst()) >= config.blockLimit()) {
      return Optional.empty();
    }
    for (IpPool pool : pools) {
      Cidr range = pool.cidr().orElseThrow();
      int count = range.blockCount(pool.blockSize());
      for (int i = 0; i < count; i++) {
        // Only a block of just this CIDR counts as taken: other sizes may overlap (§5.4).
        Cidr cidr = range.block(pool.blockSize(), (int) (((long) firstIndex(count) + i) % count));
        Optional<IpamBlock> existing = draft.state().block(cidr.toString());
        if (existing.isEmpty()) {
          return Optional.of(create(cidr));
        }
        if (isOurs(existing.get()) && hasRoom(existing.get())) {
          return existing;
        }
      }
    }
    return Optional.empty();
  }

  // The limit holds for each family by itself.
  private long ofFamily(IpPool pool) {
    return listed().stream()
        .filter(affinity -> Cidr.of(affinity.cidr()).isIpv4() == pool.isIpv4())
        .count();
  }

  // An affinity without the label is not listed where listing goes by the label (§5.1).
  private List<BlockAffinity> listed() {
    return draft.state().affinities().stream()
        .filter(affinity -> affinity.node().equals(host.name()))
        .filter(affinity ->
            !host.release().labelsAffinities()
                || affinity.labels().containsKey(BlockAffinity.HOST_LABEL))
        .sorted(Comparator.comparing(BlockAffinity::name))
        .toList();
  }

  private Optional<IpamBlock> fromAffinity(BlockAffinity affinity) {
    Optional<IpamBlock> existing = draft.state().block(affinity.cidr());
    if (existing.isPresent()) {
      if (!isOurs(existing.get())) {
        // Lost to another node between claim and block (ipam_block_reader_writer.go).
        draft.forget(affinity);
      }
      return existing.filter(block -> isOurs(block) && hasRoom(block));
    }
    // The size is the affinity's, whatever the pool says now (issue 10778, §5.4).
    IpamBlock block = IpamBlock.affine(Cidr.of(affinity.cidr()), host.name());
    draft.update(affinity.in(BlockAffinity.State.PENDING));
    draft.create(block);
    draft.update(affinity.in(BlockAffinity.State.CONFIRMED));
    return Optional.of(block);
  }

  private IpamBlock create(Cidr cidr) {
    BlockAffinity pending = BlockAffinity.pending(host.release(), host.name(), cidr);
    boolean known =
        draft.state().affinities().stream()
            .anyMatch(affinity -> affinity.name().equals(pending.name()));
    if (known) {
      draft.update(pending);
    } else {
      draft.create(pending);
    }
    IpamBlock block = IpamBlock.affine(cidr, host.name());
    draft.create(block);
    draft.update(pending.in(BlockAffinity.State.CONFIRMED));
    return block;
  }

  // Calico seeds its order with a hash of the host name, so that nodes rarely collide.
  private int firstIndex(int count) {
    return Math.floorMod(host.name().hashCode() * 0x9E3779B1, count);
  }

  private boolean isOurs(IpamBlock block) {
    return block.node().filter(host.name()::equals).isPresent();
  }

  private static boolean hasRoom(IpamBlock block) {
    return !block.allocations().unallocated().isEmpty();
  }

  private static boolean holds(IpPool pool, String cidr) {
    return pool.cidr().filter(range -> range.contains(Cidr.of(cidr))).isPresent();
  }
}
