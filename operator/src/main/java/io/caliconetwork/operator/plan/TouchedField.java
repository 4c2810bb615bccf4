package io.caliconetwork.operator.plan;

import java.util.List;

/**
 * A field that a write changes.
 *
 * @param object it belongs to
 * @param name as a person reads it, such as {@code data.calico_backend}
 * @param owned where {@code managedFields} names its owner, key by key
 * @param jq expression that selects it, for Argo CD
 * @param wished what the write sets it to, in words
 */
public record TouchedField(
    ObjectRef object, String name, List<String> owned, String jq, String wished) {

  public TouchedField {
    owned = List.copyOf(owned);
  }

  /**
   * An object of Calico's.
   *
   * @param groupVersion such as {@code apps/v1}, or {@code v1}
   * @param kind of it
   * @param namespace empty for a cluster-scoped one
   * @param name of it
   */
  public record ObjectRef(String groupVersion, String kind, String namespace, String name) {

    /** The API group; empty for Kubernetes' core. */
    public String group() {
      return groupVersion.contains("/") ? groupVersion.substring(0, groupVersion.indexOf('/')) : "";
    }

    @Override
    public String toString() {
      return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
  }
}
