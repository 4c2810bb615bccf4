package io.caliconetwork.helm.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.helm.ImageArchive;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.ServiceAccountKubeconfig;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Calico, the operator and the CalicoNetwork come out of git into an empty cluster, by Argo CD's
 * own controllers with self-heal on; what runs in the operator's pods is its image.
 */
final class GitOpsCluster implements AutoCloseable {

  static final Duration LIMIT = Duration.ofMinutes(3);

  /** Argo CD looks again after 2 seconds at the earliest when it heals. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  static final String CALICO = "calico";
  static final String OPERATOR = "calico-network-operator";
  static final String NETWORK = "calico-network";
  static final String MANIFEST = "calico/calico.yaml";
  static final String APPS = "apps/application.yaml";

  /** How the audit log names it. */
  static final String OPERATOR_USER = ServiceAccountKubeconfig.userName(OPERATOR, OPERATOR);

  private static final List<String> ALL = List.of(CALICO, OPERATOR, NETWORK);

  private final SimulatedCluster cluster;
  private final GitRepository git;
  private final ArgoCd argoCd;
  private final Applications applications;
  private final CalicoNodeHistory calicoNode;

  private GitOpsCluster(SimulatedCluster cluster, Path directory, ApplicationExample example)
      throws IOException {
    this.cluster = cluster;
    this.git = GitRepository.create(directory);
    var files = new HashMap<String, String>();
    files.put(MANIFEST, Files.readString(calico()));
    files.put("network/network.yaml", network("overlay: IPIP"));
    files.put(APPS, example.text(git.url()));
    files.putAll(ours("deploy"));
    files.putAll(ours("helm/calico-network-operator"));
    git.commit("The network", files);
    this.argoCd = ArgoCd.start(cluster, directory);
    this.applications = new Applications(cluster.client());
    cluster.client().resource(root(git.url())).create();
    new CalicoRollout(cluster.client()).await(LIMIT);
    this.calicoNode = new CalicoNodeHistory(cluster);
    for (var name : ALL) {
      awaitSeen(
          name,
          "well",
          seen -> {
            // Of CRDs that become established it takes no notice before it looks by itself.
            applications.refresh(name, "normal");
            return seen.isWell();
          });
    }
  }

  /**
   * Returns when all three Applications are synced and healthy.
   *
   * @param directory for the repository and what Argo CD keeps
   */
  static GitOpsCluster start(Path directory, ApplicationExample example) throws IOException {
    assumeThat(calico()).exists();
    var archive = ImageArchive.assumed();
    var cluster =
        SimulatedCluster.builder()
            .nodes(3)
            .workload(true)
            .image(ApplicationExample.IMAGE, archive)
            .start();
    try {
      return new GitOpsCluster(cluster, directory, example);
    } catch (IOException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private static Path calico() {
    return RepositoryLayout.find().upstreamManifest("v3.30.7", "calico.yaml");
  }

  private static Path file(String path) {
    return RepositoryLayout.find().root().resolve(path);
  }

  /** The files of a folder of this repository, by their paths; of deploy those on top. */
  private static Map<String, String> ours(String folder) throws IOException {
    var root = file("");
    try (var files = Files.walk(file(folder), folder.equals("deploy") ? 1 : Integer.MAX_VALUE)) {
      var texts = new HashMap<String, String>();
      for (var path : files.filter(Files::isRegularFile).toList()) {
        texts.put(root.relativize(path).toString(), Files.readString(path));
      }
      return texts;
    }
  }

  private static GenericKubernetesResource root(String repository) {
    return Serialization.unmarshal(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: root, namespace: argocd, annotations: {of: test}}
        spec:
          project: default
          source: {repoURL: '%s', targetRevision: %s, path: apps}
          destination: {server: 'https://kubernetes.default.svc', namespace: argocd}
          syncPolicy:
            automated: {selfHeal: true}
            syncOptions: [ServerSideApply=true]
        """
            .formatted(repository, GitRepository.branch()),
        GenericKubernetesResource.class);
  }

  private static String network(String spec) {
    return """
    apiVersion: caliconetwork.io/v1alpha1
    kind: CalicoNetwork
    metadata:
      name: default
    spec:
    """
        + spec.lines().map(l -> "  " + l).collect(Collectors.joining("\n", "", "\n"));
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  GitRepository git() {
    return git;
  }

  Applications applications() {
    return applications;
  }

  CalicoNodeHistory calicoNode() {
    return calicoNode;
  }

  /** Commits what the Applications are. */
  void declare(ApplicationExample example) throws IOException {
    commit("root", Map.of(APPS, example.text(git.url())));
  }

  void settle(String spec) throws IOException {
    push(spec);
    awaitSeen(NETWORK, "well", Applications.Seen::isWell);
  }

  /** Commits the CalicoNetwork and waits until Argo CD has taken the commit. */
  String push(String spec) throws IOException {
    return commit(NETWORK, Map.of("network/network.yaml", network(spec)));
  }

  /** Commits files and waits until Argo CD has compared the Application with the commit. */
  String commit(String application, Map<String, String> files) throws IOException {
    var commit = git.commit(application, files);
    applications.refresh(application, "normal");
    await().atMost(LIMIT).until(() -> applications.seen(application).commit().equals(commit));
    return commit;
  }

  /** From here on values, writers and revisions are counted. */
  Instant begin() {
    calicoNode.reset();
    return Instant.now();
  }

  void awaitWriter(String who, Instant from) {
    await().atMost(LIMIT).until(() -> calicoNode.writers(from).containsKey(who));
  }

  /** Argo CD looks at everything again and again, and finds nothing to do. */
  void stayQuiet() {
    for (var name : ALL) {
      applications.refresh(name, "normal");
      awaitSeen(name, "well", Applications.Seen::isWell);
    }
    new CalicoRollout(cluster.client()).await(LIMIT);
    var from = Instant.now();
    for (var name : ALL) {
      applications.refresh(name, "hard");
    }
    await().pollDelay(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> true);
    for (var name : ALL) {
      assertThat(applications.since(name, from)).as(name).isEmpty();
      assertThat(applications.seen(name)).as(name).matches(Applications.Seen::isWell);
    }
    assertThat(calicoNode.writers(from)).isEmpty();
  }

  /** The look that it was waited for; the next may be another already. */
  Applications.Seen awaitSeen(String name, String what, Predicate<Applications.Seen> looks) {
    try {
      return await().atMost(LIMIT).until(() -> applications.seen(name), looks);
    } catch (ConditionTimeoutException e) {
      try {
        throw new AssertionError(
            name
                + " is not "
                + what
                + ": "
                + Serialization.asYaml(applications.get(name))
                + argoCd.tail(),
            e);
      } catch (IOException f) {
        throw new UncheckedIOException(f);
      }
    }
  }

  void show(String what, Instant from, long revision) {
    System.out.println(
        "=== "
            + what
            + "\n    health     "
            + applications.since(NETWORK, from).stream()
                .map(m -> m.seen().sync() + " " + m.seen().health() + " " + m.seen().operation())
                .toList()
            + "\n    values     "
            + calicoNode.values()
            + "\n    writers    "
            + calicoNode.writers(from)
            + "\n    revisions  "
            + (calicoNode.revision() - revision)
            + "\n    syncs      "
            + applications.syncs(NETWORK, from).size()
            + " of the CalicoNetwork, "
            + applications.syncs(CALICO, from).size()
            + " of Calico, "
            + applications.syncs(OPERATOR, from).size()
            + " of the operator");
  }

  @Override
  public void close() {
    calicoNode.close();
    applications.close();
    argoCd.close();
    cluster.close();
  }
}
