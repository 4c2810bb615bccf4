package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Condition;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Argo CD's health of a CalicoNetwork: the table in upstream's layout, whose objects are what this
 * operator writes ({@code -Dgolden.write=true} writes them down), and every reason that there is.
 */
class HealthScriptTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @TestFactory
  Stream<DynamicTest> theTable() throws IOException {
    var table =
        YAML.readTree(HealthScript.FOLDER.resolve("health_test.yaml").toFile()).path("tests");
    assertThat(table).hasSizeGreaterThan(7);
    return table
        .valueStream()
        .map(row ->
            DynamicTest.dynamicTest(
                row.path("inputPath").asText(),
                () -> {
                  var file = HealthScript.FOLDER.resolve(row.path("inputPath").asText());
                  var health = HealthScript.of(YAML.readTree(file.toFile()));
                  assertThat(health.status())
                      .isEqualTo(row.path("healthStatus").path("status").asText());
                  assertThat(health.message())
                      .isEqualTo(row.path("healthStatus").path("message").asText());
                }));
  }

  /** Nobody edited them by hand. */
  @Test
  void theObjectsOfTheTableAreWhatTheOperatorWrites() throws IOException {
    for (var object : objects().entrySet()) {
      var file = HealthScript.FOLDER.resolve("testdata").resolve(object.getKey() + ".yaml");
      var yaml = Serialization.asYaml(object.getValue());
      if (Boolean.getBoolean("golden.write")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
      }
      // The order of fields is no matter, nor always the same.
      assertThat(YAML.readTree(file.toFile())).isEqualTo(YAML.readTree(yaml));
    }
  }

  /** Whatever stalls is somebody's to act upon, whatever else waits is not. */
  @ParameterizedTest
  @EnumSource
  void everyReason(Reason reason) {
    if (reason == Reason.NOT_APPLICABLE) {
      return;
    }
    var context = new Conditions.Context(List.of(), 3, NOW);
    var said = reason.text() + " said";
    var expected = Map.of(Reason.PLAN_ONLY, "Suspended", Reason.PAUSED, "Suspended");
    assertThat(health(Conditions.shown(context, reason, said)).status())
        .isEqualTo(expected.getOrDefault(reason, "Progressing"));
    assertThat(health(Conditions.stalled(context, reason.text(), said)))
        .isEqualTo(new HealthScript.Health("Degraded", reason.text() + ": " + said));
    assertThat(health(Conditions.reconciling(context, reason, said)))
        .isEqualTo(new HealthScript.Health("Progressing", said));
  }

  private static HealthScript.Health health(List<Condition> conditions) {
    return HealthScript.of(
        JSON.valueToTree(
            Map.of(
                "metadata",
                Map.of("generation", 3),
                "status",
                Map.of("observedGeneration", 3, "conditions", conditions))));
  }

  private static Map<String, JsonNode> objects() {
    var settled = Cluster.installed().podSubnet("192.168.0.0/16");
    return Map.of(
        "not_looked_at", object(1, Map.of("observedGeneration", -1)),
        "edited", object(2, status(decide(Wishes.overlay(IPIP), settled))),
        "healthy", object(1, status(decide(Wishes.overlay(IPIP), settled))),
        "progressing", object(1, status(decide(Wishes.overlay(VXLAN), settled))),
        "waiting_for_calico", object(1, status(decide(Wishes.overlay(VXLAN), Cluster.empty()))),
        "plan_only", object(1, status(decide(Wishes.planOnly(VXLAN), settled))),
        "refused",
            object(
                1,
                status(decide(Wishes.cidr(VXLAN, "10.244.0.0/16"), Cluster.installed().locked()))),
        "invalid",
            object(
                1, status(new Decision.InvalidSpec(List.of("spec.cidr: is no range; write one")))));
  }

  private static Decision decide(Wish wish, Cluster cluster) {
    return Decider.decide(wish, cluster.snapshot(), false);
  }

  private static CalicoNetworkStatus status(Decision decision) {
    return StatusReport.of(decision, Optional.empty(), 1, NOW);
  }

  private static JsonNode object(long generation, Object status) {
    return JSON.valueToTree(
        new TreeMap<>(
            Map.of(
                "apiVersion",
                "caliconetwork.io/v1alpha1",
                "kind",
                "CalicoNetwork",
                "metadata",
                Map.of("name", "default", "generation", generation),
                "status",
                status)));
  }
}
