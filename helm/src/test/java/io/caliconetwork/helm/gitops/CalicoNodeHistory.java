package io.caliconetwork.helm.gitops;

import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each value that calico-node's settings have had, who wrote them, and how often it was rolled. */
final class CalicoNodeHistory implements AutoCloseable {

  private static final String NAMESPACE = "kube-system";
  private static final Set<String> OBJECTS =
      Set.of("daemonsets/calico-node", "configmaps/calico-config");

  private final SimulatedCluster cluster;
  private final Map<String, List<String>> values = new TreeMap<>();
  private final List<Watch> watches;

  CalicoNodeHistory(SimulatedCluster cluster) {
    this.cluster = cluster;
    var client = cluster.client();
    this.watches =
        List.of(
            client
                .apps()
                .daemonSets()
                .inNamespace(NAMESPACE)
                .withName("calico-node")
                .watch(new Follower<DaemonSet>(this::daemonSet)),
            client
                .configMaps()
                .inNamespace(NAMESPACE)
                .withName("calico-config")
                .watch(new Follower<ConfigMap>(this::configMap)));
  }

  private record Follower<T extends HasMetadata>(java.util.function.Consumer<T> told)
      implements Watcher<T> {
    @Override
    public void eventReceived(Action action, T resource) {
      if (action != Action.DELETED) {
        told.accept(resource);
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      throw new IllegalStateException("a watch ended", cause);
    }
  }

  private void daemonSet(DaemonSet set) {
    env(set)
        .filter(e -> e.getName().startsWith("CALICO_IPV4POOL_"))
        .forEach(e -> note(e.getName(), e.getValue()));
    var container = container(set);
    note("livenessProbe", command(container.getLivenessProbe()));
    note("readinessProbe", command(container.getReadinessProbe()));
  }

  private static Container container(DaemonSet set) {
    return set.getSpec().getTemplate().getSpec().getContainers().stream()
        .filter(c -> c.getName().equals("calico-node"))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<EnvVar> env(DaemonSet set) {
    return container(set).getEnv().stream();
  }

  private static String command(Probe probe) {
    return String.join(" ", probe.getExec().getCommand());
  }

  private void configMap(ConfigMap map) {
    note("calico_backend", map.getData().get("calico_backend"));
  }

  private synchronized void note(String field, String value) {
    var seen = values.computeIfAbsent(field, f -> new ArrayList<>());
    if (seen.isEmpty() || !seen.getLast().equals(value)) {
      seen.add(value);
    }
  }

  /** From here on; the present values are the first of each. */
  synchronized void reset() {
    values.values().forEach(v -> v.subList(0, v.size() - 1).clear());
  }

  /** The values in their order, by field. */
  synchronized Map<String, List<String>> values() {
    return values.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> List.copyOf(e.getValue()), (a, b) -> a, TreeMap::new));
  }

  /** Successful writes of both objects since then, by user; status and dry runs do not count. */
  Map<String, Long> writers(Instant since) {
    return cluster
        .auditLog()
        .entries(e ->
            e.isWrite()
                && e.succeeded()
                && e.subresource().isEmpty()
                && e.namespace().equals(NAMESPACE)
                && OBJECTS.contains(e.resource() + "/" + e.name())
                && !e.received().requested().isBefore(since))
        .stream()
        .collect(
            Collectors.groupingBy(
                (AuditEntry e) -> e.user() + " " + e.resource(),
                TreeMap::new,
                Collectors.counting()));
  }

  /** The number of the newest revision of calico-node. A rollout back to an old one counts, too. */
  long revision() {
    return cluster
        .client()
        .apps()
        .controllerRevisions()
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(r ->
            r.getMetadata().getOwnerReferences().stream()
                .anyMatch(o -> o.getName().equals("calico-node")))
        .mapToLong(ControllerRevision::getRevision)
        .max()
        .orElse(0);
  }

  /** As {@code kubectl set env} does. */
  void edit(String variable, String value) {
    cluster
        .client()
        .apps()
        .daemonSets()
        .inNamespace(NAMESPACE)
        .withName("calico-node")
        .edit(set -> {
          env(set).filter(e -> e.getName().equals(variable)).forEach(e -> e.setValue(value));
          return set;
        });
  }

  String variable(String name) {
    return env(cluster
            .client()
            .apps()
            .daemonSets()
            .inNamespace(NAMESPACE)
            .withName("calico-node")
            .require())
        .filter(e -> e.getName().equals(name))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
