package io.caliconetwork.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the API server was asked, by whom, in which order: the evidence for "order of writes" and
 * for request counts. Read afresh at every call.
 *
 * @param file JSON lines, written while we read
 */
public record AuditLog(Path file) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every answered request, in the order of arrival. */
  public List<AuditEntry> entries() {
    List<AuditEntry> entries = new ArrayList<>();
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      // The last line may be half written; it is complete only with its line feed.
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
        if (line.isBlank()) {
          continue;
        }
        JsonNode event = JSON.readTree(line);
        if (event.path("stage").asText().equals("ResponseComplete")) {
          entries.add(AuditEntry.of(event));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entries.sort(Comparator.comparing(entry -> entry.received().requested()));
    return entries;
  }

  public List<AuditEntry> entries(Predicate<AuditEntry> filter) {
    return entries().stream().filter(filter).toList();
  }

  /**
   * What {@code user} changed, in order.
   *
   * @param user such as {@code system:serviceaccount:NAMESPACE:NAME}
   */
  public List<AuditEntry> writesBy(String user) {
    return entries(entry -> entry.isWrite() && entry.user().equals(user));
  }

  /** Like {@link #writesBy}, without what came in before {@code since}. */
  public List<AuditEntry> writesBy(String user, Instant since) {
    return entries(entry ->
        entry.isWrite()
            && entry.user().equals(user)
            && !entry.received().requested().isBefore(since));
  }
}
