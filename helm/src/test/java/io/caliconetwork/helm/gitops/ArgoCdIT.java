package io.caliconetwork.helm.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An admin's commits, with the operator from deploy/ as kustomize's base. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIfSystemProperty(named = "argocd", matches = "true")
class ArgoCdIT {

  @TempDir private static Path directory;

  private static GitOpsCluster gitops;

  @BeforeAll
  static void start() throws IOException {
    gitops = GitOpsCluster.start(directory, ApplicationExample.asShown());
  }

  @AfterAll
  static void stop() {
    if (gitops != null) {
      gitops.close();
    }
  }

  /** What nobody but the manifest has written is nobody else's, as far as Argo CD can tell. */
  @Test
  @Order(1)
  void aVariableThatTheOperatorDoesNotOwnYetIsPutRightOnce() throws IOException {
    gitops.settle("overlay: IPIP");
    var from = gitops.begin();
    var revision = gitops.calicoNode().revision();

    var manifest = gitops.git().read(GitOpsCluster.MANIFEST);
    var known = "            - name: CALICO_IPV4POOL_IPIP\n              value: \"";
    assertThat(manifest).containsOnlyOnce(known + "Always");
    gitops.commit(
        GitOpsCluster.CALICO,
        Map.of(GitOpsCluster.MANIFEST, manifest.replace(known + "Always", known + "CrossSubnet")));
    gitops.awaitWriter(GitOpsCluster.OPERATOR_USER + " daemonsets", from);
    gitops.stayQuiet();

    gitops.show("a variable not owned yet", from, revision);
    assertThat(gitops.calicoNode().values().get("CALICO_IPV4POOL_IPIP"))
        .containsExactly("Always", "CrossSubnet", "Always");
    assertThat(gitops.calicoNode().writers(from))
        .containsEntry(GitOpsCluster.OPERATOR_USER + " daemonsets", 1L);
    assertThat(gitops.calicoNode().revision() - revision).isEqualTo(2);
  }

  @Test
  void anOverlayIsChangedByACommit() throws IOException {
    gitops.settle("overlay: IPIP");
    var from = gitops.begin();
    var revision = gitops.calicoNode().revision();

    var commit = gitops.push("overlay: VXLAN");
    gitops.awaitSeen(GitOpsCluster.NETWORK, "well", Applications.Seen::isWell);
    gitops.stayQuiet();

    gitops.show("an overlay by commit", from, revision);
    assertThat(gitops.applications().health(GitOpsCluster.NETWORK, commit))
        .containsExactly("Progressing", "Healthy");
    // A sync that lasted as long as the change would keep the next commit waiting.
    assertThat(gitops.applications().since(GitOpsCluster.NETWORK, from))
        .anyMatch(m ->
            m.seen().health().equals("Progressing") && m.seen().operation().equals("Succeeded"));
    assertThat(gitops.calicoNode().values())
        .allSatisfy((field, values) -> assertThat(values).as(field).hasSizeLessThanOrEqualTo(2));
    assertThat(gitops.calicoNode().values().get("calico_backend")).containsExactly("bird", "vxlan");
    assertThat(gitops.calicoNode().writers(from).keySet())
        .allMatch(w -> w.startsWith(GitOpsCluster.OPERATOR_USER));
    assertThat(gitops.calicoNode().revision() - revision).isEqualTo(1);
    assertThat(gitops.cluster().reachability().lost()).isEmpty();
  }

  @Test
  void anImpossibleCommitIsDegradedInOurWordsUntilItIsTakenBack() throws IOException {
    gitops.settle("overlay: IPIP");
    var from = gitops.begin();
    var revision = gitops.calicoNode().revision();

    var impossible = gitops.push("overlay: IPIP\ncidr: 10.0.0.0/16");
    var seen =
        gitops.awaitSeen(GitOpsCluster.NETWORK, "Degraded", s -> s.health().equals("Degraded"));
    System.out.println("=== " + seen);
    assertThat(seen.sync()).isEqualTo("Synced");
    assertThat(seen.message()).contains("10.0.0.0/16").contains("node");

    var back = gitops.push("overlay: IPIP");
    gitops.awaitSeen(GitOpsCluster.NETWORK, "well", Applications.Seen::isWell);
    gitops.show("an impossible commit and back", from, revision);
    // The answer may be there before Argo CD looks.
    assertThat(gitops.applications().health(GitOpsCluster.NETWORK, impossible))
        .isIn(List.of("Progressing", "Degraded"), List.of("Degraded"));
    assertThat(gitops.applications().health(GitOpsCluster.NETWORK, back))
        .isIn(List.of("Progressing", "Healthy"), List.of("Healthy"));
    assertThat(gitops.calicoNode().writers(from)).isEmpty();
  }

