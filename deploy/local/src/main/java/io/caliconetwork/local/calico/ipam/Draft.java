package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.CalicoObject;
import io.caliconetwork.local.calico.IpamAttribute;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.IpamHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Writes being collected, together with the state they lead to. */
final class Draft {
  private static final String WINDOWS_RESERVED = "windows-reserved-ipam-handle";

  private final List<IpamChange> changes = new ArrayList<>();
  private IpamState state;

  Draft(IpamState state) {
    this.state = state;
  }

  IpamState state() {
    return state;
  }

  List<IpamChange> changes() {
    return changes;
  }

  IpamUpdate update() {
    return new IpamUpdate(changes, state);
  }

  void create(CalicoObject object) {
    make(IpamChange.create(object));
  }

  void update(CalicoObject object) {
    make(IpamChange.update(object));
  }

  void delete(CalicoObject object) {
    make(IpamChange.delete(object));
  }

  void add(IpamUpdate update) {
    changes.addAll(update.changes());
    state = update.after();
  }

  /** Takes the block's next free address; the handle is written before the block. */
  String take(IpamBlock block, IpamAttribute owner) {
    Optional<IpamHandle> known = state.handle(owner.handleId());
    if (known.isPresent()) {
      update(known.get().plus(block.cidr()));
    } else {
      IpamHandle handle = new IpamHandle(owner.handleId(), new TreeMap<>(), false);
      create(handle.plus(block.cidr()));
    }
    int ordinal = block.allocations().unallocated().getFirst();
    update(block.withAllocations(block.allocations().take(owner)));
    return block.address(ordinal);
  }

  /** Frees what the handle holds; a block that nobody owns goes with its last address. */
  void release(String handleId) {
    Optional<IpamHandle> handle = state.handle(handleId);
    for (IpamBlock block : List.copyOf(state.blocks())) {
      boolean holds =
          block.allocations().used().values().stream()
              .anyMatch(owner -> owner.handleId().equals(handleId));
      if (holds) {
        releaseIn(block, handleId);
      }
    }
    handle.ifPresent(this::deleteSoftly);
  }

  /** Gives up a node's claim: an empty block goes, one in use stays with nobody's affinity. */
  void release(BlockAffinity affinity) {
    BlockAffinity pending = affinity.in(BlockAffinity.State.PENDING_DELETION);
    update(pending);
    state
        .block(affinity.cidr())
        .filter(block -> block.node().filter(affinity.node()::equals).isPresent())
        .ifPresent(block -> {
          if (isReleasable(block)) {
            deleteSoftly(block);
          } else {
            update(block.withoutAffinity());
          }
        });
    forget(pending);
  }

  /** Removes a claim and leaves its block alone. */
  void forget(BlockAffinity affinity) {
    update(affinity.asDeleted());
    delete(affinity.asDeleted());
  }

  private static boolean isReleasable(IpamBlock block) {
    return block.allocations().used().values().stream()
        .allMatch(owner -> owner.handleId().equals(WINDOWS_RESERVED));
  }

  private void releaseIn(IpamBlock block, String handleId) {
    IpamBlock freed = block.withAllocations(block.allocations().release(handleId));
    if (freed.isEmpty() && freed.affinity().isEmpty()) {
      deleteSoftly(block);
    } else {
      update(freed);
    }
  }

  private void deleteSoftly(IpamBlock block) {
    update(block.asDeleted());
    delete(block.asDeleted());
  }

  private void deleteSoftly(IpamHandle handle) {
    IpamHandle deleted = new IpamHandle(handle.handleId(), new TreeMap<>(), true);
    update(deleted);
    delete(deleted);
  }

  private void make(IpamChange change) {
    changes.add(change);
    state = state.apply(change);
  }
}
