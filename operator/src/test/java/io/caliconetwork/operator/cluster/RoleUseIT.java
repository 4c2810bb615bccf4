package io.caliconetwork.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.Workloads;
import io.caliconetwork.local.cluster.apiserver.CalicoApiServer;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.cluster.RoleUse.Grant;
import io.caliconetwork.operator.observe.CalicoResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every verb of the installed roles, on every object they name, is needed: in an operator's life on
 * each of Calico's APIs there is a request that this verb allows and no other, so that it would be
 * refused without. And none is refused.
 */
class RoleUseIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String RANGE = "192.168.0.0/16";
  private static final String LENT = "10.250.0.0/24";
  private static final Workloads PODS =
      new Workloads(1, List.of(1), List.of(), 0, List.of(), 0, Duration.ofSeconds(10));

  /** So that a gate that does not open is told of soon. */
  private static final Map<String, String> SHORT = Map.of("ROLLOUT_TIME_LIMIT", "3s");

  /** Those of others that change what the operator looks at, as far as it looks. */
  private static final String OTHERS =
      crd("operator.tigera.io", "v1", "Installation", "installations")
          + crd(
              "migration.projectcalico.org",
              "v1beta1",
              "DatastoreMigration",
              "datastoremigrations");

  private final RoleUse use = RoleUse.of(roles());

  private static String roles() {
    try {
      return Files.readString(RepositoryLayout.find().operatorRbac());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String crd(String group, String version, String kind, String plural) {
    return """
    ---
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: %4$s.%1$s}
    spec:
      group: %1$s
      names: {kind: %3$s, listKind: %3$sList, plural: %4$s, singular: %5$s}
      scope: Cluster
      versions:
        - name: %2$s
          served: true
          storage: true
          schema:
            openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
    """
        .formatted(group, version, kind, plural, plural.substring(0, plural.length() - 1));
  }

  @Test
  void eachVerbIsNeededAndNoneIsMissing() throws IOException {
    var nativeV3 = RepositoryLayout.find().upstreamManifest("v3.32.1", "calico-v3-crds.yaml");
    if (!Files.exists(nativeV3)) {
      System.out.println("skipped: there is no " + nativeV3 + " beside the repository");
    }
    assumeTrue(Files.exists(nativeV3));
    v1();
    aggregated();
    nativeV3(nativeV3);

    assertThat(use.forbidden()).isEmpty();
    var needless = use.grants().stream().filter(g -> use.needing(g).findAny().isEmpty()).toList();
    System.out.println(
        "=== "
            + use.grants().size()
            + " verbs on objects, each with a request that would be refused without it\n"
            + use.grants().stream()
                .filter(g -> !needless.contains(g))
                .map(g -> "    " + g + ": " + use.needing(g).findFirst().orElseThrow().name())
                .collect(Collectors.joining("\n")));
    assertThat(needless).extracting(Grant::toString).isEmpty();
  }

  private void v1() throws IOException {
    try (var cluster = SimulatedCluster.builder().nodes(2).start();
        var operator = InstalledOperator.install(cluster).with(SHORT)) {
      var client = cluster.client();
      new ManifestInstaller(client)
          .apply(client.load(new ByteArrayInputStream(OTHERS.getBytes(UTF_8))).items());
      // Neither flannel nor Calico yet.
      operator.start();
      var generation = operator.apply(spec("IPIP", RANGE, 26));
      await()
          .atMost(LIMIT)
          .until(() ->
              operator
                  .condition("Reconciling", generation)
                  .filter(c -> c.path("reason").asText().equals("WaitingForCalico"))
                  .isPresent());
      cluster.installCalico(RepositoryLayout.find().smallManifest());
      new CalicoRollout(client).await(LIMIT);
      PODS.deploy(client, LIMIT);
      operator.awaitReady(generation);
      life(operator);
      aPoolOfThatName(client, ApiGroup.CRD_V1, operator);
      othersWrite(client, operator);
      aGateThatDoesNotOpen(cluster, operator);
      asked(operator);
    }
  }

  private void aggregated() throws IOException {
    try (var cluster = start(RepositoryLayout.find().smallManifest());
        var operator = InstalledOperator.install(cluster).with(SHORT);
        var server =
            CalicoApiServer.install(cluster.controlPlane(), CalicoRelease.parse("v3.30.7"))) {
      assertThat(server).isNotNull();
      operator.start();
      life(operator);
      asked(operator);
    }
  }

  private void nativeV3(Path manifest) throws IOException {
    try (var cluster = start(manifest);
        var operator = InstalledOperator.install(cluster).with(SHORT)) {
      operator.start();
      life(operator);
      aPoolOfThatName(cluster.client(), ApiGroup.PROJECTCALICO_V3, operator);
      asked(operator);
    }
  }

  private static SimulatedCluster start(Path manifest) {
    var cluster = SimulatedCluster.builder().nodes(2).calicoManifest(manifest).start();
    new CalicoRollout(cluster.client()).await(LIMIT);
    PODS.deploy(cluster.client(), LIMIT);
    return cluster;
  }

  /** A pilot pool; other blocks by way of the lent range; another range and back. */
  private static void life(InstalledOperator operator) {
    operator.awaitReady(operator.apply(spec("IPIP", RANGE, 26)));
    operator.awaitReady(operator.apply(spec("VXLAN", RANGE, 26)));
    operator.awaitReady(operator.apply(spec("VXLAN", RANGE, 28)));
    operator.awaitReady(operator.apply(spec("VXLAN", "10.244.0.0/16", 26)));
    operator.awaitReady(operator.apply(spec("VXLAN", RANGE, 26)));
  }

  /** While one has the usual name of a second pool, ours gets the next. */
  private static void aPoolOfThatName(
      KubernetesClient client, ApiGroup group, InstalledOperator operator) {
    var pool = new GenericKubernetesResource();
    pool.setApiVersion(group.groupVersion());
    pool.setKind("IPPool");
    pool.setMetadata(new ObjectMetaBuilder().withName("caliconetwork-ipv4-ippool").build());
    pool.setAdditionalProperty(
        "spec",
        Map.of(
            "cidr",
            "10.99.0.0/24",
            "blockSize",
            26,
            "nodeSelector",
            "all()",
            "assignmentMode",
            "Automatic",
            "allowedUses",
            List.of("LoadBalancer")));
    client
        .genericKubernetesResources(CalicoResource.IP_POOLS.context(group))
        .resource(pool)
        .create();
    operator.awaitReady(operator.apply(spec("VXLAN", "10.245.0.0/16", 26)));
    operator.awaitReady(operator.apply(spec("VXLAN", RANGE, 26)));
  }

  private static void othersWrite(KubernetesClient client, InstalledOperator operator) {
    var generation = operator.network().getMetadata().getGeneration();
    client
        .configMaps()
        .inNamespace("kube-system")
        .withName("calico-config")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\": {\"calico_backend\": \"bird\"}}");
    new PoolOf(client, ApiGroup.CRD_V1).patch("{\"spec\": {\"vxlanMode\": \"CrossSubnet\"}}");
    await().atMost(LIMIT).until(() -> operator.status().path("repairs").size() == 2);
    operator.awaitReady(generation);
  }

  private static void aGateThatDoesNotOpen(SimulatedCluster cluster, InstalledOperator operator) {
    cluster.faults().neverReady().add("node-2");
    operator.awaitStalled(operator.apply(spec("VXLANCrossSubnet", RANGE, 26)));
    cluster.faults().neverReady().clear();
  }

  /** The audit log has a watch when it ends: they all do when the operator has gone. */
  private void asked(InstalledOperator operator) {
    operator.close();
    var seen = new AtomicInteger();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> {
          var watches =
              (int) operator.everything().stream().filter(e -> e.verb().equals("watch")).count();
          return watches > 0 && seen.getAndSet(watches) == watches;
        });
    use.asked(operator.everything());
  }

  private static Map<String, Object> spec(String overlay, String cidr, int blockSize) {
    return MigrationRun.spec(overlay, cidr, blockSize, LENT, "Evict");
  }
}
