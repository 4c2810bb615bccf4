package io.caliconetwork.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Malformed CalicoNetworks on a real API server: with the CRD as it is, and with it stripped. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MalformedNetworksIT {

  private static final String CRD = "caliconetworks.caliconetwork.io";
  private static final int UNPROCESSABLE = 422;

  private static SimulatedCluster cluster;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(2)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    client = cluster.client();
    RealOperator.install(client);
    new CalicoRollout(client).await(Duration.ofMinutes(1));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void theApiServerRefusesEachWithASentence() {
    var table = MalformedNetwork.all();
    assertThat(table).filteredOn(m -> !m.admitted()).hasSizeGreaterThanOrEqualTo(25);
    for (var malformed : table) {
      if (malformed.admitted()) {
        continue;
      }
      var refusal =
          catchThrowableOfType(
              KubernetesClientException.class, () -> client.resource(malformed.object()).create());
      assertThat(refusal).as("refused: %s", malformed).isNotNull();
      assertThat(refusal.getCode())
          .as("%s: %s", malformed, refusal.getMessage())
          .isIn(UNPROCESSABLE, 400);
      var sentence = sentence(refusal);
      System.out.println("admission | " + malformed + " | " + sentence);
      assertThat(sentence).as("%s", malformed).contains(malformed.names());
    }
    assertThat(networks()).as("nothing is stored").isEmpty();
  }

  private static String sentence(KubernetesClientException refusal) {
    var status = refusal.getStatus();
    return (status == null ? refusal.getMessage() : status.getMessage())
        .replaceFirst("^CalicoNetwork.caliconetwork.io \"[^\"]*\" is invalid: ", "");
  }

  @Test
  @Order(2)
  void withTheValidationStrippedTheOperatorStopsAtEach() throws IOException {
    strip();
    var since = Instant.now();
    try (var operator = RealOperator.start(cluster.controlPlane(), client)) {
      for (var malformed : MalformedNetwork.all()) {
        client.resource(malformed.object()).create();
        var stalled = operator.awaitStalled(malformed.objectName());
        System.out.println("operator | " + malformed + " | " + stalled.message());
        assertThat(stalled.reason()).as("%s", malformed).isEqualTo("InvalidSpec");
        assertThat(stalled.message())
            .as("%s", malformed)
            .contains(malformed.names())
            // A person reads this, not a Java programmer.
            .doesNotContain("Exception", "java.", "jackson", "Token", "coerc");
        remove(malformed.objectName());
      }
      assertThat(operator.isAlive()).isTrue();
      assertThat(operator.foreignWrites(since)).isEmpty();
    }
  }

  @Test
  @Order(3)
  void anotherNameDoesNotDisturbTheOneThatCounts() throws IOException {
    var since = Instant.now();
    try (var operator = RealOperator.start(cluster.controlPlane(), client)) {
      client
          .resource(network("default", "{\"overlay\": \"IPIPCrossSubnet\", \"mode\": \"Plan\"}"))
          .create();
      operator.awaitReason("default", "PlanOnly");
      var before = operator.status("default");
      client.resource(network("other", "{\"overlay\": \"VXLAN\"}")).create();
      assertThat(operator.awaitStalled("other").reason()).isEqualTo("InvalidSpec");
      assertThat(operator.status("default")).isEqualTo(before);
      // And the other way round: what comes after is still followed.
      edit("{\"overlay\": \"Geneve\"}");
      assertThat(operator.awaitStalled("default").message()).contains("spec.overlay");
      assertThat(operator.foreignWrites(since)).isEmpty();
    } finally {
      remove("default");
      remove("other");
    }
  }

  @Test
  @Order(4)
  void aStatusThatSomebodyWroteRubbishIntoIsReplaced() throws IOException {
    try (var operator = RealOperator.start(cluster.controlPlane(), client)) {
      var rubbish =
          List.of(
              "{\"conditions\": [null]}",
              "{\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}]}",
              "{\"conditions\": \"fine\"}",
              "{\"plan\": {\"steps\": [{}, null]}}",
              "{\"plan\": {\"summary\": null, \"steps\": [{\"name\": null}]}}",
              "{\"observedGeneration\": \"one\"}",
              "7");
      for (var status : rubbish) {
        client
            .resource(network("default", "{\"overlay\": \"VXLAN\", \"mode\": \"Plan\"}"))
            .create();
        operator.awaitReason("default", "PlanOnly");
        client
            .resources(DeclaredNetwork.class)
            .withName("default")
            .subresource("status")
            .patch(
                PatchContext.of(PatchType.JSON),
                "[{\"op\": \"replace\", \"path\": \"/status\", \"value\": " + status + "}]");
        // The next edit must be answered as if nothing had happened.
        edit("{\"overlay\": \"Geneve\"}");
        assertThat(operator.awaitStalled("default").reason()).as(status).isEqualTo("InvalidSpec");
        remove("default");
      }
    }
  }

  /** As after somebody's {@code kubectl edit crd}: only that spec and status are objects. */
  private static void strip() {
    var free =
        new JSONSchemaPropsBuilder()
            .withType("object")
            .withXKubernetesPreserveUnknownFields(true)
            .build();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(CRD)
        .edit(crd ->
            new CustomResourceDefinitionBuilder(crd)
                .editSpec()
                .editFirstVersion()
                .withNewSchema()
                .withOpenAPIV3Schema(free)
                .endSchema()
                .endVersion()
                .endSpec()
                .build());
    // Served from the moment a network that used to be refused is stored.
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(KubernetesClientException.class)
        .until(() -> client.resource(network("default", "{}")).create() != null);
    remove("default");
  }

  private static void edit(String spec) {
    client
        .resources(DeclaredNetwork.class)
        .withName("default")
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\": \"replace\", \"path\": \"/spec\", \"value\": " + spec + "}]");
  }

  private static void remove(String name) {
    client.resources(DeclaredNetwork.class).withName(name).delete();
    client
        .resources(DeclaredNetwork.class)
        .withName(name)
        .waitUntilCondition(n -> n == null, 30, TimeUnit.SECONDS);
  }

  private static DeclaredNetwork network(String name, String spec) {
    return new MalformedNetwork("", "", false, name, json(spec)).object();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<DeclaredNetwork> networks() {
    return client.resources(DeclaredNetwork.class).list().getItems();
  }
}
