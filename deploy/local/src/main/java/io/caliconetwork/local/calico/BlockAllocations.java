package io.caliconetwork.local.calico;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which ordinals of a block are taken, and in which order the others will be.
 *
 * @param used attribute by ordinal, from 0
 * @param unallocated free ordinals, the next one to be handed out first; released ones queue last
 */
public record BlockAllocations(SortedMap<Integer, IpamAttribute> used, List<Integer> unallocated) {
  public BlockAllocations {
    used = Collections.unmodifiableSortedMap(new TreeMap<>(used));
    unallocated = List.copyOf(unallocated);
  }

  /** A block of this many addresses, all of them free. */
  public static BlockAllocations empty(int size) {
    return new BlockAllocations(new TreeMap<>(), IntStream.range(0, size).boxed().toList());
  }

  /** The same with the next free ordinal taken. There must be one. */
  public BlockAllocations take(IpamAttribute attribute) {
    SortedMap<Integer, IpamAttribute> taken = new TreeMap<>(used);
    taken.put(unallocated.getFirst(), attribute);
    return new BlockAllocations(taken, unallocated.subList(1, unallocated.size()));
  }

  /** The same without anything held under this handle. */
  public BlockAllocations release(String handleId) {
    SortedMap<Integer, IpamAttribute> kept = new TreeMap<>(used);
    List<Integer> free = new ArrayList<>(unallocated);
    used.forEach((ordinal, attribute) -> {
      if (attribute.handleId().equals(handleId)) {
        kept.remove(ordinal);
        free.add(ordinal);
      }
    });
    return new BlockAllocations(kept, free);
  }
}
