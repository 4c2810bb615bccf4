package io.caliconetwork.local.cluster.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caliconetwork.local.calico.IpPool;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One object, as it is kept in v1 and as it is shown in v3 (§3.3). */
final class V3View {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "projectcalico.org/metadata";

  /** Only labels and annotations with these in their key stay real on the stored object. */
  private static final List<String> KEPT = List.of("projectcalico.org/", "operator.tigera.io/");

  /** What the API server itself keeps of a stored object's metadata. */
  private static final List<String> OWN = List.of("name", "resourceVersion", "uid");

  /** Fields that Go leaves out when they are false. */
  private static final List<String> FLAGS = List.of("natOutgoing", "disabled", "disableBGPExport");

  private V3View() {}

  static ObjectNode shown(ServedKind kind, ObjectNode stored) {
    ObjectNode shown = JSON.createObjectNode();
    shown.put("kind", kind.kind()).put("apiVersion", ServedKind.API_VERSION);
    ObjectNode real = (ObjectNode) stored.path("metadata");
    JsonNode annotation = real.path("annotations").path(METADATA);
    ObjectNode metadata = annotation.isTextual() ? parse(annotation.asText()) : real.deepCopy();
    metadata.remove("managedFields");
    metadata.remove("generation");
    metadata.put("name", real.path("name").asText());
    metadata.put("resourceVersion", real.path("resourceVersion").asText());
    metadata.put("uid", reversed(real.path("uid").asText()));
    if (!metadata.has("creationTimestamp")) {
      metadata.set("creationTimestamp", real.path("creationTimestamp"));
    }
    shown.set("metadata", metadata);
    JsonNode spec = stored.path("spec");
    if (spec instanceof ObjectNode object) {
      shown.set("spec", kind == ServedKind.IP_POOL ? shownPool(object.deepCopy()) : object);
    }
    return shown;
  }

  /** Fields of Calico v2 are read as what they mean, and shown as that. */
  private static ObjectNode shownPool(ObjectNode spec) {
    IpPool pool = new IpPool("", asMap(spec));
    if (spec.has("ipip")) {
      spec.put("ipipMode", pool.ipipMode().stored());
    }
    spec.put("natOutgoing", pool.natOutgoing());
    spec.remove(List.of("ipip", "nat-outgoing"));
    spec.put("blockSize", pool.blockSize());
    spec.put("nodeSelector", pool.nodeSelector());
    return withoutFalse(spec);
  }

  static ObjectNode stored(ServedKind kind, ObjectNode shown) {
    ObjectNode stored = JSON.createObjectNode();
    stored.put("kind", kind.storedKind()).put("apiVersion", ServedKind.STORED_API_VERSION);
    ObjectNode metadata = ((ObjectNode) shown.path("metadata")).deepCopy();
    ObjectNode real = stored.putObject("metadata");
    for (String field : OWN) {
      if (metadata.hasNonNull(field)) {
        String value = metadata.get(field).asText();
        real.put(field, field.equals("uid") ? reversed(value) : value);
      }
      metadata.remove(field);
    }
    ObjectNode annotations = kept(metadata.path("annotations"));
    ObjectNode labels = kept(metadata.path("labels"));
    annotations.put(METADATA, metadata.toString());
    real.set("annotations", annotations);
    if (!labels.isEmpty()) {
      real.set("labels", labels);
    }
    if (shown.path("spec") instanceof ObjectNode spec) {
      stored.set("spec", kind == ServedKind.IP_POOL ? withoutFalse(spec.deepCopy()) : spec);
    }
    return stored;
  }

  private static ObjectNode kept(JsonNode entries) {
    ObjectNode result = JSON.createObjectNode();
    entries.properties().stream()
        .filter(entry -> !entry.getKey().equals(METADATA))
        .filter(entry -> KEPT.stream().anyMatch(entry.getKey()::contains))
        .forEach(entry -> result.set(entry.getKey(), entry.getValue()));
    return result;
  }

  private static ObjectNode withoutFalse(ObjectNode spec) {
    FLAGS.stream().filter(flag -> !spec.path(flag).asBoolean()).forEach(spec::remove);
    return spec;
  }

  /** The other group's uid: bit-reversed, so that the same object never has the same uid twice. */
  static String reversed(String uid) {
    if (uid.isEmpty()) {
      return uid;
    }
    UUID parsed = UUID.fromString(uid);
    return new UUID(
            Long.reverse(parsed.getLeastSignificantBits()),
            Long.reverse(parsed.getMostSignificantBits()))
        .toString();
  }

  static Map<String, Object> asMap(JsonNode spec) {
    return JSON.convertValue(
        spec, new com.fasterxml.jackson.core.type.TypeReference<Map<String, Object>>() {});
  }

  static ObjectNode parse(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException | ClassCastException e) {
      return JSON.createObjectNode();
    }
  }
}
