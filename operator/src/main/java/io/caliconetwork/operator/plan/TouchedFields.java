package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.plan.TouchedField.ObjectRef;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Which fields of which objects a write would change. Pure. */
public final class TouchedFields {

  private static final String TEMPLATE = "spec.template.spec.containers[calico-node].";
  private static final List<String> CONTAINER =
      List.of(
          "f:spec",
          "f:template",
          "f:spec",
          "f:containers",
          "k:{\"name\":\"" + CalicoNodeContainer.NAME + "\"}");
  private static final String SELECT_CONTAINER =
      ".spec.template.spec.containers[] | select(.name == \"" + CalicoNodeContainer.NAME + "\") | ";

  private final ClusterSnapshot cluster;
  private final List<TouchedField> fields = new ArrayList<>();

  private TouchedFields(ClusterSnapshot cluster) {
    this.cluster = cluster;
  }

  /**
   * The fields, in a stable order. A creation changes none, nor do annotations of ours count: they
   * are nobody else's business.
   */
  public static List<TouchedField> of(Step.Write step, ClusterSnapshot cluster) {
    var touched = new TouchedFields(cluster);
    switch (step) {
      case Step.CreatePool s -> {}
      case PoolStep.DisablePool s ->
          touched
              .pool(s.pool())
              .ifPresent(p -> touched.poolField(p, "disabled", p.disabled(), true));
      case PoolStep.EnablePool s ->
          touched
              .pool(s.pool())
              .ifPresent(p -> touched.poolField(p, "disabled", p.disabled(), false));
      // Pods are nobody's settings.
      case EvictPods s -> {}
      // Comes and goes with the plan: nobody else has an opinion about it.
      case PoolStep s -> {}
      case Step.RepairPoolModes s ->
          touched.modes(
              s.pool(),
              s.encapsulation().ipipMode().value(),
              s.encapsulation().vxlanMode().value());
      case Step.RewriteLegacyPool s -> {
        touched.modes(
            s.pool(), s.encapsulation().ipipMode().value(), s.encapsulation().vxlanMode().value());
        touched.natOutgoing(s.pool(), s.natOutgoing());
      }
      case Step.SetPoolEncapsulation s ->
          touched.modes(s.pool(), s.to().ipipMode().value(), s.to().vxlanMode().value());
      case Step.SetPoolOptions s -> touched.options(s);
      case Step.PresetConfigMap s -> touched.configMap(s.keys());
      case Step.FitBackend s ->
          touched.configMap(Map.of(ClusterSnapshot.BACKEND_KEY, s.backend().value()));
      case Step.ReviseCalicoNode s -> {
        touched.configMap(s.revision().configMapKeys());
        touched.daemonSet(s.revision());
      }
    }
    return List.copyOf(touched.fields);
  }

  private void modes(String name, String ipip, String vxlan) {
    pool(name)
        .ifPresent(p -> {
          poolField(p, "ipipMode", p.modes().ipipMode(), ipip);
          poolField(p, "vxlanMode", p.modes().vxlanMode(), vxlan);
        });
  }

  private void natOutgoing(String name, boolean wished) {
    pool(name).ifPresent(p -> poolField(p, "natOutgoing", p.options().natOutgoing(), wished));
  }

  private void options(Step.SetPoolOptions step) {
    pool(step.pool())
        .ifPresent(p -> {
          var now = p.options();
          var wished = step.options();
          poolField(p, "natOutgoing", now.natOutgoing(), wished.natOutgoing());
          poolField(p, "nodeSelector", now.nodeSelector(), wished.nodeSelector());
          poolField(p, "disableBGPExport", now.disableBgpExport(), wished.disableBgpExport());
        });
  }

  private java.util.Optional<IpPool> pool(String name) {
    return cluster.pool(name);
  }

  private void poolField(IpPool pool, String field, Object now, Object wished) {
    if (!Objects.equals(now, wished)) {
      fields.add(
          new TouchedField(
              new ObjectRef(cluster.datastore().api().groupVersion(), "IPPool", "", pool.name()),
              "spec." + field,
              List.of("f:spec", "f:" + field),
              ".spec." + field,
              String.valueOf(wished)));
    }
  }

  private void configMap(Map<String, String> keys) {
    cluster
        .installation()
        .configMap()
        .ifPresent(c ->
            new TreeMap<>(keys)
                .forEach((key, value) ->
                    fields.add(
                        new TouchedField(
                            new ObjectRef("v1", "ConfigMap", c.namespace(), c.name()),
                            "data." + key,
                            List.of("f:data", "f:" + key),
                            ".data." + key,
                            // Dozens of lines, of which one is ours.
                            key.equals(CniConfig.KEY) ? "assign_ipv6 \"true\" in it" : value))));
  }

  private void daemonSet(Revision revision) {
    if (cluster.daemonSet().isEmpty() || cluster.container().isEmpty()) {
      return;
    }
    var object = cluster.daemonSet().get().object();
    var ref = new ObjectRef("apps/v1", "DaemonSet", object.namespace(), object.name());
    new TreeMap<>(revision.env())
        .forEach((name, value) ->
            fields.add(
                new TouchedField(
                    ref,
                    TEMPLATE + "env[" + name + "]",
                    under("f:env", "k:{\"name\":\"" + name + "\"}", "f:value"),
                    SELECT_CONTAINER + ".env[] | select(.name == \"" + name + "\")",
                    value)));
    commands(revision, cluster.container().get())
        .forEach((probe, wished) ->
            fields.add(
                new TouchedField(
                    ref,
                    TEMPLATE + probe + ".exec.command",
                    under("f:" + probe, "f:exec", "f:command"),
                    SELECT_CONTAINER + "." + probe + ".exec.command",
                    wished)));
  }

  private static Map<String, String> commands(Revision revision, CalicoNodeContainer container) {
    var changed = new LinkedHashMap<String, String>();
    revision
        .probes()
        .ifPresent(p -> {
          if (changes(container.liveness(), Probes.BIRD_LIVE, p.live())) {
            changed.put("livenessProbe", wish(Probes.BIRD_LIVE, p.live()));
          }
          if (changes(container.readiness(), Probes.BIRD_READY, p.ready())) {
            changed.put("readinessProbe", wish(Probes.BIRD_READY, p.ready()));
          }
        });
    return changed;
  }

  private static boolean changes(HealthProbe probe, String flag, boolean wanted) {
    return !probe.edited(flag, wanted).equals(probe);
  }

  private static String wish(String flag, boolean wanted) {
    return (wanted ? "with -" : "without -") + flag;
  }

  private static List<String> under(String... keys) {
    var path = new ArrayList<>(CONTAINER);
    path.addAll(List.of(keys));
    return path;
  }
}
