package io.caliconetwork.operator.observe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of {@code metadata.managedFields}.
 *
 * @param ours whether the manager is this operator
 * @param manager name
 * @param operation Apply or Update
 * @param time of its last change
 * @param fields that it owns, in the format FieldsV1
 */
public record FieldWriter(
    boolean ours,
    String manager,
    String operation,
    Optional<Instant> time,
    Map<String, Object> fields) {

  public FieldWriter {
    fields = Map.copyOf(fields);
  }

  /** Whether it owns the field, or anything in it. */
  public boolean owns(List<String> path) {
    Map<?, ?> at = fields;
    for (var key : path) {
      if (!(at.get(key) instanceof Map<?, ?> next)) {
        return false;
      }
      at = next;
    }
    return true;
  }

  @Override
  public String toString() {
    return manager + " (" + operation + ")";
  }
}
