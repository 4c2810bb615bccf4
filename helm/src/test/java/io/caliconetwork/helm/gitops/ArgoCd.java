package io.caliconetwork.helm.gitops;

import static org.awaitility.Awaitility.await;

import io.caliconetwork.helm.RealHelm;
import io.caliconetwork.local.cluster.FinishedProcess;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.ServiceAccountKubeconfig;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Argo CD's own application controller and repo server as processes, with its own settings and the
 * two keys of ours. No user interface and no notice from the repository: {@link Applications} asks
 * for a look.
 */
final class ArgoCd implements AutoCloseable {

  static final String NAMESPACE = "argocd";

  /** How the audit log names it. */
  static final String USER =
      ServiceAccountKubeconfig.userName(NAMESPACE, "argocd-application-controller");

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String HOST = "127.0.0.1";

  private final Path programs;
  private final Path directory;
  private final Path logs;
  private final List<Process> processes = new ArrayList<>();

  private ArgoCd(Path programs, Path directory) throws IOException {
    this.programs = programs;
    this.directory = directory;
    this.logs = Files.createDirectories(Path.of("target", "argocd"));
  }

  /**
   * Installs it into the cluster and starts it.
   *
   * @param directory for what it keeps
   */
  static ArgoCd start(SimulatedCluster cluster, Path directory) throws IOException {
    var script = RepositoryLayout.find().root().resolve("deploy/argocd/local/build");
    var built = FinishedProcess.of(new ProcessBuilder(script.toString()));
    if (built.code() != 0) {
      throw new IllegalStateException(built.text());
    }
    var argoCd = new ArgoCd(Path.of(built.text().strip().lines().toList().getLast()), directory);
    argoCd.install(cluster.client());
    argoCd.run(
        ServiceAccountKubeconfig.write(
            cluster.client(),
            NAMESPACE,
            "argocd-application-controller",
            directory.resolve("kubeconfig")));
    return argoCd;
  }

  private void install(KubernetesClient client) throws IOException {
    var installer = new ManifestInstaller(client);
    for (var crd : files("crds")) {
      installer.apply(crd);
    }
    installer.apply(
        List.of(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build(),
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("argocd-application-controller")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build(),
            // Its own ClusterRole allows everything, too.
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("argocd-application-controller")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", "argocd-application-controller", NAMESPACE)
                .build()));
    var settings = new ArrayList<HasMetadata>();
    for (var file : files("config")) {
      settings.add(client.load(Files.newInputStream(file)).items().getFirst());
    }
    settings.forEach(s -> s.getMetadata().setNamespace(NAMESPACE));
    settings.stream()
        .filter(Secret.class::isInstance)
        .forEach(s -> ((Secret) s).setStringData(Map.of("server.secretkey", "of this test")));
    installer.apply(settings);
    installer.apply(RepositoryLayout.find().root().resolve("deploy/argocd/argocd-cm.yaml"));
    installer.apply(List.of(project()));
  }

  private List<Path> files(String folder) throws IOException {
    try (var files = Files.list(programs.resolve(folder))) {
      return files.sorted().toList();
    }
  }

  /** As Argo CD makes it when its server starts: everything is allowed. */
  private static HasMetadata project() {
    return Serialization.unmarshal(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: AppProject
        metadata: {name: default, namespace: argocd}
        spec:
          sourceRepos: ['*']
          destinations: [{namespace: '*', server: '*'}]
          clusterResourceWhitelist: [{group: '*', kind: '*'}]
        """,
        GenericKubernetesResource.class);
  }

  private void run(Path kubeconfig) throws IOException {
    var redis = freePort();
    var repoServer = freePort();
    launch("redis", List.of(address(redis)));
    awaitPort(redis);
    launch(
        "argocd-repo-server",
        List.of(
            "--address=" + HOST,
            "--port=" + repoServer,
            "--metrics-address=" + HOST,
            "--metrics-port=" + freePort(),
            "--redis=" + address(redis),
            "--client-ca-path=",
            "--disable-tls"));
    awaitPort(repoServer);
    launch(
        "argocd-application-controller",
        List.of(
            "--kubeconfig=" + kubeconfig,
            "--namespace=" + NAMESPACE,
            "--metrics-port=" + freePort(),
            "--redis=" + address(redis),
            "--repo-server=" + address(repoServer),
            "--repo-server-plaintext",
            // The health of each object in the Application, where a test can read it.
            "--persist-resource-health"));
  }

  private void launch(String name, List<String> arguments) throws IOException {
    var line = new ArrayList<>(List.of(programs.resolve(name).toString()));
    line.addAll(arguments);
    var program =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve(name + ".log").toFile());
    var scratch = Files.createDirectories(directory.resolve("scratch"));
    var helm = RealHelm.of(directory.resolve("kubeconfig"), scratch).binary();
    program
        .environment()
        .putAll(
            Map.of(
                "EXIT_WITH_STDIN", "true",
                "ARGOCD_FAKE_IN_CLUSTER", "true",
                "ARGOCD_GPG_ENABLED", "false",
                "ARGOCD_GNUPGHOME", scratch.resolve("gpg").toString(),
                "ARGOCD_TLS_DATA_PATH", scratch.resolve("tls").toString(),
                "ARGOCD_SSH_DATA_PATH", scratch.resolve("ssh").toString(),
                "ARGOCD_ASK_PASS_SOCK", scratch.resolve("ask").toString(),
                "HOME", scratch.toString(),
                "TMPDIR", scratch.toString(),
                "PATH", programs + ":" + helm.getParent() + ":" + System.getenv("PATH")));
    program.environment().put("KUBECONFIG", directory.resolve("kubeconfig").toString());
    processes.add(program.start());
  }

  private static String address(int port) {
    return HOST + ":" + port;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> {
          try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
          }
        });
  }

  /** The last lines of its controller, for the message of a test that fails. */
  String tail() throws IOException {
    var lines = Files.readAllLines(logs.resolve("argocd-application-controller.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  @Override
  public void close() {
    for (var process : processes.reversed()) {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
