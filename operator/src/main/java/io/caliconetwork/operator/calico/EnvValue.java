package io.caliconetwork.operator.calico;

/** Where an environment variable of a container gets its value from. */
public sealed interface EnvValue {

  /**
   * Written in the template.
   *
   * @param value may be empty, never null
   */
  record Literal(String value) implements EnvValue {}

  /**
   * A key of a ConfigMap in the pod's namespace, resolved when the container starts.
   *
   * @param configMap name
   * @param key in its data
   */
  record ConfigMapKey(String configMap, String key) implements EnvValue {}

  /**
   * Any other {@code valueFrom}.
   *
   * @param kind of source, such as {@code secretKeyRef}
   */
  record Other(String kind) implements EnvValue {}
}
