package io.caliconetwork.operator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.Workloads;
import io.caliconetwork.operator.cluster.InstalledOperator;
import io.caliconetwork.operator.monitoring.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** deploy/examples.md, from its first command to its last, with the real kubectl. */
class WorkedExamplesIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void everyCommandSaysWhatThePageSays() throws IOException {
    var layout = RepositoryLayout.find();
    var commands =
        Transcript.of(Files.readString(layout.root().resolve("deploy/examples.md"))).commands();
    assertThat(commands).hasSizeGreaterThan(20);
    try (var cluster =
            SimulatedCluster.builder().nodes(3).calicoManifest(layout.smallManifest()).start();
        var operator = InstalledOperator.install(cluster)) {
      new CalicoRollout(cluster.client()).await(LIMIT);
      new Workloads(1, List.of(3), List.of(2), 0, List.of(), 0, Duration.ofSeconds(10))
          .deploy(cluster.client(), LIMIT);
      operator.start();
      var shell = Shell.withKubectl(cluster.controlPlane());
      var differences = new ArrayList<String>();
      var said = new ArrayList<String>();
      for (var command : commands) {
        var result = shell.run(command.text());
        said.add("$ " + command.text() + "\n" + result.text());
        command.difference(result).ifPresent(differences::add);
      }
      Files.write(Path.of("target", "examples.txt"), said);
      assertThat(differences).isEmpty();
      await().atMost(LIMIT).until(() -> cluster.reachability().lost().isEmpty());
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(operator.network().getStatus().has("warnings")).isFalse());
    }
  }
}
