package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.apiserver.CalicoApiServer;
import io.caliconetwork.operator.calico.ApiGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The same three changes on each of Calico's APIs: each is written to the API that Calico is to be
 * used through there, and to no other, and leads to the same pool.
 */
class ThreeApisIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final List<Map<String, Object>> CHANGES =
      List.of(
          Map.of("overlay", "VXLANCrossSubnet"),
          Map.of("overlay", "VXLAN", "natOutgoing", false),
          Map.of("overlay", "None"));

  private static final List<String> POOLS =
      List.of("Never/CrossSubnet true", "Never/Always false", "Never/Never false");

  /** On v1, from a pool with fields of Calico v2; then the API server comes, goes, and comes. */
  @Test
  void v1AndTheAggregatedApi() throws IOException {
    try (var cluster = start(RepositoryLayout.find().smallManifest());
        var operator = InstalledOperator.install(cluster)) {
      var stored = new PoolOf(cluster.client(), ApiGroup.CRD_V1);
      stored.patch(
          "{\"spec\":{\"ipip\":{\"enabled\":true,\"mode\":\"always\"},\"nat-outgoing\":true,"
              + "\"ipipMode\":\"Never\",\"natOutgoing\":false}}");
      operator.start();
      change(operator, stored, "crd.projectcalico.org/v1", "patch");
      assertThat(stored.spec()).doesNotContainKeys("ipip", "nat-outgoing");
      assertThat(effectiveApi(operator)).isEqualTo("crd.projectcalico.org/v1");

      try (var server =
          CalicoApiServer.install(cluster.controlPlane(), CalicoRelease.parse("v3.30.7"))) {
        var shown = new PoolOf(cluster.client(), ApiGroup.PROJECTCALICO_V3);
        // Calico writes the pool: what it keeps of its own view must survive our writes.
        shown.label("team", "net");
        operator.awaitReady(operator.apply(Map.of("overlay", "IPIP", "natOutgoing", true)));
        change(operator, stored, "projectcalico.org/v3", "update");
        assertThat(effectiveApi(operator)).isEqualTo("projectcalico.org/v3");
        assertThat(shown.object().getMetadata().getLabels()).containsEntry("team", "net");
        assertThat(stored.object().getMetadata().getLabels()).isNullOrEmpty();

        whileTheApiServerIsDown(operator, server, stored);

        server.uninstall();
        var began = Instant.now();
        operator.awaitReady(operator.apply(Map.of("overlay", "VXLAN")));
        assertThat(poolWrites(operator, began))
            .containsExactly("patch crd.projectcalico.org/v1/ippools");
        assertThat(shownLabels(stored)).contains("\"team\":\"net\"");
        System.out.println("=== metadata after all of it: " + shownLabels(stored));
      }
    }
  }

  private static void whileTheApiServerIsDown(
      InstalledOperator operator, CalicoApiServer server, PoolOf stored) {
    server.stop();
    var version = stored.version();
    var began = Instant.now();
    var generation = operator.apply(Map.of("overlay", "VXLANCrossSubnet"));
    var stalled = operator.awaitStalled(generation);
    assertThat(stalled.path("reason").asText()).isEqualTo("CalicoAPIUnavailable");
    assertThat(stalled.path("message").asText())
        .contains("service calico-apiserver/calico-api", "kubectl get apiservice");
    System.out.println("=== API server down: " + stalled.path("message").asText());
    await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
    assertThat(operator.calicoWrites(began)).isEmpty();
    assertThat(stored.version()).isEqualTo(version);

    server.start();
    operator.awaitReady(generation);
    assertThat(poolWrites(operator, began)).containsExactly("update projectcalico.org/v3/ippools");
    System.out.println("=== API server back: " + poolWrites(operator, began));
  }

  @Test
  void nativeV3() throws IOException {
    var manifest = RepositoryLayout.find().upstreamManifest("v3.32.1", "calico-v3-crds.yaml");
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + manifest + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    try (var cluster = start(manifest);
        var operator = InstalledOperator.install(cluster)) {
      var pool = new PoolOf(cluster.client(), ApiGroup.PROJECTCALICO_V3);
      operator.start();
      change(operator, pool, "projectcalico.org/v3", "patch");
      assertThat(effectiveApi(operator)).isEqualTo("projectcalico.org/v3");
      assertThat(pool.object().getMetadata().getFinalizers())
          .containsExactly("projectcalico.org/ippool-finalizer");
    }
  }

  private static SimulatedCluster start(Path manifest) {
    var cluster =
        SimulatedCluster.builder().nodes(2).workload(true).calicoManifest(manifest).start();
    new CalicoRollout(cluster.client()).await(LIMIT);
    return cluster;
  }

  private static void change(InstalledOperator operator, PoolOf pool, String api, String verb) {
    var rows = new ArrayList<String>();
    for (int i = 0; i < CHANGES.size(); i++) {
      var began = Instant.now();
      operator.awaitReady(operator.apply(CHANGES.get(i)));
      var writes = poolWrites(operator, began);
      rows.add("%-45s %s → %s".formatted(CHANGES.get(i), writes, pool.summary()));
      assertThat(pool.summary()).isEqualTo(POOLS.get(i));
      assertThat(writes).isNotEmpty().containsOnly(verb + " " + api + "/ippools");
    }
    System.out.println("=== " + api + " by " + verb + "\n" + String.join("\n", rows));
  }

  private static List<String> poolWrites(InstalledOperator operator, Instant since) {
    return operator.calicoWrites(since).stream()
        .filter(e -> e.resource().equals("ippools"))
        .map(ThreeApisIT::verbAndResource)
        .toList();
  }

  /** {@code patch crd.projectcalico.org/v1/ippools}. */
  private static String verbAndResource(AuditEntry entry) {
    return entry.verb() + " " + entry.uri().replaceFirst("^/apis/([^/]+/[^/]+/[^/?]+).*", "$1");
  }

  private static String effectiveApi(InstalledOperator operator) {
    JsonNode effective = operator.status().path("effective");
    return effective.path("api").asText();
  }

  private static String shownLabels(PoolOf stored) {
    return stored.object().getMetadata().getAnnotations().get("projectcalico.org/metadata");
  }
}
