package io.caliconetwork.local.calico.ipam;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.CalicoObject;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.IpamHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that IPAM reads. Objects marked as deleted may be in the lists, they count as absent (§5.1).
 */
public record IpamState(
    List<IpPool> pools,
    List<IpamBlock> blocks,
    List<BlockAffinity> affinities,
    List<IpamHandle> handles,
    IpamConfig config) {

  /** Nothing stored yet. */
  public static final IpamState EMPTY =
      new IpamState(List.of(), List.of(), List.of(), List.of(), IpamConfig.DEFAULT);

  public IpamState {
    pools = pools.stream().sorted(Comparator.comparing(IpPool::name)).toList();
    blocks = blocks.stream().filter(block -> !block.deleted()).toList();
    affinities = affinities.stream().filter(affinity -> !affinity.deleted()).toList();
    handles = handles.stream().filter(handle -> !handle.deleted()).toList();
  }

  /** The same state with other pools. */
  public IpamState withPools(List<IpPool> changed) {
    return new IpamState(changed, blocks, affinities, handles, config);
  }

  /** The same state with another configuration. */
  public IpamState withConfig(IpamConfig changed) {
    return new IpamState(pools, blocks, affinities, handles, changed);
  }

  /** The pool with this name. */
  public Optional<IpPool> pool(String name) {
    return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
  }

  /** The block with this CIDR. */
  public Optional<IpamBlock> block(String cidr) {
    return blocks.stream().filter(block -> block.cidr().equals(cidr)).findFirst();
  }

  /** The handle with this id. */
  public Optional<IpamHandle> handle(String id) {
    return handles.stream().filter(handle -> handle.handleId().equals(id)).findFirst();
  }

  /** The state after this write. */
  public IpamState apply(IpamChange change) {
    return switch (change.object()) {
      case IpPool pool ->
          new IpamState(replace(pools, pool, change), blocks, affinities, handles, config);
      case IpamBlock block ->
          new IpamState(pools, replace(blocks, block, change), affinities, handles, config);
      case BlockAffinity affinity ->
          new IpamState(pools, blocks, replace(affinities, affinity, change), handles, config);
      case IpamHandle handle ->
          new IpamState(pools, blocks, affinities, replace(handles, handle, change), config);
    };
  }

  private static <T extends CalicoObject> List<T> replace(
      List<T> objects, T object, IpamChange change) {
    List<T> result = new ArrayList<>();
    for (T other : objects) {
      if (!other.name().equals(object.name())) {
        result.add(other);
      }
    }
    if (change.verb() != IpamChange.Verb.DELETE) {
      result.add(object);
    }
    return result;
  }
}
