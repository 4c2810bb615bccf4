package io.caliconetwork.local.calico;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the JSON shape of a stored spec; a field of another type than expected counts as absent.
 */
final class StoredSpec {
  private final Map<?, ?> spec;

  StoredSpec(Map<?, ?> spec) {
    this.spec = spec;
  }

  Optional<String> string(String field) {
    return spec.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  Optional<Integer> integer(String field) {
    return spec.get(field) instanceof Number number
        ? Optional.of(number.intValue())
        : Optional.empty();
  }

  boolean isTrue(String field) {
    Object value = spec.get(field);
    return Boolean.TRUE.equals(value) || "true".equals(value);
  }

  Optional<StoredSpec> object(String field) {
    return spec.get(field) instanceof Map<?, ?> map
        ? Optional.of(new StoredSpec(map))
        : Optional.empty();
  }

  /** The elements of a list field, nulls included; empty when absent. */
  List<Object> list(String field) {
    return spec.get(field) instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  /** Entries of an object field whose values are strings. */
  Map<String, String> strings(String field) {
    Map<String, String> result = new LinkedHashMap<>();
    if (spec.get(field) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (value != null) {
          result.put(String.valueOf(key), String.valueOf(value));
        }
      });
    }
    return result;
  }

  /** An unmodifiable copy that, unlike {@link Map#copyOf}, keeps nulls and order. */
  static Map<String, Object> copyOf(Map<String, ?> spec) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(spec));
  }
}
