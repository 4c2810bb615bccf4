package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.DaemonSetFacts.Owned;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code metadata.managedFields}: which fields are recorded as written by us. */
final class OwnedFields {

  /** Our field manager in every write. */
  static final String MANAGER = "calico-network-operator";

  private static final Pattern BY_NAME = Pattern.compile("k:\\{\"name\":\"([^\"]+)\"}");

  private OwnedFields() {}

  /** What our server-side applies of the DaemonSet own. */
  static Owned of(List<ManagedFieldsEntry> entries) {
    return entries == null
        ? Owned.NOTHING
        : entries.stream()
            .filter(ours(entry -> "Apply".equals(entry.getOperation())))
            .map(entry -> daemonSet(entry.getFieldsV1()))
            .findFirst()
            .orElse(Owned.NOTHING);
  }

  private static Predicate<ManagedFieldsEntry> ours(Predicate<ManagedFieldsEntry> and) {
    return entry -> MANAGER.equals(entry.getManager()) && and.test(entry);
  }

  private static Owned daemonSet(FieldsV1 fields) {
    var template = path(fields(fields), "f:spec", "f:template");
    var container =
        path(
            template,
            "f:spec",
            "f:containers",
            "k:{\"name\":\"" + CalicoNodeContainer.NAME + "\"}");
    var probes = new ArrayList<String>();
    for (var probe : List.of("livenessProbe", "readinessProbe")) {
      if (path(container, "f:" + probe, "f:exec").containsKey("f:command")) {
        probes.add(probe);
      }
    }
    return new Owned(
        path(container, "f:env").keySet().stream()
            .map(BY_NAME::matcher)
            .filter(m -> m.matches())
            .map(m -> m.group(1))
            .collect(Collectors.toSet()),
        path(template, "f:metadata", "f:annotations").keySet().stream()
            .filter(k -> k.startsWith("f:"))
            .map(k -> k.substring(2))
            .collect(Collectors.toSet()),
        probes);
  }

  private static Map<String, Object> fields(FieldsV1 fields) {
    return fields == null ? Map.of() : fields.getAdditionalProperties();
  }

  private static Map<String, Object> path(Map<String, Object> from, String... keys) {
    var at = from;
    for (var key : keys) {
      if (!(at.get(key) instanceof Map<?, ?> next)) {
        return Map.of();
      }
      @SuppressWarnings("unchecked")
      var typed = (Map<String, Object>) next;
      at = typed;
    }
    return at;
  }
}
