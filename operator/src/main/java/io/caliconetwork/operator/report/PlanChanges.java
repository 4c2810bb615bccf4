package io.caliconetwork.operator.report;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.check.DesiredPool;
import io.caliconetwork.operator.plan.BirdProbes;
import io.caliconetwork.operator.plan.EvictPods;
import io.caliconetwork.operator.plan.PoolStep;
import io.caliconetwork.operator.plan.Revision;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the steps of a plan come to: each field as it is now and as it is when they are done. Taken
 * from the steps themselves, so nothing can be shown that no step does. Pure.
 */
final class PlanChanges {

  private final ClusterSnapshot cluster;
  private final Map<Field, FieldChange> changes = new LinkedHashMap<>();

  private record Field(String object, String name) {}

  private PlanChanges(ClusterSnapshot cluster) {
    this.cluster = cluster;
  }

  /**
   * Object by object, in the order in which the steps first touch them; a field that comes back to
   * what it was is no change.
   */
  static List<FieldChange> of(ClusterSnapshot cluster, List<Step> steps) {
    var changes = new PlanChanges(cluster);
    steps.forEach(changes::add);
    var byObject =
        changes.changes.values().stream()
            .filter(c -> !Objects.equals(c.from(), c.to()))
            .collect(
                Collectors.groupingBy(
                    FieldChange::object, LinkedHashMap::new, Collectors.toList()));
    return byObject.values().stream().flatMap(List::stream).toList();
  }

  private void add(Step step) {
    switch (step) {
      case Step.CreatePool s -> {
        range(s.pool());
        modes(s.pool().name(), s.pool().encapsulation());
        options(s.pool().name(), s.pool().options());
      }
      // Nothing is left of a pilot pool at the end of the plan that creates it.
      case PoolStep.CreatePilotPool s -> {}
      case PoolStep.EnablePool s -> {}
      case PoolStep.DisablePool s -> {}
      case EvictPods s -> {}
      case PoolStep.ReleaseBlocks s -> {}
      case PoolStep.DeletePool s -> deletion(s.pool());
      case Step.RepairPoolModes s -> modes(s.pool(), s.encapsulation());
      case Step.RewriteLegacyPool s -> {
        modes(s.pool(), s.encapsulation());
        natOutgoing(s.pool(), s.natOutgoing());
      }
      case Step.SetPoolEncapsulation s -> modes(s.pool(), s.to());
      case Step.SetPoolOptions s -> options(s.pool(), s.options());
      case Step.PresetConfigMap s -> configMap(s.keys());
      case Step.FitBackend s -> configMap(Map.of(ClusterSnapshot.BACKEND_KEY, s.backend().value()));
      case Step.ReviseCalicoNode s -> revision(s.revision());
      case Step.Gate s -> {}
    }
  }

  private void modes(String pool, Encapsulation to) {
    var modes = pool(pool).map(IpPool::modes);
    set(
        poolName(pool),
        "ipipMode",
        modes.map(IpPool.Modes::ipipMode).orElse(null),
        to.ipipMode().value());
    set(
        poolName(pool),
        "vxlanMode",
        modes.map(IpPool.Modes::vxlanMode).orElse(null),
        to.vxlanMode().value());
  }

  /** One of the name of a pool that goes before has that one's fields to compare with. */
  private void range(DesiredPool pool) {
    var now = pool(pool.name());
    var object = poolName(pool.name());
    set(object, "cidr", now.map(IpPool::cidr).orElse(null), pool.cidr().toString());
    set(
        object,
        "blockSize",
        now.map(p -> String.valueOf(p.effectiveBlockSize())).orElse(null),
        String.valueOf(pool.blockSize()));
  }

  /** Of a pool that comes and goes within the plan nothing is left. */
  private void deletion(String name) {
    var now = pool(name);
    if (now.isEmpty()) {
      changes.keySet().removeIf(f -> f.object().equals(poolName(name)));
    }
    now.ifPresent(p -> set(poolName(name), "cidr", p.cidr(), null));
  }

