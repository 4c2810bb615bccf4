package io.caliconetwork.operator.snapshot;

import java.util.List;
import java.util.Map;

/**
 * What a look at policies, network sets, BGP and reservations found that a change of range leaves
 * behind.
 *
 * @param change that was asked about
 * @param found by kind and object, as they were listed; of very many the first
 * @param objects that have one, of each kind, also those that are not in {@code found}
 */
public record Mentions(RangeChange change, List<Mention> found, Map<MentionKind, Integer> objects) {

  public Mentions {
    found = List.copyOf(found);
    objects = Map.copyOf(objects);
  }
}
