package io.caliconetwork.local.cluster.apiserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Reads what is kept in v1 and shows it as v3. */
final class ServedObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;

  ServedObjects(KubernetesClient client) {
    this.client = client;
  }

  ObjectNode get(ServedKind kind, String name) throws ApiError {
    String text = call(kind.storedPath() + "/" + name, "GET", null);
    if (text == null) {
      throw ApiError.notFound(kind, name);
    }
    return V3View.shown(kind, V3View.parse(text));
  }

  ObjectNode list(ServedKind kind, Query query) throws ApiError {
    ObjectNode stored = V3View.parse(call(kind.storedPath() + query.selection(), "GET", null));
    ObjectNode list = JSON.createObjectNode();
    list.put("kind", kind.kind() + "List").put("apiVersion", ServedKind.API_VERSION);
    list.set("metadata", stored.path("metadata"));
    ArrayNode items = list.putArray("items");
    stored.path("items").forEach(item -> items.add(V3View.shown(kind, (ObjectNode) item)));
    return list;
  }

  ObjectNode create(ServedKind kind, ObjectNode shown) throws ApiError {
    return write(kind, kind.storedPath(), "POST", shown);
  }

  ObjectNode replace(ServedKind kind, ObjectNode shown) throws ApiError {
    String name = shown.path("metadata").path("name").asText();
    return write(kind, kind.storedPath() + "/" + name, "PUT", shown);
  }

  private ObjectNode write(ServedKind kind, String path, String method, ObjectNode shown)
      throws ApiError {
    return V3View.shown(kind, V3View.parse(call(path, method, V3View.stored(kind, shown))));
  }

  /** Null when it is not there. */
  private String call(String path, String method, Object body) throws ApiError {
    try {
      return client.raw(path, method, body);
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404 && method.equals("GET")) {
        return null;
      }
      throw ApiError.of(e);
    }
  }
}
