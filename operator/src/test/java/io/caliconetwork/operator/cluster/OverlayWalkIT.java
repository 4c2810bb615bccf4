package io.caliconetwork.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.calico.dataplane.ReachabilityLog;
import io.caliconetwork.local.calico.dataplane.ReachabilityLog.Outage;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All twenty ordered pairs of overlays on Calico's own manifests: they converge, in the order of
 * the design, and traffic between nodes is never lost but in the moment of a change of family.
 */
class OverlayWalkIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /**
   * Longest loss when the pool changes family, simulated. Real Calico needs about 4 s; the API
   * server's real milliseconds count many times over at the simulation's speed.
   */
  private static final Duration IN_FLIGHT = Duration.ofMinutes(1);

  private static final double SCALE = 60;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "v3.26.5, calico.yaml, IPIP",
    "v3.26.5, calico-vxlan.yaml, VXLAN_CROSS_SUBNET",
    "v3.30.7, calico.yaml, IPIP",
    "v3.30.7, calico-vxlan.yaml, VXLAN_CROSS_SUBNET",
    "v3.32.1, calico.yaml, IPIP",
    "v3.32.1, calico-vxlan.yaml, VXLAN_CROSS_SUBNET",
  })
  void walksEveryPair(String release, String file, OverlayCircuit installed) throws IOException {
    walk(upstream(release, file), release + " " + file, installed);
  }

  private static Path upstream(String release, String file) {
    var manifest = RepositoryLayout.find().upstreamManifest(release, file);
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + release + "/" + file + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    return manifest;
  }

  private static void walk(Path manifest, String name, OverlayCircuit installed)
      throws IOException {
    try (var cluster =
            SimulatedCluster.builder()
                .nodes(3)
                .timeScale(SCALE)
                .workload(true)
                .calicoManifest(manifest)
                .start();
        var operator = InstalledOperator.install(cluster)) {
      new CalicoRollout(cluster.client()).await(LIMIT);
      awaitTraffic(cluster);
      var before = CalicoState.daemonSet(cluster.client());
      operator.start();
      adopts(cluster, operator, installed);
      var rows = new ArrayList<String>();
      var circuit = OverlayCircuit.from(installed);
      for (int i = 1; i < circuit.size(); i++) {
        rows.add(step(cluster, operator, circuit.get(i - 1), circuit.get(i)));
      }
      System.out.println("=== " + name + "\n" + String.join("\n", rows));
      assertThat(rows).hasSize(20);
      onlyOwnFieldsChanged(before, CalicoState.daemonSet(cluster.client()));
    }
  }

  /** The pool is as wished already: it is not written. */
  private static void adopts(
      SimulatedCluster cluster, InstalledOperator operator, OverlayCircuit installed) {
    var version = CalicoState.pool(cluster.client()).getMetadata().getResourceVersion();
    var began = cluster.clock().now();
    operator.awaitReady(operator.apply(Map.of("overlay", installed.overlay())));
    assertThat(CalicoState.pool(cluster.client()).getMetadata().getResourceVersion())
        .isEqualTo(version);
    assertThat(outages(cluster, began)).isEmpty();
  }

  private static String step(
      SimulatedCluster cluster,
      InstalledOperator operator,
      OverlayCircuit from,
      OverlayCircuit to) {
    var began = Instant.now();
    var beganSimulated = cluster.clock().now();
    operator.awaitReady(operator.apply(Map.of("overlay", to.overlay())));
    var took = Duration.between(began, Instant.now());
    awaitTraffic(cluster);
    var name = from.overlay() + " → " + to.overlay();

    var state = CalicoState.read(cluster.client());
    assertThat(state.modes()).as(name).isEqualTo(to.modes());
    assertThat(state.configMap().get("calico_backend"))
        .as(name)
        .isEqualTo(to.needsBird() ? "bird" : "vxlan");
    assertThat(to.needsBird() ? state.hasBirdProbes() : state.hasNoBirdProbes()).as(name).isTrue();
    assertThat(
            state.env().get("CALICO_IPV4POOL_IPIP")
                + "/"
                + state.env().get("CALICO_IPV4POOL_VXLAN"))
        .as(name)
        .isEqualTo(to.modes());

    var writes = operator.calicoWrites(began);
    assertThat(writes.stream().map(AuditEntry::resource).toList())
        .as(name)
        .isEqualTo(expectedOrder(from, to));

    var flip =
        writes.stream()
            .filter(e -> e.resource().equals("ippools"))
            .map(e -> beganSimulated.plus(simulated(began, e.received().requested())))
            .findFirst()
            .orElseThrow();
    var outages = outages(cluster, beganSimulated);
    if (from.sameFamily(to)) {
      assertThat(outages).as(name).isEmpty();
    } else {
      assertThat(outages)
          .as(name + ", pool patched at " + flip)
          .allSatisfy(o -> {
            assertThat(o.start()).isGreaterThanOrEqualTo(flip);
            assertThat(o.length(cluster.clock().now())).isLessThan(IN_FLIGHT);
          });
    }
    return "%-36s %-44s %2d writes in all, the first after %3d ms  ready %5d ms  loss %4.1f s"
        .formatted(
            name,
            String.join(" ", writes.stream().map(AuditEntry::resource).toList()),
            operator.writes(began).size(),
            Duration.between(began, writes.getFirst().received().requested()).toMillis(),
            took.toMillis(),
            outages.stream()
                .mapToDouble(o -> o.length(cluster.clock().now()).toMillis() / 1000.0)
                .max()
                .orElse(0));
  }

  /** Design §4, written down once more and independently of the planner. */
  private static List<String> expectedOrder(OverlayCircuit from, OverlayCircuit to) {
    if (from.needsBird() == to.needsBird()) {
      return List.of("ippools", "daemonsets");
    }
    return to.needsBird()
        ? List.of("configmaps", "daemonsets", "daemonsets", "ippools")
        : List.of("ippools", "configmaps", "daemonsets");
  }

  private static Duration simulated(Instant from, Instant to) {
    return Duration.ofNanos((long) (Duration.between(from, to).toNanos() * SCALE));
  }

  private static List<Outage> outages(SimulatedCluster cluster, Duration since) {
    return cluster.reachabilityLog(ReachabilityLog::outages).stream()
        .filter(o -> o.end().map(e -> e.compareTo(since) > 0).orElse(true))
        .toList();
  }

  private static void awaitTraffic(SimulatedCluster cluster) {
    await().atMost(LIMIT).untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
  }

  /** Of the whole template, only variables of the default pool, bird flags and our annotations. */
  private static void onlyOwnFieldsChanged(DaemonSet before, DaemonSet after) {
    for (var set : List.of(before, after)) {
      var template = set.getSpec().getTemplate();
      template.getMetadata().setAnnotations(null);
      var container = CalicoState.container(set);
      container.setEnv(
          container.getEnv().stream()
              .filter(e -> !e.getName().startsWith("CALICO_IPV4POOL_"))
              .toList());
      for (var probe : List.of(container.getLivenessProbe(), container.getReadinessProbe())) {
        probe
            .getExec()
            .setCommand(
                probe.getExec().getCommand().stream().filter(a -> !a.contains("bird")).toList());
      }
    }
    assertThat(after.getSpec()).isEqualTo(before.getSpec());
  }
}
