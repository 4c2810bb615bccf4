package io.caliconetwork.operator.act;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.plan.Revision;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes Calico's ConfigMap and the calico-node DaemonSet, each only where it has to change. */
final class CalicoNodeWriter {

  private static final String LIVENESS = "livenessProbe";
  private static final String READINESS = "readinessProbe";

  private final KubernetesClient client;
  private final Observer observer;

  CalicoNodeWriter(KubernetesClient client, Observer observer) {
    this.client = client;
    this.observer = observer;
  }

  /** The ConfigMap first: pods of the new revision read it when they start. */
  void revise(Revision revision, ClusterSnapshot cluster) {
    configMap(revision, cluster);
    var daemonSet = cluster.daemonSet().orElseThrow();
    var container = daemonSet.container().orElseThrow();
    if (!revision.env().isEmpty()
        || !revision.annotations().isEmpty()
        || revision.probes().isPresent()) {
      observer.wrote(
          client.resource(applied(revision, daemonSet, container)).patch(Patches.apply()));
    }
  }

  /** Keys and the name of the revision, as far as the ConfigMap does not have them. */
  void configMap(Revision revision, ClusterSnapshot cluster) {
    var name = Optional.ofNullable(revision.annotations().get(ConfigMapFacts.REVISION_ANNOTATION));
    var present = cluster.installation().configMap().flatMap(ConfigMapFacts::revision);
    if (!revision.configMapKeys().isEmpty() || (name.isPresent() && !name.equals(present))) {
      patch(
          cluster,
          name.map(n -> Map.of(ConfigMapFacts.REVISION_ANNOTATION, n)).orElse(Map.of()),
          revision.configMapKeys());
    }
  }

  /** Keys alone, while there is no DaemonSet that could follow. */
  void preset(Map<String, String> keys, ClusterSnapshot cluster) {
    patch(cluster, Map.of(), keys);
  }

  private void patch(
      ClusterSnapshot cluster, Map<String, String> annotations, Map<String, String> data) {
    var facts = cluster.installation().configMap().orElseThrow();
    observer.wrote(
        client
            .configMaps()
            .inNamespace(facts.namespace())
            .withName(facts.name())
            .patch(
                Patches.mergePatch(),
                Patches.json(
                    Map.of(
                        "metadata",
                        Map.of(
                            "resourceVersion", facts.resourceVersion(), "annotations", annotations),
                        "data",
                        data))));
  }

  /**
   * The fields we mean, and those an earlier apply of ours meant: an apply that leaves out a field
   * we own deletes it. The uid makes it an update of this very object, never a creation.
   */
  private static DaemonSet applied(
      Revision revision, DaemonSetFacts daemonSet, CalicoNodeContainer container) {
    var object = daemonSet.object();
    var built =
        new ContainerBuilder()
            .withName(CalicoNodeContainer.NAME)
            .withEnv(env(revision, daemonSet, container));
    var owned = daemonSet.owned().probes();
    var wished = revision.probes();
    var live = container.liveness();
    probe(
            wished.map(p -> live.edited(Probes.BIRD_LIVE, p.live())).orElse(live),
            live,
            owned.contains(LIVENESS))
        .ifPresent(built::withLivenessProbe);
    var ready = container.readiness();
    probe(
            wished.map(p -> ready.edited(Probes.BIRD_READY, p.ready())).orElse(ready),
            ready,
            owned.contains(READINESS))
        .ifPresent(built::withReadinessProbe);
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withNamespace(object.namespace())
        .withName(object.name())
        .withUid(object.uid())
        .withResourceVersion(object.resourceVersion())
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .withAnnotations(annotations(revision, daemonSet))
        .endMetadata()
        .withNewSpec()
        .withContainers(built.build())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static List<EnvVar> env(
      Revision revision, DaemonSetFacts daemonSet, CalicoNodeContainer container) {
    var values = new TreeMap<String, String>();
    for (var variable : daemonSet.owned().env()) {
      if (container.value(variable).orElse(null) instanceof EnvValue.Literal literal) {
        values.put(variable, literal.value());
      }
    }
    values.putAll(revision.env());
    return values.entrySet().stream()
        .map(e -> new EnvVarBuilder().withName(e.getKey()).withValue(e.getValue()).build())
        .toList();
  }

  private static Map<String, String> annotations(Revision revision, DaemonSetFacts daemonSet) {
    var values = new TreeMap<String, String>();
    for (var key : daemonSet.owned().annotations()) {
      if (daemonSet.templateAnnotations().containsKey(key)) {
        values.put(key, daemonSet.templateAnnotations().get(key));
      }
    }
    values.putAll(revision.annotations());
    return values;
  }

  /** The command to apply, if it is ours already or becomes so now. */
  private static Optional<Probe> probe(HealthProbe wished, HealthProbe present, boolean ours) {
    return wished instanceof HealthProbe.Command c
            && !c.words().isEmpty()
            && (ours || !wished.equals(present))
        ? Optional.of(new ProbeBuilder().withNewExec().withCommand(c.words()).endExec().build())
        : Optional.empty();
  }
}
