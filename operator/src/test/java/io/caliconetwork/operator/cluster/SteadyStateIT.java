package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A converged cluster is left alone: no write, and no read but the watches that stand. */
class SteadyStateIT {

  /** Seconds to look on; {@code -Dsteady.seconds=300} for the figure in the documentation. */
  private static final Duration LOOK = Duration.ofSeconds(Integer.getInteger("steady.seconds", 20));

  @Test
  void asksNothingWhileNothingChanges() throws IOException, InterruptedException {
    try (var cluster =
            SimulatedCluster.builder()
                .nodes(3)
                .workload(true)
                .calicoManifest(RepositoryLayout.find().smallManifest())
                .start();
        var operator = InstalledOperator.install(cluster)) {
      new CalicoRollout(cluster.client()).await(Duration.ofMinutes(1));
      operator.start();
      operator.awaitReady(operator.apply(Map.of("overlay", "VXLAN")));
      // The event that follows the last status.
      Thread.sleep(1000);
      var since = Instant.now();
      Thread.sleep(LOOK.toMillis());
      var requests = operator.requests(since);
      System.out.println(
          "=== requests in " + LOOK.toSeconds() + " s, leases apart: " + requests.size());
      assertThat(requests.stream().filter(r -> !isRenewedWatch(r)).toList()).isEmpty();
      assertThat(operator.writes(Instant.EPOCH)).isNotEmpty();
    }
  }

  /** The API server ends every watch after a while; asking for it again is no read. */
  private static boolean isRenewedWatch(AuditEntry request) {
    return List.of("watch").contains(request.verb());
  }
}
