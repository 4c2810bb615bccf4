package io.caliconetwork.operator.snapshot;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A ConfigMap.
 *
 * @param namespace it is in
 * @param name of it
 * @param resourceVersion of this look at it
 * @param data its keys
 * @param owned keys whose last writer we are
 */
public record ConfigMapFacts(
    String namespace,
    String name,
    String resourceVersion,
    Map<String, String> data,
    Set<String> owned) {

  public ConfigMapFacts {
    data = Map.copyOf(data);
    owned = Set.copyOf(owned);
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(data.get(key));
  }
}
