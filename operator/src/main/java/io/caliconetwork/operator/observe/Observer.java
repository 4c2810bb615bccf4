package io.caliconetwork.operator.observe;

import io.caliconetwork.api.v1alpha1.CalicoObjects;
import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ApiDetection;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.FelixFacts;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.RangeChange;
import io.caliconetwork.operator.snapshot.Settling;
import io.caliconetwork.operator.snapshot.Surroundings.IpamFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Watches everything a decision depends on. Every watch is by name where there is a name, so that
 * RBAC can be by name too; nothing is read again while nothing changes.
 */
public final class Observer implements AutoCloseable {

  private static final String TIGERA = "installations.operator.tigera.io";

  /** Whole Node objects, of which only facts are kept; images alone make each some kilobytes. */
  private static final long NODES_AT_ONCE = 100;

  private final KubernetesClient client;
  private final Runnable changed;
  private final Watched<Node, NodeFacts> nodes;
  private final SurroundingsWatch surroundings;
  private final PodSurvey survey;
  private final MentionSurvey mentions;
  private final ClaimsSurvey claims = new ClaimsSurvey();
  private final LeavingPods pods;
  private final Steadiness steadiness;
  private final Watched<CustomResourceDefinition, Boolean> tigera;
  private final ApiWatch apis;

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
    this(client, changed, Settling.USUAL, Duration.ofHours(1));
  }

  /**
   * Starts watching.
   *
   * @param settle how long forwarding entries take to follow, at most
   * @param jobs how long Jobs are left to finish while other pods move
   */
  public Observer(KubernetesClient client, Runnable changed, Duration settle, Duration jobs) {
    this.client = client;
    this.changed = changed;
    this.steadiness = new Steadiness(settle);
    // First, for it waits for an answer: what is asked before there is a connection opens its own.
    surroundings = new SurroundingsWatch(client, changed);
    nodes =
        new Watched<>(
            "nodes",
            client.nodes().withLimit(NODES_AT_ONCE).runnableInformer(0),
            CoreReader::node,
            // A change of pools changes every node, one after the other.
            new Pulse(changed));
    survey = new PodSurvey(client, System::nanoTime);
    pods = new LeavingPods(client, changed, jobs);
    mentions = new MentionSurvey(client, System::nanoTime);
    tigera =
        new Watched<>(
            "CustomResourceDefinition " + TIGERA,
            client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withField("metadata.name", TIGERA)
                .runnableInformer(0),
            CoreReader::established,
            changed);
    apis = new ApiWatch(client, changed);
    rename(withDefaults(null));
  }

  /**
   * The cluster as it is now.
   *
   * @param names of Calico's objects; null means calico.yaml's, in part or in whole
   * @param ipv6 whether an IPv6 pool may have to be created, so that what is left in its range
   *     matters
   */
  public synchronized Observation observe(CalicoObjects names, boolean ipv6) {
    rename(withDefaults(names));
    apis.follow();
    var problems = watches().flatMap(w -> w.problem().stream()).collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      return denied(problems);
    }
    if (!watches().allMatch(Watched::read)) {
      return new Observation.NotYet(unread());
    }
    var detected = ApiDetection.of(apis.served(), daemonSet.any());
    followGroup(detected.api().read());
    if (calico != null && !calico.read()) {
      return calico != null && calico.problem().isPresent()
          ? new Observation.Denied(calico.problem().get())
          : new Observation.NotYet(unread());
    }
    var cluster =
        new ClusterSnapshot(
            installation(),
            datastore(detected, ipv6),
            nodes.all(),
            calico == null
                ? surroundings.facts(FelixFacts.NONE, IpamFacts.DEFAULT)
                : surroundings.facts(calico.felix(), calico.ipam()));
    return new Observation.Seen(cluster.with(steadiness.look(cluster, System.nanoTime())));
  }

  /**
   * The cluster as it is now, with a closer look where a decision needs one.
   *
   * @param names of Calico's objects; null means calico.yaml's, in part or in whole
   * @param ipv6 whether an IPv6 pool may have to be created, so that what is left in its range
   *     matters
   * @param kept what status keeps of earlier looks
   * @param looks where a closer look is needed
   */
  public Observation observe(CalicoObjects names, boolean ipv6, KeptFacts kept, CloserLooks looks) {
    var observation = observe(names, ipv6);
    if (!(observation instanceof Observation.Seen seen)) {
      return observation;
    }
    var cluster = kept.origin().map(seen.cluster()::with).orElse(seen.cluster());
    if (looks.pins().test(cluster)) {
      try {
        cluster = cluster.with(cluster.surroundings().with(survey.look()));
      } catch (KubernetesClientException e) {
        return denied(e, "pods and namespaces");
      }
    }
    pods.follow(looks.leaving().apply(cluster));
    if (pods.problem().isPresent()) {
      return new Observation.Denied(pods.problem().get());
    }
    if (pods.unread().isPresent()) {
      return new Observation.NotYet(List.of(pods.unread().get()));
    }
    var moves = pods.look(cluster, kept.moving());
    cluster = moves.map(cluster::with).orElse(cluster);
    try {
      for (var range : looks.claims().apply(cluster)) {
        cluster = withClaims(cluster, range);
      }
    } catch (KubernetesClientException e) {
      return denied(e, "ipamblocks and blockaffinities");
    }
    var change = looks.mentions().apply(cluster);
    return change.isPresent() ? withMentions(cluster, change.get()) : new Observation.Seen(cluster);
  }

  private Observation withMentions(ClusterSnapshot cluster, RangeChange change) {
    var group = cluster.datastore().api().read();
    if (group.isEmpty()) {
      return new Observation.Seen(cluster);
    }
    return switch (mentions.look(change, group.get())) {
      case MentionSurvey.Answer.Found found ->
          new Observation.Seen(cluster.with(cluster.surroundings().with(found.mentions())));
      case MentionSurvey.Answer.Forbidden forbidden ->
          new Observation.Denied(
              "no permission to list " + String.join(", ", forbidden.resources()));
    };
  }

  private synchronized ClusterSnapshot withClaims(ClusterSnapshot cluster, Ipv4Range range) {
    if (calico == null) {
      return cluster;
    }
    // What has gone by now decides what is lost; what is to come can wait a moment.
    var goes = cluster.datastore().pools().stream().anyMatch(p -> p.disabled() || p.terminating());
    return cluster.with(
        goes || cluster.origin().isPresent()
            ? claims.whileItGoes(calico, range)
            : claims.before(calico, range));
  }

  private static Observation denied(KubernetesClientException failure, String what) {
    if (failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
      return new Observation.Denied("no permission to list " + what);
    }
    throw failure;
  }

  /** Rights on objects that are called as the admin says come with a Role to paste. */
  private Observation denied(String problems) {
    return Stream.of(daemonSet, configMap, surroundings.kubeControllers())
        .filter(named -> named.problem().isPresent())
        .findFirst()
        .map(named -> new Observation.Denied(problems, RequiredRole.remedy(names, named.refusal())))
        .orElseGet(() -> new Observation.Denied(problems));
  }

  private List<String> unread() {
    return Stream.concat(
            watches().flatMap(w -> w.unread().stream()),
            calico == null ? Stream.empty() : calico.unread())
        .toList();
  }

  /** Whether every question of the last look has been answered, be it by a refusal. */
  public synchronized boolean answered() {
    return watches().allMatch(Watched::answered) && (calico == null || calico.answered());
  }

  /** Whether all watches are connected, or wait for something that does not exist. */
  public synchronized boolean healthy() {
    return watches().allMatch(Watched::healthy) && (calico == null || calico.healthy());
  }

  /** An eviction was granted. */
  public void granted(MovingPod pod) {
    pods.granted(pod);
  }

  /** An eviction was refused. */
  public void refused(MovingPod pod, String why) {
    pods.refused(pod, why);
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
    if (tigera.any().orElse(false) && tigeraInstallation()) {
      others.add(OtherOwner.TIGERA_OPERATOR);
    }
    if (daemonSet.any().isEmpty() && canal()) {
      others.add(OtherOwner.CANAL);
    }
    return new Installation(
        daemonSet.any(), configMap.any(), surroundings.kubeadmPodSubnet(), others);
  }

  private Datastore datastore(ApiDetection detected, boolean ipv6) {
    return calico != null
        ? calico.datastore(detected, ipv6)
        : new Datastore(
            detected.api(),
            List.of(),
            Optional.empty(),
            Datastore.ABSENT.bgp(),
            List.of(),
            detected.obstacle());
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

  /** Watches Calico's objects in the group they are in now, and in no other. */
  private void followGroup(Optional<ApiGroup> group) {
    if (group.equals(Optional.ofNullable(calico).map(CalicoWatch::group))) {
      return;
    }
    if (calico != null) {
      calico.close();
    }
    calico = group.map(g -> new CalicoWatch(client, g, changed)).orElse(null);
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
    surroundings.follow(names.namespace());
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
    return Stream.of(
            Stream.of(nodes, daemonSet, configMap, tigera), apis.watches(), surroundings.watches())
        .flatMap(w -> w);
  }

  @Override
  public synchronized void close() {
    watches().forEach(Watched::close);
    pods.close();
    if (calico != null) {
      calico.close();
    }
  }
}
