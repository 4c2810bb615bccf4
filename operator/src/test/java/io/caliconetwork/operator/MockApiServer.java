package io.caliconetwork.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * fabric8's mock server with as much server-side apply as the operator needs: objects are merged
 * field by field, lists of named things by name. It owns nothing, so nothing is ever released.
 */
public final class MockApiServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FOREVER = Integer.MAX_VALUE;

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final KubernetesMockServer server;

  /**
   * An answer instead of the real one.
   *
   * @param write as in {@link #writes()}, its beginning
   */
  private record Fault(String write, int code, AtomicInteger times) {}

  public MockApiServer() {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
    server.init();
  }

  public KubernetesClient client() {
    return server.createClient(builder ->
        builder.withConfig(
            new ConfigBuilder()
                .withMasterUrl(server.url("/"))
                .withTrustCerts(true)
                .withRequestRetryBackoffLimit(0)
                .build()));
  }

  /** Every write that was asked for, such as {@code PATCH ippools/default-ipv4-ippool}. */
  public List<String> writes() {
    return List.copyOf(writes);
  }

  public long count(String write) {
    return writes.stream().filter(w -> w.startsWith(write)).count();
  }

  /** Answers writes that begin so with an error, that many times. */
  public void fail(String write, int code, int times) {
    faults.add(new Fault(write, code, new AtomicInteger(times)));
  }

  public void fail(String write, int code) {
    fail(write, code, FOREVER);
  }

  public void heal() {
    faults.clear();
  }

  @Override
  public void close() {
    server.destroy();
  }

  private final class Dispatcher extends KubernetesCrudDispatcher {

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (request.method() == HttpMethod.GET) {
        var read = "GET " + resource(path(request));
        return faults.stream()
            .filter(f -> read.startsWith(f.write()) && f.times().getAndDecrement() > 0)
            .findFirst()
            .map(f -> error(f.code(), read))
            .orElseGet(() -> super.dispatch(request));
      }
      var write = request.getMethod() + " " + resource(path(request));
      writes.add(write);
      for (var fault : faults) {
        if (write.startsWith(fault.write()) && fault.times().getAndDecrement() > 0) {
          return error(fault.code(), write);
        }
      }
      return super.dispatch(request);
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      var type = String.valueOf(request.getHeader("Content-Type"));
      return type.startsWith("application/apply-patch")
          ? apply(request)
          : super.handlePatch(request);
    }

    private MockResponse apply(RecordedRequest request) {
      var path = path(request);
      var subresource = path.endsWith("/status");
      var object = subresource ? path.substring(0, path.length() - "/status".length()) : path;
      var live = handleGet(object);
      if (live.code() != 200) {
        return error(404, path);
      }
      try {
        var merged = (ObjectNode) JSON.readTree(live.getBody().getBytes());
        var applied = (ObjectNode) JSON.readTree(request.getUtf8Body());
        var version = applied.path("metadata").path("resourceVersion").asText("");
        if (!version.isEmpty()
            && !version.equals(merged.path("metadata").path("resourceVersion").asText())) {
          return error(409, path);
        }
        if (subresource) {
          merged.set("status", applied.get("status"));
        } else {
          applied.remove("status");
          mergeFields(merged, applied);
        }
        return handleUpdate(
            new RecordedRequest(
                "HTTP/1.1",
                HttpMethod.PUT,
                object,
                request.getHeaders(),
                new Buffer(JSON.writeValueAsBytes(merged))));
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void mergeFields(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(field -> {
          var present = into.get(field.getKey());
          if (present instanceof ObjectNode object
              && field.getValue() instanceof ObjectNode other) {
            mergeFields(object, other);
          } else if (present instanceof ArrayNode list && named(field.getValue())) {
            field.getValue().forEach(item -> mergeByName(list, (ObjectNode) item));
          } else {
            into.set(field.getKey(), field.getValue());
          }
        });
  }

  private static boolean named(JsonNode list) {
    return list.isArray() && !list.isEmpty() && list.get(0).has("name");
  }

  private static void mergeByName(ArrayNode list, ObjectNode item) {
    for (var present : list) {
      if (present.path("name").equals(item.path("name"))) {
        mergeFields((ObjectNode) present, item);
        return;
      }
    }
    list.add(item);
  }

  private static String path(RecordedRequest request) {
    return request.getPath().replaceFirst("\\?.*", "");
  }

  /** Resource, name and subresource, without group, version and namespace. */
  private static String resource(String path) {
    return path.replaceFirst("^/(api/v1|apis/[^/]+/[^/]+)/", "")
        .replaceFirst("^namespaces/[^/]+/", "");
  }

  private static MockResponse error(int code, String what) {
    try {
      return new MockResponse()
          .setResponseCode(code)
          .setHeader("Content-Type", "application/json")
          .setBody(
              JSON.writeValueAsString(
                  JSON.createObjectNode()
                      .put("kind", "Status")
                      .put("apiVersion", "v1")
                      .put("status", "Failure")
                      .put("code", code)
                      .put("message", what + " is answered with " + code)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
