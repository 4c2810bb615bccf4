package io.caliconetwork.local.cluster.tryit;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.dataplane.Reachability;
import io.caliconetwork.local.cluster.CalicoRollout;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.caliconetwork.local.cluster.SimulatedNode;
import io.caliconetwork.local.cluster.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calico as a person would look at it with kubectl, and what the nodes' pods feel of it. */
final class CalicoView {
  private static final String NAMESPACE = CalicoRollout.NAMESPACE;
  private static final String DAEMON_SET = CalicoRollout.NAME;
  private static final String POOL_VARIABLES = "CALICO_IPV4POOL_";

  /** A larger matrix is unreadable; then only broken pairs are listed. */
  private static final int MATRIX_LIMIT = 10;

  private static final int PAIRS_LISTED = 12;

  private final SimulatedCluster cluster;

  CalicoView(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  void awaitRollout(Duration limit) {
    new CalicoRollout(cluster.client()).await(limit);
    new CalicoRollout(cluster.client(), Workload.NAME, Workload.NAME).await(limit);
  }

  private DaemonSet daemonSet() {
    return cluster
        .client()
        .apps()
        .daemonSets()
        .inNamespace(NAMESPACE)
        .withName(DAEMON_SET)
        .require();
  }

  private static Container container(DaemonSet set) {
    return set.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(DAEMON_SET))
        .findFirst()
        .orElseThrow();
  }

  String version() {
    return CalicoRelease.parse(container(daemonSet()).getImage()).toString();
  }

  List<String> describe(String when) {
    List<String> lines = new ArrayList<>(List.of(when + ":"));
    for (IpPool pool : cluster.pools()) {
      lines.add(
          "  pool       %s %s/%d ipipMode %s vxlanMode %s%s"
              .formatted(
                  pool.name(),
                  pool.storedCidr(),
                  pool.blockSize(),
                  pool.spec().getOrDefault("ipipMode", "(absent)"),
                  pool.spec().getOrDefault("vxlanMode", "(absent)"),
                  pool.disabled() ? " disabled" : ""));
    }
    Container container = container(daemonSet());
    List<String> variables =
        container.getEnv().stream()
            .filter(variable -> variable.getName().startsWith(POOL_VARIABLES))
            .map(CalicoView::literal)
            .toList();
    lines.add("  env        " + String.join(" ", variables));
    lines.add("  backend    " + backend(container));
    lines.add("  liveness   " + command(container.getLivenessProbe()));
    lines.add("  readiness  " + command(container.getReadinessProbe()));
    lines.addAll(matrix(cluster.reachability()));
    return lines;
  }

  private static String literal(EnvVar variable) {
    return variable.getName() + "=" + (variable.getValue() == null ? "(ref)" : variable.getValue());
  }

  private String backend(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getName().equals("CALICO_NETWORKING_BACKEND"))
        .findFirst()
        .map(this::resolve)
        .orElse("(absent)");
  }

  private String resolve(EnvVar variable) {
    if (variable.getValueFrom() == null || variable.getValueFrom().getConfigMapKeyRef() == null) {
      return variable.getValue();
    }
    var reference = variable.getValueFrom().getConfigMapKeyRef();
    var map =
        cluster.client().configMaps().inNamespace(NAMESPACE).withName(reference.getName()).get();
    String value = map == null ? null : map.getData().get(reference.getKey());
    return "%s (ConfigMap %s, key %s)".formatted(value, reference.getName(), reference.getKey());
  }

  private static String command(Probe probe) {
    return probe == null || probe.getExec() == null
        ? "-"
        : String.join(" ", probe.getExec().getCommand());
  }

  private List<String> matrix(Reachability reachability) {
    List<String> names = cluster.nodes().stream().map(SimulatedNode::name).toList();
    List<String> lines = new ArrayList<>();
    if (names.size() > MATRIX_LIMIT) {
      lines.add(
          "  pods reach each other on %d of %d pairs of nodes"
              .formatted(
                  names.size() * (names.size() - 1) - reachability.lost().size(),
                  names.size() * (names.size() - 1)));
    } else {
      StringBuilder head = new StringBuilder("  pod on →  ");
      names.forEach(name -> head.append("%9s".formatted(name)));
      lines.add(head.toString());
      for (String from : names) {
        StringBuilder row = new StringBuilder("  %-10s".formatted(from));
        for (String to : names) {
          String cell = from.equals(to) ? "·" : reachability.works(from, to) ? "ok" : "LOST";
          row.append("%9s".formatted(cell));
        }
        lines.add(row.toString());
      }
    }
    reachability.lost().entrySet().stream()
        .limit(PAIRS_LISTED)
        .forEach(entry -> lines.add("  " + entry.getKey() + ": " + entry.getValue()));
    return lines;
  }

  /** How long pairs could not talk since a moment of simulated time. */
  List<String> describeCuts(Duration since) {
    Map<?, Duration> cuts =
        cluster.reachabilityLog(log -> log.lostTime(since, cluster.clock().now()));
    if (cuts.isEmpty()) {
      return List.of("no pair of nodes was cut off meanwhile");
    }
    List<String> lines = new ArrayList<>();
    lines.add("cut off meanwhile (seconds as the nodes count them):");
    cuts.entrySet().stream()
        .sorted((one, other) -> other.getValue().compareTo(one.getValue()))
        .limit(PAIRS_LISTED)
        .forEach(entry ->
            lines.add(
                "  %-20s %6.2f s".formatted(entry.getKey(), entry.getValue().toMillis() / 1000.0)));
    if (cuts.size() > PAIRS_LISTED) {
      lines.add("  and " + (cuts.size() - PAIRS_LISTED) + " pairs more, for less long");
    }
    return lines;
  }
}
