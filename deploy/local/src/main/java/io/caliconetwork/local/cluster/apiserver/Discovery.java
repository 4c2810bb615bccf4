package io.caliconetwork.local.cluster.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the aggregation layer and clients ask first. */
final class Discovery {
  private Discovery() {}

  static ObjectNode groups() {
    ObjectNode list = object("APIGroupList");
    list.putArray("groups").add(entry(JsonNodeFactory.instance.objectNode()));
    return list;
  }

  static ObjectNode group() {
    return entry(object("APIGroup"));
  }

  private static ObjectNode entry(ObjectNode group) {
    ObjectNode version =
        JsonNodeFactory.instance
            .objectNode()
            .put("groupVersion", ServedKind.API_VERSION)
            .put("version", ServedKind.VERSION);
    group.put("name", ServedKind.GROUP);
    group.putArray("versions").add(version);
    group.set("preferredVersion", version);
    return group;
  }

  static ObjectNode resources() {
    ObjectNode list = object("APIResourceList");
    list.put("groupVersion", ServedKind.API_VERSION);
    ArrayNode resources = list.putArray("resources");
    for (ServedKind kind : ServedKind.values()) {
      ObjectNode resource =
          resources
              .addObject()
              .put("name", kind.plural())
              .put("singularName", kind.kind().toLowerCase(java.util.Locale.ROOT))
              .put("namespaced", false)
              .put("kind", kind.kind());
      ArrayNode verbs = resource.putArray("verbs");
      kind.verbs().forEach(verbs::add);
    }
    return list;
  }

  private static ObjectNode object(String kind) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind).put("apiVersion", "v1");
  }
}
