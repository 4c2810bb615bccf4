package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Helm, real API server, simulated nodes: what the operator's container does is not seen here.
 */
class HelmReleaseIT {

  private static final String NAME = Chart.NAME;
  private static final String CRD = "caliconetworks.caliconetwork.io";
  private static final String[] IN_NAMESPACE = {"-n", NAME, "--timeout", "5m"};

  /** Helm 4 would wait for the CalicoNetwork to be Ready, and nobody makes it so here. */
  private static final String LEGACY_WAIT = "--wait=legacy";

  @TempDir static Path directory;

  private static SimulatedCluster cluster;
  private static KubernetesClient client;
  private static Program helm;
  private static Program kubectl;
  private static String chart;

  @BeforeAll
  static void startsWithCalico() {
    var layout = RepositoryLayout.find();
    cluster = SimulatedCluster.builder().calicoManifest(layout.smallManifest()).start();
    client = cluster.client();
    new CalicoRollout(client).await(Duration.ofMinutes(2));
    helm = RealHelm.of(cluster.controlPlane().kubeconfig(), directory);
    kubectl =
        new Program(
            cluster.controlPlane().binaries().resolve("kubectl"),
            Map.of("KUBECONFIG", cluster.controlPlane().kubeconfig().toString()));
    chart = packaged("0.1.0");
  }

  @AfterAll
  static void stops() {
    cluster.close();
  }

  @AfterEach
  void leavesNothing() {
    helm.run(with("uninstall", NAME, "--wait", "--ignore-not-found"));
    kubectl.succeed("delete", "crd", CRD, "--ignore-not-found");
    kubectl.succeed("delete", "namespace", NAME, "--ignore-not-found", "--wait");
  }

