package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.Workloads;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.observe.CalicoResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds up a change of range, what status says of it, and that it goes on afterwards. */
class MigrationTroubleIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String RANGE = "10.244.0.0/16";
  private static final String NAMESPACE = "team-1";

  private SimulatedCluster cluster;
  private InstalledOperator operator;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    cluster =
        SimulatedCluster.builder()
            .nodes(2)
            .calicoManifest(RepositoryLayout.find().smallManifest())
            .start();
    client = cluster.client();
    operator =
        InstalledOperator.install(cluster)
            .with(Map.of("POD_TIME_LIMIT", "4s", "ADDRESS_TIME_LIMIT", "5s"));
    new CalicoRollout(client).await(LIMIT);
    new Workloads(1, List.of(1, 4), List.of(2), 1, List.of(), 0, Duration.ofSeconds(10))
        .deploy(client, LIMIT);
    operator.start();
    operator.awaitReady(operator.apply(Map.of("overlay", "IPIP")));
  }

  @AfterEach
  void stop() {
    operator.close();
    cluster.close();
  }

  private long migrate() {
    return operator.apply(MigrationRun.spec("IPIP", RANGE, 26, null, "Evict"));
  }

  /** The message of Ready, once it contains these words. */
  private String awaitWords(String... words) {
    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(message()).contains(words));
    return message();
  }

  private String message() {
    for (var condition : operator.status().path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("reason").asText() + ": " + condition.path("message").asText();
      }
    }
    return "";
  }

  private void assertEnd(long generation) throws InterruptedException {
    operator.awaitReady(generation);
    var audit = IpamAudit.lasting(client, ApiGroup.CRD_V1, Duration.ofSeconds(10));
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.summary()).startsWith("caliconetwork-ipv4-ippool 10.244.0.0/16/26");
  }

  private void budget(int minAvailable) {
    client
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("web-1")
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(new IntOrString(minAvailable))
                .withNewSelector()
                .addToMatchLabels("app", "web-1")
                .endSelector()
                .endSpec()
                .build())
        .serverSideApply();
  }

  @Test
  void aBudgetThatNeverAllowsIsNamedAndTriedAgain() throws InterruptedException {
    budget(1);
    var generation = migrate();
    var said =
        awaitWords(
            "PodsNotMoving", "1 waiting for PodDisruptionBudget team-1/web-1", "needs 1 healthy");
    System.out.println("=== a budget at its limit: " + said);
    budget(0);
    assertEnd(generation);
  }

  @Test
  void aPodWithoutAControllerIsLeftToYou() throws InterruptedException {
    var pods = client.pods().inNamespace(NAMESPACE);
    var template = pods.withLabel("app", "web-1").list().getItems().getFirst().getSpec();
    template.setNodeName(null);
    pods.resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("lone")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withSpec(template)
                .build())
        .create();
    await().atMost(LIMIT).until(() -> pods.withName("lone").get().getStatus().getPodIP() != null);
    var generation = migrate();
    System.out.println(
        "=== a bare pod: " + awaitWords("PodsNotMoving", "1 without a controller", "team-1/lone"));
    assertThat(pods.withName("lone").get().getMetadata().getDeletionTimestamp()).isNull();
    pods.withName("lone").delete();
    assertEnd(generation);
  }

  @Test
  void aPinnedNamespaceIsRefusedBeforehand() throws InterruptedException {
    pin(client, "[\"default-ipv4-ippool\"]");
    var generation = migrate();
    var stalled = operator.awaitStalled(generation);
    System.out.println("=== a pinned namespace: " + stalled.path("message").asText());
    assertThat(stalled.path("reason").asText()).isEqualTo("PoolPinned");
    assertThat(stalled.path("message").asText()).contains("Namespace team-1");
    assertThat(new PoolsOf(client, ApiGroup.CRD_V1).specs()).hasSize(1);
    pin(client, "[\"10.244.0.0/16\"]");
    assertThat(operator.apply(MigrationRun.spec("IPIP", RANGE, 26, null, "Manual"))).isPositive();
    // Whoever edits the namespace need not edit the CalicoNetwork; here it saves a minute.
    assertEnd(operator.apply(MigrationRun.spec("IPIP", RANGE, 26, "10.250.0.0/24", "Evict")));
  }

  private static void pin(KubernetesClient client, String pools) {
    client
        .namespaces()
        .withName(NAMESPACE)
        .edit(n ->
            new NamespaceBuilder(n)
                .editMetadata()
                .addToAnnotations("cni.projectcalico.org/ipv4pools", pools)
                .endMetadata()
                .build());
  }

  @Test
  void aPodThatDoesNotEndIsNamed() throws InterruptedException {
    var pods = client.pods().inNamespace(NAMESPACE);
    var name = pods.withLabel("app", "web-1").list().getItems().getFirst().getMetadata().getName();
    pods.withName(name)
        .edit(p ->
            new PodBuilder(p)
                .editMetadata()
                .addToFinalizers("example.com/held")
                .endMetadata()
                .build());
    var generation = migrate();
    System.out.println(
        "=== a pod that does not end: "
            + awaitWords("1 should be gone by now", name + " (finalizer example.com/held)"));
    pods.withName(name)
        .edit(p ->
            new PodBuilder(p)
                .editMetadata()
                .removeFromFinalizers("example.com/held")
                .endMetadata()
                .build());
    assertEnd(generation);
  }

  /** Its address is still given when the pool is to go, and nobody gives it back. */
  @Test
  void aLeakedAddressWaitsForKubeControllers() throws InterruptedException {
    scaleKubeControllers(0);
    var refused = operator.awaitStalled(migrate());
    System.out.println("=== kube-controllers scaled to zero: " + refused.path("message").asText());
    assertThat(refused.path("reason").asText()).isEqualTo("KubeControllersCannotCleanUp");
    leak();
    var spec = new java.util.TreeMap<>(MigrationRun.spec("IPIP", RANGE, 26, null, "Evict"));
    spec.put("acceptRisks", List.of("KubeControllersCannotCleanUp"));
    var generation = operator.apply(spec);
    System.out.println(
        "=== a leaked address: "
            + awaitWords(
                "StepTimedOut",
                "default-ipv4-ippool still gives 1 address: pod shop/gone",
                "nobody gives them back: Deployment kube-system/calico-kube-controllers is scaled"
                    + " to 0"));
    scaleKubeControllers(1);
    System.out.println(
        "=== and with kube-controllers: " + awaitWords("calico-kube-controllers gives back"));
    assertEnd(generation);
  }

  private void scaleKubeControllers(int replicas) {
    client
        .apps()
        .deployments()
        .inNamespace("kube-system")
        .withName("calico-kube-controllers")
        .scale(replicas);
  }

  private void leak() {
    var blocks =
        client.genericKubernetesResources(CalicoResource.IPAM_BLOCKS.context(ApiGroup.CRD_V1));
    var block = blocks.list().getItems().getFirst();
    blocks.resource(block).edit(b -> leaked(b));
  }

  @SuppressWarnings("unchecked")
  private static GenericKubernetesResource leaked(GenericKubernetesResource block) {
    var spec = (Map<String, Object>) block.getAdditionalProperties().get("spec");
    var attributes = new ArrayList<>((List<Object>) spec.get("attributes"));
    var allocations = new ArrayList<>((List<Object>) spec.get("allocations"));
    var unallocated = new ArrayList<>((List<Object>) spec.get("unallocated"));
    var free = ((Number) unallocated.removeFirst()).intValue();
    allocations.set(free, attributes.size());
    attributes.add(
        Map.of(
            "handle_id",
            "k8s-pod-network.0123",
            "secondary",
            Map.of("namespace", "shop", "pod", "gone", "node", "node-1")));
    spec.put("attributes", attributes);
    spec.put("allocations", allocations);
    spec.put("unallocated", unallocated);
    return block;
  }

  /** In the range to come, of another size, and without a block: the trap of calico#10778. */
  @Test
  void aStaleAffinityIsGivenUpFirst() throws InterruptedException {
    var affinity = new GenericKubernetesResource();
    affinity.setApiVersion("crd.projectcalico.org/v1");
    affinity.setKind("BlockAffinity");
    affinity.setMetadata(new ObjectMetaBuilder().withName("node-1-10-244-3-0-28").build());
    affinity.setAdditionalProperty(
        "spec",
        Map.of(
            "cidr", "10.244.3.0/28", "node", "node-1", "state", "confirmed", "deleted", "false"));
    var affinities =
        client.genericKubernetesResources(CalicoResource.BLOCK_AFFINITIES.context(ApiGroup.CRD_V1));
    affinities.resource(affinity).create();
    var shown = operator.apply(MigrationRun.spec("IPIP", RANGE, 26, null, null));
    operator.awaitStalled(shown);
    var first = operator.status().path("plan").path("steps").path(0);
    System.out.println(
        "=== a stale affinity: "
            + first.path("name").asText()
            + ": "
            + first.path("detail").asText());
    assertThat(first.path("name").asText()).isEqualTo("ReleaseBlocks");
    assertThat(first.path("detail").asText()).startsWith("10.244.0.0/16: 1 claim of nodes");
    assertEnd(migrate());
    assertThat(affinities.withName("node-1-10-244-3-0-28").get()).isNull();
  }
}
