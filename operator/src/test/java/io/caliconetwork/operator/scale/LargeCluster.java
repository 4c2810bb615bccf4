package io.caliconetwork.operator.scale;

import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A large cluster of which only the API server is real: all objects are put there, and the
 * DaemonSet of calico-node is rolled out within seconds whenever it changes.
 */
final class LargeCluster implements AutoCloseable {

  static final String CALICO = "/apis/crd.projectcalico.org/v1/";

  private final ControlPlane controlPlane;
  private final Path kubeconfig;
  private final LargeObjects objects;
  private final KubernetesClient client;
  private final ScheduledExecutorService rollouts = Executors.newSingleThreadScheduledExecutor();

  private LargeCluster(ControlPlane controlPlane, Path kubeconfig, LargeObjects objects) {
    this.controlPlane = controlPlane;
    this.kubeconfig = kubeconfig;
    this.objects = objects;
    this.client = ControlPlane.client(kubeconfig, "scale");
  }

  /** Keeps a cluster for several runs until standard input ends; prints its kubeconfig. */
  public static void main(String[] arguments) throws java.io.IOException {
    try (var cluster = start(LargeObjects.configured())) {
      System.out.println("READY " + cluster.kubeconfig());
      while (System.in.read() >= 0) {
        // Whatever is typed.
      }
    }
  }

  /** One of its own, or the one that {@code scale.kubeconfig} tells. */
  static LargeCluster configured() {
    var kept = System.getProperty("scale.kubeconfig");
    return kept == null
        ? start(LargeObjects.configured())
        : new LargeCluster(null, Path.of(kept), LargeObjects.configured()).rollingOut();
  }

  private static LargeCluster start(LargeObjects objects) {
    var controlPlane = ControlPlane.startBare();
    var cluster = new LargeCluster(controlPlane, controlPlane.kubeconfig(), objects);
    cluster.fill();
    return cluster.rollingOut();
  }

  private LargeCluster rollingOut() {
    var _ = rollouts.scheduleWithFixedDelay(this::rollOut, 0, 2, TimeUnit.SECONDS);
    return this;
  }

  private void fill() {
    var layout = RepositoryLayout.find();
    var installer = new ManifestInstaller(client);
    installer.apply(layout.smallManifest());
    installer.apply(layout.operatorCrd());
    installer.apply(layout.operatorRbac());
    var pool =
        IpPool.of(
            "default-ipv4-ippool",
            LargeObjects.RANGE,
            EncapsulationMode.NEVER,
            EncapsulationMode.ALWAYS);
    BulkWriter.post(
        client,
        CALICO + "ippools",
        "calico-node",
        Serialization.asJson(
            Map.of(
                "apiVersion",
                "crd.projectcalico.org/v1",
                "kind",
                "IPPool",
                "metadata",
                Map.of("name", pool.name()),
                "spec",
                pool.spec())));
    try (var bulk = new BulkWriter(kubeconfig)) {
      bulk.each("namespaces", LargeObjects.namespaces(), (c, i) -> namespace(c, i));
      bulk.each(
          "nodes",
          objects.nodes(),
          (c, i) -> BulkWriter.post(c, "/api/v1/nodes", "kubelet", objects.node(i)));
      bulk.each(
          "blocks",
          objects.blocks(),
          (c, i) ->
              BulkWriter.post(c, CALICO + "ipamblocks", "calico-node", objects.block(i, true)));
      bulk.each(
          "affinities",
          objects.blocks(),
          (c, i) ->
              BulkWriter.post(c, CALICO + "blockaffinities", "calico-node", objects.affinity(i)));
      bulk.each("pods", objects.pods(), (c, i) -> pod(c, objects.pod(i)));
    }
  }

  private static void namespace(KubernetesClient client, int number) {
    var name = LargeObjects.namespace(number);
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(name)
                .withName("default")
                .endMetadata()
                .build())
        .create();
  }

  /** Creates a pod and lets it be Ready. */
  static void pod(KubernetesClient client, LargeObjects.PodShape pod) {
    var path = "/api/v1/namespaces/" + pod.namespace() + "/pods";
    BulkWriter.post(client, path, "kube-controller-manager", LargeObjects.json(pod, false));
    BulkWriter.put(
        client, path + "/" + pod.name() + "/status", "kubelet", LargeObjects.json(pod, true));
  }

  private void rollOut() {
    var set =
        client
            .apps()
            .daemonSets()
            .inNamespace(CalicoRollout.NAMESPACE)
            .withName(CalicoRollout.NAME)
            .get();
    if (set == null || CalicoRollout.isDone(set)) {
      return;
    }
    var nodes = objects.nodes();
    client
        .apps()
        .daemonSets()
        .inNamespace(CalicoRollout.NAMESPACE)
        .withName(CalicoRollout.NAME)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(
                Map.of(
                    "status",
                    Map.of(
                        "observedGeneration",
                        set.getMetadata().getGeneration(),
                        "desiredNumberScheduled",
                        nodes,
                        "currentNumberScheduled",
                        nodes,
                        "updatedNumberScheduled",
                        nodes,
                        "numberReady",
                        nodes,
                        "numberAvailable",
                        nodes,
                        "numberMisscheduled",
                        0))));
  }

  /** What calico-node does on every node when the pool of its tunnel's address is disabled. */
  void moveTunnels() {
    try (var bulk = new BulkWriter(kubeconfig)) {
      bulk.each(
          "tunnels",
          objects.nodes(),
          (c, i) ->
              c.nodes()
                  .withName(LargeObjects.nodeName(i))
                  .patch(
                      PatchContext.of(PatchType.JSON_MERGE),
                      Serialization.asJson(
                          Map.of(
                              "metadata",
                              Map.of(
                                  "annotations",
                                  Map.of(
                                      "projectcalico.org/IPv4VXLANTunnelAddr",
                                      objects.otherTunnelAddress(i)))))));
    }
  }

  /** As if all pods had gone, and nobody had given their addresses back. */
  void removePods() {
    try (var bulk = new BulkWriter(kubeconfig)) {
      bulk.each("namespaces without pods", LargeObjects.namespaces(), (c, i) -> removePods(c, i));
    }
  }

  /** Thousands of them take longer than a request may: what it has done by then stays done. */
  private static void removePods(KubernetesClient c, int namespace) {
    var path = "/api/v1/namespaces/" + LargeObjects.namespace(namespace) + "/pods";
    await()
        .atMost(Duration.ofMinutes(10))
        .ignoreExceptionsMatching(e -> e.getCause() instanceof IOException)
        .until(() -> {
          BulkWriter.send(c, path + "?gracePeriodSeconds=0", "DELETE", null);
          return true;
        });
  }

  /** What is left are empty blocks. */
  void giveAddressesBack() {
    try (var bulk = new BulkWriter(kubeconfig)) {
      bulk.each("empty blocks", objects.blocks(), (c, i) -> emptyBlock(c, i));
    }
  }

  private void emptyBlock(KubernetesClient c, int block) {
    var path = CALICO + "ipamblocks/" + LargeObjects.blockName(block);
    BulkWriter.send(c, path, "DELETE", null);
    BulkWriter.post(c, CALICO + "ipamblocks", "calico-node", objects.block(block, false));
  }

  LargeObjects objects() {
    return objects;
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    rollouts.shutdownNow();
    client.close();
    if (controlPlane != null) {
      controlPlane.close();
    }
  }
}
