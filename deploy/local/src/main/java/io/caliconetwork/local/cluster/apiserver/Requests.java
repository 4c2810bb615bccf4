package io.caliconetwork.local.cluster.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Finds out what is asked and answers it. Who may ask is the business of the API server above. */
final class Requests implements HttpHandler {
  private static final String ROOT = "/apis/" + ServedKind.API_VERSION;
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final KubernetesClient client;
  private final ServedObjects objects;
  private final PoolStorage pools;

  Requests(KubernetesClient client, ServedObjects objects, PoolStorage pools) {
    this.client = client;
    this.objects = objects;
    this.pools = pools;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replaceAll("/+$", "");
      Query query = Query.parse(exchange.getRequestURI().getRawQuery());
      try {
        if (List.of("/healthz", "/livez", "/readyz").contains(path)) {
          send(exchange, 200, "text/plain", "ok");
        } else if (path.startsWith(ROOT + "/")) {
          String[] rest = path.substring(ROOT.length() + 1).split("/", -1);
          ServedKind kind = ServedKind.of(rest[0]).orElseThrow(() -> unknown(path));
          if (rest.length > 2) {
            throw unknown(path);
          }
          resource(exchange, kind, rest.length == 2 ? rest[1] : "", query);
        } else {
          json(exchange, 200, discovery(path));
        }
      } catch (ApiError e) {
        json(exchange, e.code(), e.status());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static JsonNode discovery(String path) throws ApiError {
    return switch (path) {
      case "/apis" -> Discovery.groups();
      case "/apis/" + ServedKind.GROUP -> Discovery.group();
      case ROOT -> Discovery.resources();
      default -> throw unknown(path);
    };
  }

  private static ApiError unknown(String path) {
    return new ApiError(
        404, "NotFound", "the server could not find the requested resource (" + path + ")");
  }

  private void resource(HttpExchange exchange, ServedKind kind, String name, Query query)
      throws ApiError, IOException, InterruptedException {
    String method = exchange.getRequestMethod();
    if (method.equals("GET")) {
      if (exchange.getRequestHeaders().containsKey("Upgrade")) {
        // No web sockets here, which the JDK's server cannot speak; clients then watch without.
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(200, -1);
      } else if (query.watch()) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        new WatchStream(kind, exchange.getResponseBody()).run(client, query);
      } else {
        json(exchange, 200, name.isEmpty() ? objects.list(kind, query) : objects.get(kind, name));
      }
      return;
    }
    if (kind != ServedKind.IP_POOL || name.isEmpty() != method.equals("POST")) {
      throw new ApiError(
          405,
          "MethodNotAllowed",
          "the server does not allow this method on the requested resource");
    }
    switch (method) {
      case "POST" -> json(exchange, 201, pools.create(body(exchange), query.dryRun()));
      case "PUT" -> json(exchange, 200, pools.update(name, body(exchange), query.dryRun()));
      case "PATCH" -> {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!type.startsWith(MERGE_PATCH)) {
          throw new ApiError(415, "UnsupportedMediaType", "only " + MERGE_PATCH + " here");
        }
        json(exchange, 200, pools.patch(name, body(exchange), query.dryRun()));
      }
      case "DELETE" -> json(exchange, 200, pools.delete(name));
      default -> throw new ApiError(405, "MethodNotAllowed", method);
    }
  }

  private static ObjectNode body(HttpExchange exchange) throws IOException {
    return V3View.parse(
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static void json(HttpExchange exchange, int code, JsonNode body) throws IOException {
    send(exchange, code, "application/json", body.toString());
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