  @Test
  void aPlanIsSuspended() throws IOException {
    gitops.settle("overlay: IPIP");
    var from = gitops.begin();
    gitops.push("overlay: VXLAN\nmode: Plan");
    var seen =
        gitops.awaitSeen(GitOpsCluster.NETWORK, "Suspended", s -> s.health().equals("Suspended"));
    assertThat(seen.message()).startsWith("PlanOnly: ");
    assertThat(gitops.calicoNode().writers(from)).isEmpty();
  }

  /** Its own sync copies what it ignores; in another order it would be another revision. */
  @Test
  void anotherSettingOfCalicosManifestIsRolledOnceAndOursStay() throws IOException {
    gitops.settle("overlay: VXLAN");
    var from = gitops.begin();
    var revision = gitops.calicoNode().revision();

    var manifest = gitops.git().read(GitOpsCluster.MANIFEST);
    var known = "            - name: CALICO_DISABLE_FILE_LOGGING\n";
    assertThat(manifest).containsOnlyOnce(known);
    gitops.commit(
        GitOpsCluster.CALICO,
        Map.of(
            GitOpsCluster.MANIFEST,
            manifest.replace(
                known,
                "            - name: FELIX_LOGSEVERITYSCREEN\n              value: Warning\n"
                    + known)));
    gitops.stayQuiet();

    gitops.show("another setting by commit", from, revision);
    assertThat(gitops.calicoNode().values())
        .allSatisfy((field, values) -> assertThat(values).as(field).hasSize(1));
    assertThat(gitops.calicoNode().writers(from).keySet()).allMatch(w -> w.startsWith(ArgoCd.USER));
    assertThat(gitops.calicoNode().revision() - revision).isEqualTo(1);
  }

  @Test
  void whatAHandChangedIsHealedAndOursStay() throws IOException {
    gitops.settle("overlay: VXLAN");
    var from = gitops.begin();
    var revision = gitops.calicoNode().revision();

    gitops.calicoNode().edit("CALICO_DISABLE_FILE_LOGGING", "false");
    await()
        .atMost(GitOpsCluster.LIMIT)
        .until(() -> gitops.calicoNode().variable("CALICO_DISABLE_FILE_LOGGING").equals("true"));
    gitops.stayQuiet();

    gitops.show("a hand's change healed", from, revision);
    assertThat(gitops.calicoNode().values())
        .allSatisfy((field, values) -> assertThat(values).as(field).hasSize(1));
    assertThat(gitops.calicoNode().writers(from).keySet())
        .noneMatch(w -> w.startsWith(GitOpsCluster.OPERATOR_USER));
  }

  /** What happens to whoever has not read our page, and that our message is enough to end it. */
  @Test
  void withoutIgnoredDifferencesTheyContestAndThePastedOnesEndIt() throws IOException {
    gitops.settle("overlay: VXLAN");
    var from = gitops.begin();
    var revision = gitops.calicoNode().revision();
    try {
      gitops.declare(ApplicationExample.asShown().ignoring("{}"));
      var message =
          gitops
              .awaitSeen(
                  GitOpsCluster.NETWORK,
                  "contested",
                  s -> s.message().startsWith("FieldContested: "))
              .message();
      gitops.show("nothing ignored", from, revision);
      System.out.println("=== " + message);
      assertThat(message).contains("argocd-controller");

      gitops.declare(
          ApplicationExample.asShown()
              .ignoring(message.substring(message.indexOf("spec:\n  ignoreDifferences"))));
      var pasted = gitops.begin();
      gitops.awaitSeen(GitOpsCluster.NETWORK, "well", Applications.Seen::isWell);
      gitops.stayQuiet();
      gitops.show("what the message says, pasted", pasted, revision);
    } finally {
      gitops.declare(ApplicationExample.asShown());
      gitops.awaitSeen(GitOpsCluster.CALICO, "well", Applications.Seen::isWell);
    }
  }
}