  /** On as many nodes as there are replicas, where no new pod finds a free port at first. */
  @Test
  void comesAndGoesWithoutTouchingTheNetwork() {
    var before = packaged("0.0.9");
    var everywhere = List.of("--set", "replicas=3");
    helm.succeed(with(everywhere, "install", NAME, before, "--create-namespace", "--wait"));
    assertThat(pods()).hasSize(3).doesNotHaveDuplicates();
    assertThat(deployment().getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .isEqualTo(NAME + ":0.0.9");
    kubectl.succeed("apply", "--server-side", "-f", network("IPIP").toString());
    var untouched = NetworkState.of(client);
    assertThat(untouched).containsKeys("CalicoNetwork default", "DaemonSet calico-node");
    assertThat(untouched.keySet()).anyMatch(k -> k.startsWith("IPPool "));

    helm.succeed(with(everywhere, "upgrade", NAME, chart, "--wait", "--set", "logLevel=DEBUG"));
    assertThat(deployment().getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .isEqualTo(NAME + ":0.1.0");
    assertThat(environment()).contains("LOG_LEVEL");
    assertThat(label(crd(), "app.kubernetes.io/version")).isEqualTo("0.1.0");
    assertThat(pods()).hasSize(3).doesNotHaveDuplicates();

    helm.succeed(with("rollback", NAME, "1", "--wait"));
    assertThat(environment()).doesNotContain("LOG_LEVEL");
    assertThat(label(crd(), "app.kubernetes.io/version")).isEqualTo("0.0.9");

    var said = helm.succeed(with("uninstall", NAME, "--wait"));
    assertThat(said).contains("kept due to the resource policy", CRD);
    assertThat(deployment()).isNull();
    assertThat(client.rbac().clusterRoles().withName(NAME).get()).isNull();
    assertThat(NetworkState.of(client)).isEqualTo(untouched);

    // The CRD that was kept is this release's, so the same release may come back.
    install(chart);
    assertThat(NetworkState.of(client)).isEqualTo(untouched);
  }

  @Test
  void bringsTheNetworkWithItsFirstInstall() {
    var values = List.of("--set", "network.create=true", "--set", "network.spec.mode=Plan");
    helm.succeed(
        with(
            values,
            "install",
            NAME,
            chart,
            "--create-namespace",
            "--wait",
            "--set",
            "network.spec.overlay=IPIP"));
    var first = network();
    assertThat(overlay(first)).isEqualTo("IPIP");

    helm.succeed(
        with(values, "upgrade", NAME, chart, LEGACY_WAIT, "--set", "network.spec.overlay=VXLAN"));
    assertThat(overlay(network())).isEqualTo("VXLAN");
    assertThat(uid(network())).isEqualTo(uid(first));

    helm.succeed(
        with(values, "upgrade", NAME, chart, LEGACY_WAIT, "--set", "network.spec.overlay=None"));
    helm.succeed(with("rollback", NAME, "2", LEGACY_WAIT));
    assertThat(overlay(network())).isEqualTo("VXLAN");

    // The first revision had it as a hook; it stays all the same.
    helm.succeed(with("rollback", NAME, "1", LEGACY_WAIT));
    assertThat(uid(network())).isEqualTo(uid(first));

    helm.succeed(with("uninstall", NAME, LEGACY_WAIT));
    assertThat(uid(network())).isEqualTo(uid(first));
  }

  @Test
  void saysWhoseTheCrdIsAndTakesItOver() {
    kubectl.succeed("apply", "-f", RepositoryLayout.find().operatorCrd().toString());
    kubectl.succeed("wait", "--for=condition=Established", "crd/" + CRD);
    kubectl.succeed("apply", "-f", network("IPIP").toString());
    var uid = uid(network());

    var refused = helm.run(with("install", NAME, chart, "--create-namespace"));
    assertThat(refused.code()).isNotZero();
    assertThat(refused.text()).contains(CRD, "exists and cannot be imported", "managed-by");
    helm.run(with("uninstall", NAME, "--ignore-not-found"));

    helm.succeed(
        with(
            "install",
            NAME,
            chart,
            "--create-namespace",
            "--wait",
            "--take-ownership",
            "--force-conflicts"));
    assertThat(label(crd(), "app.kubernetes.io/managed-by")).isEqualTo("Helm");
    assertThat(uid(network())).isEqualTo(uid);
  }

  @Test
  void leavesAForeignCrdAlone() {
    kubectl.succeed("apply", "-f", RepositoryLayout.find().operatorCrd().toString());
    kubectl.succeed("wait", "--for=condition=Established", "crd/" + CRD);
    var version = crd().getMetadata().getResourceVersion();
    helm.succeed(
        with(
            "install", NAME, chart, "--create-namespace", "--wait", "--set", "crds.install=false"));
    assertThat(crd().getMetadata().getResourceVersion()).isEqualTo(version);
    helm.succeed(with("uninstall", NAME, "--wait"));
    assertThat(crd().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void breaksPodSecurityByTheNodesNetworkAlone() {
    install(chart);
    for (var level : List.of("restricted", "baseline")) {
      var said =
          kubectl.succeed(
              "label",
              "--dry-run=server",
              "--overwrite",
              "namespace",
              NAME,
              "pod-security.kubernetes.io/enforce=" + level);
      System.out.println(said);
      assertThat(said)
          .containsPattern(NAME + "-\\S+ \\(and 1 other pod\\): host namespaces, hostPort\n");
    }
    helm.succeed(with("upgrade", NAME, chart, "--wait", "--set", "hostNetwork=false"));
    assertThat(
            kubectl.succeed(
                "label",
                "--dry-run=server",
                "--overwrite",
                "namespace",
                NAME,
                "pod-security.kubernetes.io/enforce=restricted"))
        .doesNotContain("Warning");
  }

  @Test
  void mayWhatItsRulesSay() {
    install(chart);
    var account = "--as=system:serviceaccount:" + NAME + ":" + NAME;
    for (var namespace : List.of("kube-system", "default", NAME)) {
      System.out.println(
          namespace + "\n" + kubectl.succeed("auth", "can-i", "--list", account, "-n", namespace));
    }
    assertThat(
            kubectl
                .run(
                    "auth",
                    "can-i",
                    "patch",
                    "daemonsets/calico-node",
                    "-n",
                    "kube-system",
                    account)
                .text())
        .startsWith("yes");
    assertThat(
            kubectl
                .run(
                    "auth", "can-i", "patch", "daemonsets/kube-proxy", "-n", "kube-system", account)
                .text())
        .startsWith("no");
    assertThat(kubectl.run("auth", "can-i", "get", "secrets", "-A", account).text())
        .startsWith("no");
  }

  private static String packaged(String version) {
    var said =
        helm.succeed(
            "package",
            Chart.ours().directory().toString(),
            "--version",
            version,
            "--app-version",
            version,
            "--destination",
            directory.toString());
    return said.substring(said.indexOf('/')).strip();
  }

  private static void install(String archive) {
    helm.succeed(with("install", NAME, archive, "--create-namespace", "--wait"));
  }

  private static String[] with(String... arguments) {
    return with(List.of(), arguments);
  }

  private static String[] with(List<String> values, String... arguments) {
    return Stream.of(List.of(arguments).stream(), values.stream(), List.of(IN_NAMESPACE).stream())
        .flatMap(s -> s)
        .toArray(String[]::new);
  }

  private static Path network(String overlay) {
    try {
      return Files.writeString(
          directory.resolve("network.yaml"),
          """
          apiVersion: caliconetwork.io/v1alpha1
          kind: CalicoNetwork
          metadata: {name: default}
          spec: {overlay: %s, mode: Plan}
          """
              .formatted(overlay));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GenericKubernetesResource network() {
    return client.genericKubernetesResources(NetworkState.NETWORKS).withName("default").get();
  }

  private static String overlay(GenericKubernetesResource network) {
    return network.get("spec", "overlay");
  }

  private static String uid(GenericKubernetesResource network) {
    return network.getMetadata().getUid();
  }

  private static CustomResourceDefinition crd() {
    return client.apiextensions().v1().customResourceDefinitions().withName(CRD).get();
  }

  private static String label(HasMetadata object, String name) {
    return object.getMetadata().getLabels() == null
        ? null
        : object.getMetadata().getLabels().get(name);
  }

  private static Deployment deployment() {
    return client.apps().deployments().inNamespace(NAME).withName(NAME).get();
  }

  private static List<String> environment() {
    return deployment()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst()
        .getEnv()
        .stream()
        .map(e -> e.getName())
        .toList();
  }

  /** The nodes of the pods that do not end. */
  private static List<String> pods() {
    return client.pods().inNamespace(NAME).list().getItems().stream()
        .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
        .map((Pod p) -> p.getSpec().getNodeName())
        .toList();
  }
}
