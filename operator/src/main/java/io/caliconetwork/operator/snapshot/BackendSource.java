package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.EnvValue;

/** Where calico-node takes its backend from, and where it therefore has to be changed. */
public sealed interface BackendSource {

  /**
   * A key of Calico's ConfigMap.
   *
   * @param key in its data
   */
  record OurConfigMap(String key) implements BackendSource {}

  /** The DaemonSet's template: a literal, or nothing at all, which means bird. */
  record Template() implements BackendSource {}

  /**
   * A key that the ConfigMap we look at does not have, or of another one.
   *
   * @param reference as the DaemonSet has it
   */
  record MissingKey(EnvValue.ConfigMapKey reference) implements BackendSource {}

  /**
   * Something that is neither read nor written here.
   *
   * @param what it is, such as "a secretKeyRef"
   */
  record Unreadable(String what) implements BackendSource {}

  /** Finds it out; without a DaemonSet the manifests' key is all there is. */
  static BackendSource of(ClusterSnapshot cluster) {
    if (cluster.container().isEmpty()) {
      return new OurConfigMap(ClusterSnapshot.BACKEND_KEY);
    }
    var container = cluster.container().get();
    return switch (container.value(ClusterSnapshot.BACKEND_VARIABLE).orElse(null)) {
      case null ->
          container.envFrom().isEmpty()
              ? new Template()
              : new Unreadable(String.join(", ", container.envFrom()) + " by envFrom, perhaps");
      case EnvValue.Literal literal -> new Template();
      case EnvValue.Other other -> new Unreadable("a " + other.kind());
      case EnvValue.ConfigMapKey key ->
          cluster.value(key).isPresent() ? new OurConfigMap(key.key()) : new MissingKey(key);
    };
  }
}
