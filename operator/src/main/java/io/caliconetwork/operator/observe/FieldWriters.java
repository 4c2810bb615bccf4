package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who wrote what in one of Calico's objects. Read only when something that was set is found changed
 * back; watching it would keep every object's {@code managedFields} in memory.
 */
public final class FieldWriters {

  private final KubernetesClient client;

  /** A reader. */
  public FieldWriters(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The managers of the object, ourselves among them, those of its status apart; empty when it is
   * gone.
   *
   * @param groupVersion such as {@code apps/v1}, or {@code v1}
   * @param kind DaemonSet, ConfigMap or a cluster-scoped one of Calico's
   * @param namespace empty for a cluster-scoped object
   * @param name of it
   */
  public List<FieldWriter> of(String groupVersion, String kind, String namespace, String name) {
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup(
                groupVersion.contains("/")
                    ? groupVersion.substring(0, groupVersion.indexOf('/'))
                    : "")
            .withVersion(groupVersion.substring(groupVersion.indexOf('/') + 1))
            .withKind(kind)
            .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
            .withNamespaced(!namespace.isEmpty())
            .build();
    var all = client.genericKubernetesResources(context);
    var object =
        namespace.isEmpty()
            ? all.withName(name).get()
            : all.inNamespace(namespace).withName(name).get();
    return writers(object);
  }

  private static List<FieldWriter> writers(GenericKubernetesResource object) {
    var entries = object == null ? null : object.getMetadata().getManagedFields();
    return entries == null
        ? List.of()
        : entries.stream()
            .filter(e -> e.getSubresource() == null || e.getSubresource().isEmpty())
            .map(FieldWriters::writer)
            .toList();
  }

  private static FieldWriter writer(ManagedFieldsEntry entry) {
    return new FieldWriter(
        OwnedFields.MANAGER.equals(entry.getManager()),
        Optional.ofNullable(entry.getManager()).orElse("unknown"),
        Optional.ofNullable(entry.getOperation()).orElse(""),
        time(entry.getTime()),
        entry.getFieldsV1() == null ? Map.of() : entry.getFieldsV1().getAdditionalProperties());
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
