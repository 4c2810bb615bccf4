package io.caliconetwork.local.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The stand-in, asked through the real API server as kubectl would. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CalicoApiServerIT {
  private static final String ROOT = "/apis/projectcalico.org/v3";
  private static final String POOLS = ROOT + "/ippools";
  private static final String POOL = POOLS + "/default-ipv4-ippool";
  private static final String STORED = "/apis/crd.projectcalico.org/v1/ippools/default-ipv4-ippool";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static SimulatedCluster cluster;
  private static KubernetesClient client;
  private static CalicoApiServer server;

  @BeforeAll
  static void start() {
    cluster =
        SimulatedCluster.builder()
            .nodes(1)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
    // One that asks once: the usual one asks ten times before it believes a 503.
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(
                        Config.fromKubeconfig(cluster.controlPlane().kubeconfig().toFile()))
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    server = CalicoApiServer.install(cluster.controlPlane(), CalicoRelease.parse("v3.30.7"));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    client.close();
    cluster.close();
  }

  @Test
  @Order(1)
  void discoveryNamesTheResourcesAndTheirVerbs() {
    assertThat(client.getApiGroup("projectcalico.org").getPreferredVersion().getGroupVersion())
        .isEqualTo("projectcalico.org/v3");
    assertThat(client.getApiResources("projectcalico.org/v3").getResources())
        .anySatisfy(resource -> {
          assertThat(resource.getName()).isEqualTo("ippools");
          assertThat(resource.getVerbs()).contains("update", "patch", "delete", "watch");
        })
        .anySatisfy(r -> assertThat(r.getName()).isEqualTo("ipamconfigurations"))
        .noneSatisfy(r -> assertThat(r.getName()).isEqualTo("ipamblocks"));
  }

  /** §3.3: another uid, the same resourceVersion, no metadata annotation. */
  @Test
  @Order(2)
  void theSameObjectIsShownWithAnotherUid() {
    ObjectNode shown = get(POOL);
    ObjectNode stored = get(STORED);
    assertThat(shown.at("/metadata/uid").asText())
        .isNotEqualTo(stored.at("/metadata/uid").asText())
        .isEqualTo(V3View.reversed(stored.at("/metadata/uid").asText()));
    assertThat(shown.at("/metadata/resourceVersion"))
        .isEqualTo(stored.at("/metadata/resourceVersion"));
    assertThat(shown.at("/metadata/annotations").has("projectcalico.org/metadata")).isFalse();
    assertThat(shown.path("spec")).isEqualTo(stored.path("spec"));
    assertThat(V3View.parse(client.raw(POOLS)).path("items")).hasSize(1);
  }

  @Test
  @Order(3)
  void anUpdateNeedsTheRightResourceVersion() {
    ObjectNode pool = get(POOL);
    String version = pool.at("/metadata/resourceVersion").asText();
    metadata(pool).remove("resourceVersion");
    refused(422, "must be specified for an update", "PUT", POOL, pool);
    metadata(pool).put("resourceVersion", "1");
    refused(409, "the object has been modified", "PUT", POOL, pool);
    metadata(pool).put("resourceVersion", version);
    ((ObjectNode) pool.path("spec")).put("natOutgoing", false);
    ObjectNode after = V3View.parse(client.raw(POOL, "PUT", pool));
    assertThat(after.at("/metadata/resourceVersion").asText()).isNotEqualTo(version);
    // Go leaves false out.
    assertThat(get(STORED).path("spec").has("natOutgoing")).isFalse();
  }

  /** §3.3: labels go into the annotation, and a patch of the stored spec leaves them there. */
  @Test
  @Order(4)
  void labelsAreKeptInTheAnnotation() {
    ObjectNode pool = get(POOL);
    metadata(pool).putObject("labels").put("team", "net").put("projectcalico.org/x", "y");
    client.raw(POOL, "PUT", pool);
    ObjectNode stored = get(STORED);
    assertThat(stored.at("/metadata/labels").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("projectcalico.org/x");
    assertThat(stored.at("/metadata/annotations/projectcalico.org~1metadata").asText())
        .contains("\"team\":\"net\"");
    patchStored("{\"spec\":{\"natOutgoing\":true}}");
    assertThat(get(POOL).at("/metadata/labels/team").asText()).isEqualTo("net");
    assertThat(get(POOL).at("/spec/natOutgoing").asBoolean()).isTrue();
  }

  @Test
  @Order(5)
  void clientsRulesHold() {
    ObjectNode pool = get(POOL);
    spec(pool).put("cidr", "10.9.0.0/16");
    refused(422, "IPPool CIDR cannot be modified", "PUT", POOL, pool);
    spec(pool).put("cidr", "192.168.0.0/16").put("blockSize", 28);
    refused(422, "IPPool BlockSize cannot be modified", "PUT", POOL, pool);
    spec(pool).put("blockSize", 26).put("vxlanMode", "Always");
    refused(422, "Cannot enable both VXLAN and IPIP", "PUT", POOL, pool);
    refused(
        422,
        "CIDR overlaps with IPPool(default-ipv4-ippool)",
        "POST",
        POOLS,
        pool("192.168.4.0/24"));
    refused(405, "", "PUT", ROOT + "/felixconfigurations/default", pool);
  }

  /** §3.1: defaults; then disable, pause, delete. */
  @Test
  @Order(6)
  void aPoolIsCompletedOnCreationAndDisabledBeforeItGoes() throws IOException {
    Process watch = kubectl("get", "--raw", POOLS + "?watch=true&timeoutSeconds=5");
    BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).as("it watches").contains("default-ipv4-ippool");
    ObjectNode created = V3View.parse(client.raw(POOLS, "POST", pool("10.50.0.0/24")));
    assertThat(created.at("/spec/blockSize").asInt()).isEqualTo(26);
    assertThat(created.at("/spec/nodeSelector").asText()).isEqualTo("all()");
    assertThat(created.at("/spec/ipipMode").asText()).isEqualTo("Never");
    refused(409, "already exists", "POST", POOLS, pool("10.51.0.0/24"));
    Instant from = Instant.now();
    client.raw(POOLS + "/second", "DELETE", null);
    assertThat(Duration.between(from, Instant.now())).isGreaterThan(Duration.ofMillis(500));
    assertThat(
            lines
                .lines()
                .map(V3View::parse)
                .filter(e -> e.at("/object/metadata/name").asText().equals("second"))
                .map(e -> e.path("type").asText() + " " + e.at("/object/apiVersion").asText()))
        .containsExactly(
            "ADDED projectcalico.org/v3",
            "MODIFIED projectcalico.org/v3",
            "DELETED projectcalico.org/v3");
    assertThat(
            cluster
                .auditLog()
                .entries(e ->
                    e.isWrite()
                        && e.name().equals("second")
                        && e.userAgent().equals(CalicoApiServer.USER_AGENT)))
        .extracting(e -> e.verb() + " " + e.uri().replaceAll("[?].*", ""))
        .containsExactly(
            "create /apis/crd.projectcalico.org/v1/ippools",
            "create /apis/crd.projectcalico.org/v1/ippools",
            "update /apis/crd.projectcalico.org/v1/ippools/second",
            "delete /apis/crd.projectcalico.org/v1/ippools/second");
  }

  @Test
  @Order(7)
  void fieldsOfCalicoV2AreShownAsWhatTheyMeanAndGoWithTheNextWrite() {
    patchStored("{\"spec\":{\"ipip\":{\"enabled\":true,\"mode\":\"cross-subnet\"}}}");
    ObjectNode pool = get(POOL);
    assertThat(pool.at("/spec/ipipMode").asText()).isEqualTo("CrossSubnet");
    assertThat(pool.path("spec").has("ipip")).isFalse();
    client.raw(POOL, "PUT", pool);
    assertThat(get(STORED).path("spec").has("ipip")).isFalse();
    assertThat(get(STORED).at("/spec/ipipMode").asText()).isEqualTo("CrossSubnet");
  }

  @Test
  @Order(8)
  void whileItIsDownNothingIsServed() {
    server.stop();
    refused(503, "", "GET", POOL, null);
    assertThat(get(STORED).isEmpty()).isFalse();
    server.start();
    assertThat(get(POOL).at("/metadata/name").asText()).isEqualTo("default-ipv4-ippool");
    server.uninstall();
    await().atMost(LIMIT).untilAsserted(() -> refused(404, "", "GET", POOL, null));
  }

  private static void refused(int code, String message, String method, String path, Object body) {
    assertThatThrownBy(
            () -> {
              String answer = client.raw(path, method, body);
              // The client takes a missing object for no error.
              if (answer == null) {
                throw new KubernetesClientException("", 404, null);
              }
            })
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(code);
              assertThat(e.getMessage()).contains(message);
            });
  }

  private static void patchStored(String patch) {
    client
        .genericKubernetesResources(ServedKind.IP_POOL.stored())
        .withName("default-ipv4-ippool")
        .patch(
            new io.fabric8.kubernetes.client.dsl.base.PatchContext.Builder()
                .withPatchType(io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE)
                .build(),
            patch);
  }

  private static ObjectNode pool(String cidr) {
    return V3View.parse(
        "{\"apiVersion\":\"projectcalico.org/v3\",\"kind\":\"IPPool\",\"metadata\":{\"name\":"
            + "\"second\"},\"spec\":{\"cidr\":\""
            + cidr
            + "\"}}");
  }

  private static ObjectNode get(String path) {
    return V3View.parse(client.raw(path));
  }

  private static ObjectNode metadata(ObjectNode object) {
    return (ObjectNode) object.path("metadata");
  }

  private static ObjectNode spec(ObjectNode object) {
    return (ObjectNode) object.path("spec");
  }

  private static Process kubectl(String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(cluster.controlPlane().binaries().resolve("kubectl").toString());
    line.add("--kubeconfig=" + cluster.controlPlane().kubeconfig());
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
