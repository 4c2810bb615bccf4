package io.caliconetwork.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The schema of {@code spec} in the CustomResourceDefinition that belongs to this release: which
 * fields there are, and what the API server fills in.
 */
final class SpecSchema {

  private static final String CRD = "/crd/caliconetworks.caliconetwork.io.yaml";

  /** Letters that a slip of the keyboard may get wrong. */
  private static final int SLIP = 2;

  private static final JsonNode SPEC = load();

  private SpecSchema() {}

  /** A sentence for each field that the schema does not know. */
  static List<String> unknownFields(ObjectNode spec) {
    var problems = new ArrayList<String>();
    unknownFields("spec.", spec, SPEC, problems);
    return problems;
  }

  private static void unknownFields(
      String path, JsonNode value, JsonNode schema, List<String> problems) {
    if (value instanceof ArrayNode list) {
      list.forEach(item -> unknownFields(path, item, schema.path("items"), problems));
    } else if (value instanceof ObjectNode object && schema.has("properties")) {
      var known = new TreeSet<String>();
      schema.get("properties").fieldNames().forEachRemaining(known::add);
      object
          .properties()
          .forEach(field -> {
            if (known.contains(field.getKey())) {
              unknownFields(
                  path + field.getKey() + ".",
                  field.getValue(),
                  schema.get("properties").get(field.getKey()),
                  problems);
            } else {
              problems.add(path + unknown(field.getKey(), known));
            }
          });
    }
  }

  /** What to say about a field that is not among the known ones. */
  static String unknown(String field, Collection<String> known) {
    return known.stream()
        .filter(k -> distance(k.toLowerCase(Locale.ROOT), field.toLowerCase(Locale.ROOT)) <= SLIP)
        .findFirst()
        .map(k -> field + ": is not a known field; did you mean " + k + "?")
        .orElseGet(
            () -> field + ": is not a known field; leave it out, or write one of " + sorted(known));
  }

  private static String sorted(Collection<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  /** As the API server stores it: without nulls, with the schema's defaults. */
  static ObjectNode completed(ObjectNode spec) {
    return completed(spec, SPEC);
  }

  private static ObjectNode completed(ObjectNode object, JsonNode schema) {
    var result = JsonNodeFactory.instance.objectNode();
    object
        .properties()
        .forEach(field -> {
          if (!field.getValue().isNull()) {
            var of = schema.path("properties").path(field.getKey());
            result.set(
                field.getKey(),
                field.getValue() instanceof ObjectNode inner
                    ? completed(inner, of)
                    : field.getValue());
          }
        });
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          if (property.getValue().has("default") && !result.has(property.getKey())) {
            result.set(property.getKey(), property.getValue().get("default"));
          }
        });
    return result;
  }

  /** Levenshtein's. */
  private static int distance(String one, String other) {
    var row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        var above = row[j];
        var same = one.charAt(i - 1) == other.charAt(j - 1);
        row[j] = Math.min(diagonal + (same ? 0 : 1), 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[other.length()];
  }

  private static JsonNode load() {
    try (var file = SpecSchema.class.getResourceAsStream(CRD)) {
      var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      var crd = new Load(LoadSettings.builder().build()).loadFromString(text);
      return new ObjectMapper()
          .<JsonNode>valueToTree(crd)
          .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
