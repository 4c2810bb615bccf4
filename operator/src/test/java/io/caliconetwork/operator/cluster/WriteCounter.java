package io.caliconetwork.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Follows the API server's audit log and counts the operator's writes as they happen, leases apart.
 * The API server writes an entry before it ends its answer.
 */
final class WriteCounter implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

  /** Events are no state; {@code -Dkill.events=true} kills after each of them as well. */
  private static final Set<String> IGNORED =
      Boolean.getBoolean("kill.events")
          ? Set.of("leases", "selfsubjectrulesreviews")
          : Set.of("leases", "selfsubjectrulesreviews", "events");

  /** What carries Calico's settings. */
  private static final Set<String> CALICO = Set.of("ippools", "configmaps", "daemonsets");

  /** Which writes count. */
  private enum Counted {
    ALL,
    /** Successful ones of what carries Calico's settings. */
    SETTINGS,
    /** All but the status of the CalicoNetwork. */
    NOT_STATUS
  }

  private final RandomAccessFile file;
  private final Counted counted;
  private final StringBuilder line = new StringBuilder();
  private final List<String> resources = new ArrayList<>();
  private String last = "";
  private int writes;

  /** Counts from the present end of the log. */
  WriteCounter(Path auditLog) throws IOException {
    this(auditLog, Counted.ALL);
  }

  /** Counts only successful writes of Calico's own objects. */
  static WriteCounter ofCalico(Path auditLog) throws IOException {
    return new WriteCounter(auditLog, Counted.SETTINGS);
  }

  /** Counts what is written to others than the CalicoNetwork. */
  static WriteCounter exceptStatus(Path auditLog) throws IOException {
    return new WriteCounter(auditLog, Counted.NOT_STATUS);
  }

  private WriteCounter(Path auditLog, Counted counted) throws IOException {
    this.counted = counted;
    file = new RandomAccessFile(auditLog.toFile(), "r");
    file.seek(file.length());
  }

  /** Reads on; returns how many writes there have been so far, but stops at {@code limit}. */
  int read(int limit) {
    try {
      var buffer = new byte[64 * 1024];
      for (int n = file.read(buffer); n > 0; n = file.read(buffer)) {
        line.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
      for (int end = line.indexOf("\n"); end >= 0 && writes < limit; end = line.indexOf("\n")) {
        count(JSON.readTree(line.substring(0, end)));
        line.delete(0, end + 1);
      }
      return writes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resources written so far, in their order. */
  List<String> resources() {
    return List.copyOf(resources);
  }

  /** The write counted last, in words. */
  String last() {
    return last;
  }

  private void count(JsonNode event) {
    var object = event.path("objectRef");
    if (event.path("stage").asText().equals("ResponseComplete")
        && event.path("user").path("username").asText().equals(InstalledOperator.user())
        && WRITES.contains(event.path("verb").asText())
        && !IGNORED.contains(object.path("resource").asText())
        && switch (counted) {
          case ALL -> true;
          case SETTINGS -> isCalico(event);
          case NOT_STATUS -> !object.path("resource").asText().equals("caliconetworks");
        }) {
      writes++;
      resources.add(object.path("resource").asText());
      last =
          event.path("verb").asText()
              + " "
              + object.path("resource").asText()
              + (object.path("subresource").isMissingNode()
                  ? ""
                  : "/" + object.path("subresource").asText());
    }
  }

  private static boolean isCalico(JsonNode event) {
    return CALICO.contains(event.path("objectRef").path("resource").asText())
        && event.path("responseStatus").path("code").asInt() < 300;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
