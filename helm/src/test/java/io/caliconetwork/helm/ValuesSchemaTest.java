package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** values.schema.json, the first thing that a wrong value meets. */
class ValuesSchemaTest {

  private static final Chart CHART = Chart.ours();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {replica: 3}                                    | replica
          {replicas: 0}                                   | replicas
          {replicas: two}                                 | replicas
          {image: {pullPolicy: Sometimes}}                | pullPolicy
          {image: {digest: "sha256:12"}}                  | digest
          {image: {tag: "a b"}}                           | tag
          {image: {registry: "registry.example/"}}        | registry
          {image: {name: x}}                              | name
          {imagePullSecrets: [pull]}                      | imagePullSecrets
          {crds: {keep: false}}                           | keep
          {network: {create: true}}                       | overlay
          {network: {create: true, spec: {mode: Plan}}}   | overlay
          {calico: {namespace: Kube_System}}              | namespace
          {calico: {daemonset: x}}                        | daemonset
          {rbac: {deletablePools: [UPPER]}}               | deletablePools
          {rbac: {deletablePools: ["*"]}}                 | deletablePools
          {rbac: {evictPods: "yes"}}                      | evictPods
          {timeLimits: {rollout: 10 minutes}}             | rollout
          {timeLimits: {rollout: 0m}}                     | rollout
          {timeLimits: {roll: 1m}}                        | roll
          {logLevel: info}                                | logLevel
          {httpPort: 0}                                   | httpPort
          {httpPort: 65536}                               | httpPort
          {apiServer: {host: api, port: 0}}               | port
          {extraEnv: [{value: x}]}                        | extraEnv
          {podLabels: {a: 1}}                             | podLabels
          {metrics: {podMonitor: {interval: often}}}      | interval
          {metrics: {alerts: {create: true}}}             | alerts
          {terminationGracePeriodSeconds: 0}              | terminationGracePeriodSeconds
          """)
  void refuses(String values, String named) {
    assertThatThrownBy(() -> CHART.render(values))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(named);
  }

  /** What the schema cannot say, the templates do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {serviceAccount: {create: false}}               | which one, if serviceAccount.create is false?
          {apiServer: {host: api}}                        | at which port does apiServer.host serve?
          {network: {create: true, spec: {overlay: IPIP}}} | network.create needs Helm 4
          {metrics: {podMonitor: {create: true}}}         | needs monitoring.coreos.com/v1, which this cluster does not serve
          """)
  void refusesInTheTemplates(String values, String sentence) {
    assertThatThrownBy(() -> CHART.render(values)).hasMessageContaining(sentence);
  }

  @Test
  void asASubchartItTakesGlobals() {
    assertThat(CHART.render("{global: {imageRegistry: x}}").objects()).isNotEmpty();
  }

  /** A value without a rule, or a rule without a value, is a value nobody knows of. */
  @Test
  void knowsEveryValueAndNoOther() throws IOException {
    var schema =
        new ObjectMapper()
            .readTree(CHART.directory().resolve("values.schema.json").toFile())
            .path("properties");
    var values =
        Serialization.unmarshal(
            Files.readString(CHART.directory().resolve("values.yaml")), JsonNode.class);
    sameNames("", schema, values);
  }

  private static void sameNames(String path, JsonNode schema, JsonNode values) {
    var known = new TreeSet<>(names(schema));
    // Only a chart around ours gives it.
    known.remove("global");
    assertThat(names(values)).as("values of {%s}", path).containsExactlyInAnyOrderElementsOf(known);
    for (var name : known) {
      var nested = schema.path(name).path("properties");
      if (nested.isObject()) {
        sameNames(path + "." + name, nested, values.path(name));
      }
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(p -> p.getKey()).toList();
  }
}
