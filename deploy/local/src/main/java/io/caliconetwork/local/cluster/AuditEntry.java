package io.caliconetwork.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * One answered request, from the API server's audit log (audit.k8s.io/v1 Event, level Metadata).
 *
 * @param target what was asked for
 * @param code HTTP status
 */
public record AuditEntry(String verb, Caller caller, Target target, int code, Received received) {
  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  /** Who asked, and with which program. */
  public record Caller(String user, String userAgent) {}

  /** Names are empty where a request has none, such as a list. */
  public record Target(
      String resource, String subresource, String namespace, String name, String uri) {}

  /** When the request came in and when it was answered, to the microsecond. */
  public record Received(Instant requested, Instant answered) {
    public Duration latency() {
      return Duration.between(requested, answered);
    }
  }

  static AuditEntry of(JsonNode event) {
    JsonNode object = event.path("objectRef");
    return new AuditEntry(
        event.path("verb").asText(""),
        new Caller(
            event.path("user").path("username").asText(""), event.path("userAgent").asText("")),
        new Target(
            object.path("resource").asText(""),
            object.path("subresource").asText(""),
            object.path("namespace").asText(""),
            object.path("name").asText(""),
            event.path("requestURI").asText("")),
        event.path("responseStatus").path("code").asInt(),
        new Received(
            Instant.parse(event.path("requestReceivedTimestamp").asText()),
            Instant.parse(event.path("stageTimestamp").asText())));
  }

  public String user() {
    return caller.user();
  }

  public String userAgent() {
    return caller.userAgent();
  }

  public String resource() {
    return target.resource();
  }

  public String subresource() {
    return target.subresource();
  }

  public String namespace() {
    return target.namespace();
  }

  public String name() {
    return target.name();
  }

  public String uri() {
    return target.uri();
  }

  /** Whether it meant to change something; dry runs do not. */
  public boolean isWrite() {
    return WRITES.contains(verb) && !uri().contains("dryRun=All");
  }

  public boolean succeeded() {
    return code >= 200 && code < 300;
  }

  /** Short, for assertion messages: {@code patch ippools/default-ipv4-ippool 200}. */
  @Override
  public String toString() {
    String path = resource() + (subresource().isEmpty() ? "" : "/" + subresource());
    return verb + " " + path + (name().isEmpty() ? "" : "/" + name()) + " " + code;
  }
}
