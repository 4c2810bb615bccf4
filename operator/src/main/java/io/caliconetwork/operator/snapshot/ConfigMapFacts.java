package io.caliconetwork.operator.snapshot;

import java.util.Map;
import java.util.Optional;

/**
 * A ConfigMap.
 *
 * @param namespace it is in
 * @param name of it
 * @param resourceVersion of this look at it
 * @param data its keys
 * @param revision annotation that we change together with a key that calico-node reads when it
 *     starts; the DaemonSet's template carries the same one once it has followed
 */
public record ConfigMapFacts(
    String namespace,
    String name,
    String resourceVersion,
    Map<String, String> data,
    Optional<String> revision) {

  /** The annotation, on the ConfigMap and on the template of the DaemonSet. */
  public static final String REVISION_ANNOTATION = "caliconetwork.io/calico-config-revision";

  public ConfigMapFacts {
    data = Map.copyOf(data);
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(data.get(key));
  }
}
