package io.caliconetwork.local.cluster.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** An answer that is a Status. */
final class ApiError extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  ApiError(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static ApiError notFound(ServedKind kind, String name) {
    return new ApiError(
        404, "NotFound", kind.plural() + "." + ServedKind.GROUP + " \"" + name + "\" not found");
  }

  static ApiError invalid(ServedKind kind, String name, String why) {
    return new ApiError(
        422,
        "Invalid",
        kind.kind() + "." + ServedKind.GROUP + " \"" + name + "\" is invalid: " + why);
  }

  static ApiError conflict(ServedKind kind, String name) {
    return new ApiError(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + kind.plural()
            + "."
            + ServedKind.GROUP
            + " \""
            + name
            + "\": the object has been modified; please apply your changes to the latest version"
            + " and try again");
  }

  /** What the API server below said. */
  static ApiError of(KubernetesClientException e) {
    String reason = e.getStatus() == null ? "" : String.valueOf(e.getStatus().getReason());
    return new ApiError(e.getCode() == 0 ? 500 : e.getCode(), reason, e.getMessage());
  }

  int code() {
    return code;
  }

  ObjectNode status() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", "Status")
        .put("apiVersion", "v1")
        .put("status", "Failure")
        .put("message", getMessage())
        .put("reason", reason)
        .put("code", code);
  }
}