  private void natOutgoing(String pool, boolean to) {
    set(
        poolName(pool),
        "natOutgoing",
        pool(pool).map(p -> String.valueOf(p.options().natOutgoing())).orElse(null),
        String.valueOf(to));
  }

  private void options(String pool, PoolOptions to) {
    var now = pool(pool).map(IpPool::options);
    natOutgoing(pool, to.natOutgoing());
    set(
        poolName(pool),
        "nodeSelector",
        now.map(PoolOptions::nodeSelector).orElse(null),
        to.nodeSelector());
    set(
        poolName(pool),
        "disableBGPExport",
        now.map(o -> String.valueOf(o.disableBgpExport())).orElse(null),
        String.valueOf(to.disableBgpExport()));
  }

  private void configMap(Map<String, String> keys) {
    cluster
        .installation()
        .configMap()
        .ifPresent(c -> new TreeMap<>(keys).forEach((key, to) -> key(c, key, to)));
  }

  private void key(ConfigMapFacts configMap, String key, String to) {
    var now = configMap.value(key);
    // Dozens of lines, of which one changes.
    if (key.equals(CniConfig.KEY)) {
      set(
          name(configMap),
          key + " assign_ipv6",
          now.flatMap(CniConfig::parse).flatMap(CniConfig::assignment).orElse(null),
          CniConfig.parse(to).flatMap(CniConfig::assignment).orElse(null));
    } else {
      set(name(configMap), key, now.orElse(null), to);
    }
  }

  private void revision(Revision revision) {
    configMap(revision.configMapKeys());
    cluster
        .daemonSet()
        .ifPresent(d -> {
          var name = "DaemonSet " + d.object();
          d.container().ifPresent(c -> container(name, c, revision));
          annotations(name, d, revision.annotations());
        });
  }

  private void container(String name, CalicoNodeContainer container, Revision revision) {
    new TreeMap<>(revision.env())
        .forEach((variable, to) -> set(name, variable, env(container, variable), to));
    revision.probes().ifPresent(probes -> probes(name, container, probes));
  }

  private void probes(String name, CalicoNodeContainer container, BirdProbes to) {
    set(
        name,
        "livenessProbe",
        text(container.liveness()),
        text(container.liveness().edited(Probes.BIRD_LIVE, to.live())));
    set(
        name,
        "readinessProbe",
        text(container.readiness()),
        text(container.readiness().edited(Probes.BIRD_READY, to.ready())));
  }

  private void annotations(String name, DaemonSetFacts daemonSet, Map<String, String> to) {
    new TreeMap<>(to)
        .forEach((key, value) ->
            set(
                name,
                "template annotation " + key,
                daemonSet.templateAnnotations().get(key),
                value));
  }

  /** The first value from which and the last to which a field goes. */
  private void set(String object, String field, String from, String to) {
    changes.merge(
        new Field(object, field),
        new FieldChange(object, field, from, to),
        (one, other) -> new FieldChange(object, field, one.from(), other.to()));
  }

  private Optional<IpPool> pool(String name) {
    return cluster.pool(name);
  }

  private static String poolName(String pool) {
    return "IPPool " + pool;
  }

  private static String name(ConfigMapFacts configMap) {
    return "ConfigMap " + configMap.namespace() + "/" + configMap.name();
  }

  private static String env(CalicoNodeContainer container, String variable) {
    return container
        .value(variable)
        .map(v ->
            switch (v) {
              case EnvValue.Literal literal -> literal.value();
              case EnvValue.ConfigMapKey key ->
                  "from ConfigMap " + key.configMap() + ", key " + key.key();
              case EnvValue.Other other -> "from a " + other.kind();
            })
        .orElse(null);
  }

  private static String text(HealthProbe probe) {
    return switch (probe) {
      case HealthProbe.Absent a -> null;
      case HealthProbe.Command c -> String.join(" ", c.words());
      default -> probe.description();
    };
  }
}
