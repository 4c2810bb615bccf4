package io.caliconetwork.operator.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.operator.cluster.InstalledOperator;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calico, the operator and the CalicoNetwork in git, and Argo CD's own controllers with self-heal
 * on beside the operator.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIfSystemProperty(named = "argocd", matches = "true")
class ArgoCdIT {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Argo CD looks again after 2 seconds at the earliest when it heals. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  private static final String CALICO = "calico";
  private static final String OPERATOR = "calico-network-operator";
  private static final String NETWORK = "calico-network";
  private static final String MANIFEST = "calico/calico.yaml";
  private static final String APPS = "apps/application.yaml";
  private static final String OPERATOR_USER = InstalledOperator.user();

  @TempDir private static Path directory;

  private static SimulatedCluster cluster;
  private static GitRepository git;
  private static ArgoCd argoCd;
  private static Applications applications;
  private static InstalledOperator operator;
  private static CalicoNodeHistory calicoNode;

  @BeforeAll
  static void start() throws IOException {
    var manifest = RepositoryLayout.find().upstreamManifest("v3.30.7", "calico.yaml");
    assumeThat(manifest).exists();
    cluster = SimulatedCluster.builder().nodes(3).workload(true).start();
    git = GitRepository.create(directory);
    git.commit(
        "The network",
        Map.of(
            MANIFEST,
            Files.readString(manifest),
            "deploy/install.yaml",
            repositoryFile("deploy/install.yaml"),
            "deploy/kustomization.yaml",
            repositoryFile("deploy/kustomization.yaml"),
            "network/network.yaml",
            network("overlay: IPIP"),
            APPS,
            ApplicationExample.of(git.url())));
    argoCd = ArgoCd.start(cluster, directory);
    applications = new Applications(cluster.client());
    cluster.client().resource(root()).create();
    new CalicoRollout(cluster.client()).await(LIMIT);
    await()
        .atMost(LIMIT)
        .until(() ->
            cluster.client().serviceAccounts().inNamespace(OPERATOR).withName(OPERATOR).get()
                != null);
    operator = InstalledOperator.found(cluster).with(Map.of("REPAIR_WINDOW", "24s")).start();
    calicoNode = new CalicoNodeHistory(cluster);
    for (var name : List.of(CALICO, OPERATOR, NETWORK)) {
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

  @AfterAll
  static void stop() {
    for (var part : new AutoCloseable[] {calicoNode, operator, applications, argoCd, cluster}) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What nobody but the manifest has written is nobody else's, as far as Argo CD can tell. */
  @Test
  @Order(1)
  void aVariableThatTheOperatorDoesNotOwnYetIsPutRightOnce() throws IOException {
    settle("overlay: IPIP");
    var from = begin();
    var revision = calicoNode.revision();

    var manifest = git.read(MANIFEST);
    var known = "            - name: CALICO_IPV4POOL_IPIP\n              value: \"";
    assertThat(manifest).containsOnlyOnce(known + "Always");
    commit(CALICO, Map.of(MANIFEST, manifest.replace(known + "Always", known + "CrossSubnet")));
    awaitWriter(OPERATOR_USER + " daemonsets", from);
    stayQuiet();

    show("a variable not owned yet", from, revision);
    assertThat(calicoNode.values().get("CALICO_IPV4POOL_IPIP"))
        .containsExactly("Always", "CrossSubnet", "Always");
    assertThat(calicoNode.writers(from)).containsEntry(OPERATOR_USER + " daemonsets", 1L);
    assertThat(calicoNode.revision() - revision).isEqualTo(2);
  }

  @Test
  void anOverlayIsChangedByACommit() throws IOException {
    settle("overlay: IPIP");
    var from = begin();
    var revision = calicoNode.revision();

    var commit = push("overlay: VXLAN");
    awaitSeen(NETWORK, "well", Applications.Seen::isWell);
    stayQuiet();

    show("an overlay by commit", from, revision);
    assertThat(applications.health(NETWORK, commit)).containsExactly("Progressing", "Healthy");
    // A sync that lasted as long as the change would keep the next commit waiting.
    assertThat(applications.since(NETWORK, from))
        .anyMatch(m ->
            m.seen().health().equals("Progressing") && m.seen().operation().equals("Succeeded"));
    assertThat(calicoNode.values())
        .allSatisfy((field, values) -> assertThat(values).as(field).hasSizeLessThanOrEqualTo(2));
    assertThat(calicoNode.values().get("calico_backend")).containsExactly("bird", "vxlan");
    assertThat(calicoNode.writers(from).keySet()).allMatch(w -> w.startsWith(OPERATOR_USER));
    assertThat(calicoNode.revision() - revision).isEqualTo(1);
    assertThat(cluster.reachability().lost()).isEmpty();
  }

  @Test
  void anImpossibleCommitIsDegradedInOurWordsUntilItIsTakenBack() throws IOException {
    settle("overlay: IPIP");
    var from = begin();
    var revision = calicoNode.revision();

    var impossible = push("overlay: IPIP\ncidr: 10.0.0.0/16");
    var seen = awaitSeen(NETWORK, "Degraded", s -> s.health().equals("Degraded"));
    System.out.println("=== " + seen);
    assertThat(seen.sync()).isEqualTo("Synced");
    assertThat(seen.message()).contains("10.0.0.0/16").contains("node");

    var back = push("overlay: IPIP");
    awaitSeen(NETWORK, "well", Applications.Seen::isWell);
    show("an impossible commit and back", from, revision);
    assertThat(applications.health(NETWORK, impossible)).containsExactly("Progressing", "Degraded");
    assertThat(applications.health(NETWORK, back)).containsExactly("Progressing", "Healthy");
    assertThat(calicoNode.writers(from)).isEmpty();
  }

  @Test
  void aPlanIsSuspended() throws IOException {
    settle("overlay: IPIP");
    var from = begin();
    push("overlay: VXLAN\nmode: Plan");
    var seen = awaitSeen(NETWORK, "Suspended", s -> s.health().equals("Suspended"));
    assertThat(seen.message()).startsWith("PlanOnly: ");
    assertThat(calicoNode.writers(from)).isEmpty();
  }

  /** Its own sync copies what it ignores; in another order it would be another revision. */
  @Test
  void anotherSettingOfCalicosManifestIsRolledOnceAndOursStay() throws IOException {
    settle("overlay: VXLAN");
    var from = begin();
    var revision = calicoNode.revision();

    var manifest = git.read(MANIFEST);
    var known = "            - name: CALICO_DISABLE_FILE_LOGGING\n";
    assertThat(manifest).containsOnlyOnce(known);
    commit(
        CALICO,
        Map.of(
            MANIFEST,
            manifest.replace(
                known,
                "            - name: FELIX_LOGSEVERITYSCREEN\n              value: Warning\n"
                    + known)));
    stayQuiet();

    show("another setting by commit", from, revision);
    assertThat(calicoNode.values())
        .allSatisfy((field, values) -> assertThat(values).as(field).hasSize(1));
    assertThat(calicoNode.writers(from).keySet()).allMatch(w -> w.startsWith(ArgoCd.USER));
    assertThat(calicoNode.revision() - revision).isEqualTo(1);
  }

  @Test
  void whatAHandChangedIsHealedAndOursStay() throws IOException {
    settle("overlay: VXLAN");
    var from = begin();
    var revision = calicoNode.revision();

    calicoNode.edit("CALICO_DISABLE_FILE_LOGGING", "false");
    await()
        .atMost(LIMIT)
        .until(() -> calicoNode.variable("CALICO_DISABLE_FILE_LOGGING").equals("true"));
    stayQuiet();

    show("a hand's change healed", from, revision);
    assertThat(calicoNode.values())
        .allSatisfy((field, values) -> assertThat(values).as(field).hasSize(1));
    assertThat(calicoNode.writers(from).keySet()).noneMatch(w -> w.startsWith(OPERATOR_USER));
  }

  /** What happens to whoever has not read our page, and that our message is enough to end it. */
  @Test
  void withoutIgnoredDifferencesTheyContestAndThePastedOnesEndIt() throws IOException {
    settle("overlay: VXLAN");
    var from = begin();
    var revision = calicoNode.revision();
    try {
      commit("root", Map.of(APPS, ApplicationExample.ignoring(git.url(), "{}")));
      var message =
          awaitSeen(NETWORK, "contested", s -> s.message().startsWith("FieldContested: "))
              .message();
      show("nothing ignored", from, revision);
      System.out.println("=== " + message);
      assertThat(message).contains("argocd-controller");

      commit(
          "root",
          Map.of(
              APPS,
              ApplicationExample.ignoring(
                  git.url(), message.substring(message.indexOf("spec:\n  ignoreDifferences")))));
      var pasted = begin();
      awaitSeen(NETWORK, "well", Applications.Seen::isWell);
      stayQuiet();
      show("what the message says, pasted", pasted, revision);
    } finally {
      commit("root", Map.of(APPS, ApplicationExample.of(git.url())));
      awaitSeen(CALICO, "well", Applications.Seen::isWell);
    }
  }

  private static void awaitWriter(String who, Instant from) {
    await().atMost(LIMIT).until(() -> calicoNode.writers(from).containsKey(who));
  }

  private static Instant begin() {
    calicoNode.reset();
    return Instant.now();
  }

  private static void show(String what, Instant from, long revision) {
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
            + " of Calico");
  }

  private static void settle(String spec) throws IOException {
    push(spec);
    awaitSeen(NETWORK, "well", Applications.Seen::isWell);
  }

  /** Commits the CalicoNetwork and waits until Argo CD has taken the commit. */
  private static String push(String spec) throws IOException {
    return commit(NETWORK, Map.of("network/network.yaml", network(spec)));
  }

  private static String commit(String application, Map<String, String> files) throws IOException {
    var commit = git.commit(application, files);
    applications.refresh(application, "normal");
    await().atMost(LIMIT).until(() -> applications.seen(application).commit().equals(commit));
    return commit;
  }

  /** Argo CD looks at everything again and again, and finds nothing to do. */
  private static void stayQuiet() {
    for (var name : List.of(CALICO, OPERATOR, NETWORK)) {
      applications.refresh(name, "normal");
      awaitSeen(name, "well", Applications.Seen::isWell);
    }
    new CalicoRollout(cluster.client()).await(LIMIT);
    var from = Instant.now();
    for (var name : List.of(CALICO, OPERATOR, NETWORK)) {
      applications.refresh(name, "hard");
    }
    await().pollDelay(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> true);
    for (var name : List.of(CALICO, OPERATOR, NETWORK)) {
      assertThat(applications.since(name, from)).as(name).isEmpty();
      assertThat(applications.seen(name)).as(name).matches(Applications.Seen::isWell);
    }
    assertThat(calicoNode.writers(from)).isEmpty();
  }

  /** The look that it was waited for; the next may be another already. */
  private static Applications.Seen awaitSeen(
      String name, String what, Predicate<Applications.Seen> looks) {
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
        throw new java.io.UncheckedIOException(f);
      }
    }
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

  private static GenericKubernetesResource root() {
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
            .formatted(git.url(), GitRepository.branch()),
        GenericKubernetesResource.class);
  }

  private static String repositoryFile(String path) throws IOException {
    return Files.readString(RepositoryLayout.find().root().resolve(path));
  }
}
