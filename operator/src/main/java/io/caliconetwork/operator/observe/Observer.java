package io.caliconetwork.operator.observe;

import io.caliconetwork.api.v1alpha1.CalicoObjects;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Watches everything a decision depends on. Every watch is by name where there is a name, so that
 * RBAC can be by name too; nothing is read again while nothing changes.
 */
public final class Observer implements AutoCloseable {

  private static final String KUBEADM_NAMESPACE = "kube-system";
  private static final String KUBEADM_CONFIG = "kubeadm-config";
  private static final String NATIVE_V3 = "ippools.projectcalico.org";
  private static final String TIGERA = "installations.operator.tigera.io";

  private final KubernetesClient client;
  private final Runnable changed;
  private final Watched<Node, NodeFacts> nodes;
  private final Watched<ConfigMap, Optional<String>> kubeadm;
  private final List<Watched<CustomResourceDefinition, Boolean>> crds = new ArrayList<>();

  private CalicoObjects names;
  private Watched<DaemonSet, DaemonSetFacts> daemonSet;
  private Watched<ConfigMap, ConfigMapFacts> configMap;
  private CalicoWatch calico;

  /**
   * Starts watching.
   *
   * @param client to read with
   * @param changed called whenever something changed that a decision may depend on; must be quick
   */
  public Observer(KubernetesClient client, Runnable changed) {
    this.client = client;
    this.changed = changed;
    nodes = new Watched<>("nodes", client.nodes().runnableInformer(0), CoreReader::node, changed);
    kubeadm =
        new Watched<>(
            "ConfigMap " + KUBEADM_NAMESPACE + "/" + KUBEADM_CONFIG,
            client
                .configMaps()
                .inNamespace(KUBEADM_NAMESPACE)
                .withField("metadata.name", KUBEADM_CONFIG)
                .runnableInformer(0),
            CoreReader::podSubnet,
            changed);
    for (var name : List.of(CalicoResource.IP_POOLS.crdName(), NATIVE_V3, TIGERA)) {
      crds.add(
          new Watched<>(
              "CustomResourceDefinition " + name,
              client
                  .apiextensions()
                  .v1()
                  .customResourceDefinitions()
                  .withField("metadata.name", name)
                  .runnableInformer(0),
              CoreReader::established,
              changed));
    }
    rename(withDefaults(null));
  }

  /**
   * The cluster as it is now.
   *
   * @param names of Calico's objects; null means calico.yaml's, in part or in whole
   */
  public synchronized Observation observe(CalicoObjects names) {
    rename(withDefaults(names));
    followCrds();
    for (var named : List.of(daemonSet, configMap)) {
      if (named.problem().isPresent()) {
        return new Observation.Denied(
            named.problem().get(), RequiredRole.remedy(this.names, named.refusal()));
      }
    }
    var problem = watches().flatMap(w -> w.problem().stream()).findFirst();
    if (problem.isPresent()) {
      return new Observation.Denied(problem.get());
    }
    if (!watches().allMatch(Watched::read) || (calico != null && !calico.read())) {
      return calico != null && calico.problem().isPresent()
          ? new Observation.Denied(calico.problem().get())
          : new Observation.NotYet();
    }
    return new Observation.Seen(new ClusterSnapshot(installation(), datastore(), nodes.all()));
  }

  /** Whether all watches are connected, or wait for something that does not exist. */
  public synchronized boolean healthy() {
    return watches().allMatch(Watched::healthy) && (calico == null || calico.healthy());
  }

  /** Takes the answer to a write for what the watch will bring. */
  public synchronized void wrote(DaemonSet object) {
    daemonSet.wrote(object);
  }

  /** Takes the answer to a write for what the watch will bring. */
  public synchronized void wrote(ConfigMap object) {
    configMap.wrote(object);
  }

  /** Takes the answer to a write of a pool for what the watch will bring. */
  public synchronized void wrote(GenericKubernetesResource pool) {
    if (calico != null) {
      calico.wrotePool(pool);
    }
  }

  private Installation installation() {
    var others = new ArrayList<OtherOwner>();
    if (established(TIGERA) && tigeraInstallation()) {
      others.add(OtherOwner.TIGERA_OPERATOR);
    }
    if (daemonSet.any().isEmpty() && canal()) {
      others.add(OtherOwner.CANAL);
    }
    return new Installation(
        daemonSet.any(), configMap.any(), kubeadm.any().flatMap(s -> s), others);
  }

  private Datastore datastore() {
    if (calico != null) {
      return calico.datastore();
    }
    return established(NATIVE_V3)
        ? new Datastore(
            Datastore.Api.NATIVE_V3, List.of(), Optional.empty(), Datastore.ABSENT.bgp(), List.of())
        : Datastore.ABSENT;
  }

  private boolean tigeraInstallation() {
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup("operator.tigera.io")
            .withVersion("v1")
            .withKind("Installation")
            .withPlural("installations")
            .withNamespaced(false)
            .build();
    return client.genericKubernetesResources(context).withName("default").get() != null;
  }

  /** Looked up only while there is no calico-node. */
  private boolean canal() {
    return client.apps().daemonSets().inNamespace(names.namespace()).withName("canal").get()
        != null;
  }

  private boolean established(String crd) {
    var index = List.of(CalicoResource.IP_POOLS.crdName(), NATIVE_V3, TIGERA).indexOf(crd);
    return crds.get(index).any().orElse(false);
  }

  private void followCrds() {
    var served = established(CalicoResource.IP_POOLS.crdName());
    if (served && calico == null) {
      calico = new CalicoWatch(client, changed);
    } else if (!served && calico != null) {
      calico.close();
      calico = null;
    }
  }

  private void rename(CalicoObjects wanted) {
    if (Objects.equals(names, wanted)) {
      return;
    }
    if (names != null) {
      daemonSet.close();
      configMap.close();
    }
    names = wanted;
    daemonSet =
        new Watched<>(
            "DaemonSet " + names.namespace() + "/" + names.daemonSet(),
            client
                .apps()
                .daemonSets()
                .inNamespace(names.namespace())
                .withField("metadata.name", names.daemonSet())
                .runnableInformer(0),
            DaemonSetReader::read,
            changed);
    configMap =
        new Watched<>(
            "ConfigMap " + names.namespace() + "/" + names.configMap(),
            client
                .configMaps()
                .inNamespace(names.namespace())
                .withField("metadata.name", names.configMap())
                .runnableInformer(0),
            CoreReader::configMap,
            changed);
  }

  private static CalicoObjects withDefaults(CalicoObjects names) {
    return names == null
        ? new CalicoObjects(
            CalicoObjects.NAMESPACE, CalicoObjects.DAEMON_SET, CalicoObjects.CONFIG_MAP)
        : new CalicoObjects(
            names.namespace() == null ? CalicoObjects.NAMESPACE : names.namespace(),
            names.daemonSet() == null ? CalicoObjects.DAEMON_SET : names.daemonSet(),
            names.configMap() == null ? CalicoObjects.CONFIG_MAP : names.configMap());
  }

  private Stream<Watched<?, ?>> watches() {
    return Stream.concat(Stream.of(nodes, kubeadm, daemonSet, configMap), crds.stream());
  }

  @Override
  public synchronized void close() {
    watches().forEach(Watched::close);
    if (calico != null) {
      calico.close();
    }
  }
}
