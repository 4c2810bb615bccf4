package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The fields of a schema as Markdown. */
final class FieldTables {

  private final List<String> rows = new ArrayList<>();

  private FieldTables() {}

  /** A table of all fields below one, by name. */
  static String of(String field, JSONSchemaProps schema) {
    var tables = new FieldTables();
    tables.below(field, schema);
    return "| field | type | |\n|---|---|---|\n" + String.join("\n", tables.rows) + "\n";
  }

  private void below(String path, JSONSchemaProps schema) {
    schema.getProperties().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> {
          var field = path + "." + e.getKey();
          var of = e.getValue();
          rows.add("| `%s` | %s | %s |".formatted(field, type(of), text(of)));
          if (of.getProperties() != null) {
            below(field, of);
          }
          var items = of.getItems() == null ? null : of.getItems().getSchema();
          if (items != null && items.getProperties() != null) {
            below(field + "[]", items);
          }
        });
  }

  private static String type(JSONSchemaProps of) {
    var items = of.getItems() == null ? null : of.getItems().getSchema();
    return items == null ? of.getType() : "list of " + type(items);
  }

  private static String text(JSONSchemaProps of) {
    var text = new ArrayList<String>();
    if (of.getDescription() != null) {
      text.add(of.getDescription().strip());
    }
    var values = of.getItems() == null ? of.getEnum() : of.getItems().getSchema().getEnum();
    if (values != null && !values.isEmpty()) {
      text.add(
          values.stream()
              .map(JsonNode::asText)
              .collect(Collectors.joining("`, `", "One of `", "`.")));
    }
    if (of.getDefault() != null) {
      text.add("Default: `" + of.getDefault().asText() + "`.");
    }
    return String.join(" ", text).replace("|", "\\|").replaceAll("\\s*\n\\s*", "<br>");
  }
}
