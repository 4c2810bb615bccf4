package io.caliconetwork.helm.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.helm.NetworkState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The chart as Argo CD renders it: no hook, no release, Argo CD's own idea of what to delete. */
@EnabledIfSystemProperty(named = "argocd", matches = "true")
class ArgoCdChartIT {

  @Test
  void installedUsedUpgradedAndGone(@TempDir Path directory) throws IOException {
    var example = ApplicationExample.asShown().withChart();
    try (var gitops = GitOpsCluster.start(directory, example)) {
      gitops.stayQuiet();
      assertThat(ready(gitops)).hasSize(2);

      var from = gitops.begin();
      var revision = gitops.calicoNode().revision();
      var commit = gitops.push("overlay: VXLAN");
      gitops.awaitSeen(GitOpsCluster.NETWORK, "well", Applications.Seen::isWell);
      gitops.stayQuiet();
      gitops.show("an overlay by commit, the operator from its chart", from, revision);
      assertThat(gitops.applications().health(GitOpsCluster.NETWORK, commit))
          .containsExactly("Progressing", "Healthy");
      assertThat(gitops.calicoNode().revision() - revision).isEqualTo(1);

      var before = NetworkState.of(gitops.cluster().client());
      var pods = ready(gitops);
      gitops.declare(example.with(Map.of("logFormat", "json")));
      await()
          .atMost(GitOpsCluster.LIMIT)
          .untilAsserted(
              () -> assertThat(ready(gitops)).hasSize(2).doesNotContainAnyElementsOf(pods));
      gitops.stayQuiet();
      assertThat(NetworkState.of(gitops.cluster().client())).as("upgraded").isEqualTo(before);

      gitops.declare(example.cascading());
      await()
          .atMost(GitOpsCluster.LIMIT)
          .until(() ->
              !gitops
                  .applications()
                  .get(GitOpsCluster.OPERATOR)
                  .getMetadata()
                  .getFinalizers()
                  .isEmpty());
      // Or it would come back.
      gitops.applications().delete("root");
      gitops.applications().delete(GitOpsCluster.OPERATOR);
      await().atMost(GitOpsCluster.LIMIT).until(() -> ready(gitops).isEmpty());
      assertThat(NetworkState.of(gitops.cluster().client())).as("deleted").isEqualTo(before);
      System.out.println("=== after the operator's Application: " + before.keySet());
    }
  }

  private static List<String> ready(GitOpsCluster gitops) {
    return gitops
        .cluster()
        .client()
        .pods()
        .inNamespace(GitOpsCluster.OPERATOR)
        .list()
        .getItems()
        .stream()
        .filter(Readiness::isPodReady)
        .map((Pod pod) -> pod.getMetadata().getName())
        .toList();
  }
}
