package io.caliconetwork.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final String USER = ServiceAccountKubeconfig.userName("ns", "name");

  @TempDir private Path directory;

  private static String line(String verb, String stage, String uri, int second) {
    return """
    {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","stage":"%s",\
    "requestURI":"%s","verb":"%s","user":{"username":"%s"},"userAgent":"test",\
    "objectRef":{"resource":"ippools","name":"default-ipv4-ippool","apiGroup":"x"},\
    "responseStatus":{"code":200},\
    "requestReceivedTimestamp":"2026-11-23T16:00:%02d.000001Z",\
    "stageTimestamp":"2026-11-23T16:00:%02d.005001Z"}
    """
        .formatted(stage, uri, verb, USER, second, second);
  }

  private AuditLog log(String text) throws IOException {
    return new AuditLog(Files.writeString(directory.resolve("audit.log"), text));
  }

  @Test
  void writesComeInOrderOfArrival() throws IOException {
    List<AuditEntry> writes =
        log(line("update", "ResponseComplete", "/b", 2)
                + line("patch", "ResponseComplete", "/a", 1)
                + line("get", "ResponseComplete", "/c", 3)
                + line("patch", "RequestReceived", "/d", 4)
                + line("patch", "ResponseComplete", "/e?dryRun=All", 5))
            .writesBy(USER);
    assertThat(writes)
        .extracting(AuditEntry::toString)
        .containsExactly(
            "patch ippools/default-ipv4-ippool 200", "update ippools/default-ipv4-ippool 200");
    assertThat(writes.getFirst().received().latency()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void earlierWritesCanBeLeftOut() throws IOException {
    assertThat(
            log(line("patch", "ResponseComplete", "/a", 1)
                    + line("patch", "ResponseComplete", "/b", 9))
                .writesBy(USER, Instant.parse("2026-11-23T16:00:05Z")))
        .extracting(AuditEntry::uri)
        .containsExactly("/b");
  }

  @Test
  void aHalfWrittenLineIsLeftForNextTime() throws IOException {
    assertThat(log(line("patch", "ResponseComplete", "/a", 1) + "{\"kind\":").entries()).hasSize(1);
    assertThat(new AuditLog(directory.resolve("absent")).entries()).isEmpty();
  }
}
