package io.caliconetwork.operator.gap;

import io.caliconetwork.local.calico.dataplane.AddressedPlane;
import io.caliconetwork.local.calico.dataplane.NodeEnv;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.plan.Revision;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.CniInstaller;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.Rollout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * calico-node's DaemonSet with Kubernetes' controller and kubelets under virtual time:
 * maxUnavailable 1, a pod is killed, starts two seconds later and is probed every second.
 */
final class VirtualDaemonSet {

  private static final Duration START = Duration.ofSeconds(2);
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final Duration CONTROLLER = Duration.ofMillis(50);

  private final AddressedPlane nodes;
  private final Function<String, String> configMap;
  private final Map<String, Pod> pods = new TreeMap<>();
  private final Map<String, EnvValue> env;
  private final Map<String, String> annotations = new HashMap<>();
  private HealthProbe liveness = new HealthProbe.Command(List.of("calico-node", "-felix-live"));
  private HealthProbe readiness = new HealthProbe.Command(List.of("calico-node", "-felix-ready"));
  private int revision = 1;
  private int rollouts;
  private Duration changedAt = Duration.ZERO;

  /** One node's pod. */
  private static final class Pod {
    private int revision;
    private boolean asksBirdLive;
    private boolean asksBirdReady;
    private Duration due;
    private boolean running;
    private boolean ready;
    private boolean machineDown;
    private boolean terminating;
  }

  /**
   * A DaemonSet as calico.yaml makes it.
   *
   * @param configMap from key to value, as containers read it when they start
   */
  VirtualDaemonSet(
      AddressedPlane nodes,
      Function<String, String> configMap,
      Map<String, EnvValue> env,
      boolean bird) {
    this.nodes = nodes;
    this.configMap = configMap;
    this.env = new HashMap<>(env);
    liveness = liveness.edited(Probes.BIRD_LIVE, bird);
    readiness = readiness.edited(Probes.BIRD_READY, bird);
  }

  /** A pod that has been running for long. */
  void runs(String node) {
    var pod = fresh(Duration.ZERO);
    pod.running = true;
    pod.ready = true;
    pods.put(node, pod);
    nodes.start(node, NodeEnv.backend(backend()));
  }

  /** A machine joins: its pod comes up as those of a rolling update do. */
  void joins(String node) {
    pods.put(node, fresh(now().plus(START)));
  }

  /** The machine is gone, or only its kubelet and what runs there. */
  void machineDown(String node) {
    var pod = pods.get(node);
    pod.machineDown = true;
    pod.running = false;
    pod.ready = false;
    nodes.kill(node);
  }

  /** It is back; its containers start anew, from the newest template if the pod was deleted. */
  void machineUp(String node) {
    var pod = pods.get(node);
    pod.machineDown = false;
    pod.due = now().plus(START);
    if (pod.terminating) {
      pods.put(node, fresh(now().plus(START)));
    }
  }

  boolean isDown(String node) {
    return pods.get(node).machineDown;
  }

  /** Server-side apply of a revision; one that changes nothing makes none. */
  void apply(Revision wanted) {
    var literals = new HashMap<String, EnvValue>();
    wanted.env().forEach((name, value) -> literals.put(name, new EnvValue.Literal(value)));
    var live = liveness;
    var ready = readiness;
    if (wanted.probes().isPresent()) {
      live = liveness.edited(Probes.BIRD_LIVE, wanted.probes().get().live());
      ready = readiness.edited(Probes.BIRD_READY, wanted.probes().get().ready());
    }
    if (env.entrySet().containsAll(literals.entrySet())
        && annotations.entrySet().containsAll(wanted.annotations().entrySet())
        && live.equals(liveness)
        && ready.equals(readiness)) {
      return;
    }
    env.putAll(literals);
    annotations.putAll(wanted.annotations());
    liveness = live;
    readiness = ready;
    revision++;
    rollouts++;
    changedAt = now();
  }

  /** Controller and kubelets do what is due now. */
  void tick() {
    pods.forEach(this::live);
    if (observed()) {
      roll();
    }
  }

  /** Whether there is anything to do by itself. */
  boolean busy() {
    return pods.values().stream()
        .anyMatch(p -> !p.machineDown && (!p.ready || p.revision != revision));
  }

  private void live(String node, Pod pod) {
    if (pod.machineDown || now().compareTo(pod.due) < 0) {
      return;
    }
    if (!pod.running) {
      pod.running = true;
      pod.due = now().plus(PROBE);
      var started = NodeEnv.backend(backend());
      if (pod.asksBirdLive && !started.runsBird()) {
        throw new AssertionError("bird-live kills calico-node of " + node + ", which runs no BIRD");
      }
      nodes.start(node, started);
    } else if (!pod.ready) {
      pod.due = now().plus(PROBE);
      pod.ready =
          nodes.plane().felixReady(node, now()).ok()
              && (!pod.asksBirdReady || nodes.plane().birdReady(node, now()).ok());
    }
  }

  /** As rollingUpdate of Kubernetes' DaemonSet controller: one that is down uses up the budget. */
  private void roll() {
    var unavailable = 0;
    var replaced = new ArrayList<String>();
    var candidates = new ArrayList<String>();
    for (var entry : pods.entrySet()) {
      var pod = entry.getValue();
      if (pod.terminating || (pod.revision == revision && !pod.ready)) {
        unavailable++;
      } else if (pod.revision != revision) {
        (pod.ready ? candidates : replaced).add(entry.getKey());
      }
    }
    candidates.stream().limit(Math.max(0, 1 - unavailable)).forEach(replaced::add);
    replaced.forEach(this::replace);
  }

  private void replace(String node) {
    var pod = pods.get(node);
    if (pod.machineDown) {
      // Its kubelet does not confirm the deletion.
      pod.terminating = true;
      return;
    }
    nodes.kill(node);
    pods.put(node, fresh(now().plus(START)));
  }

  private Pod fresh(Duration due) {
    var pod = new Pod();
    pod.revision = revision;
    pod.asksBirdLive = liveness.asks(Probes.BIRD_LIVE);
    pod.asksBirdReady = readiness.asks(Probes.BIRD_READY);
    pod.due = due;
    return pod;
  }

  private String backend() {
    return switch (env.get(ClusterSnapshot.BACKEND_VARIABLE)) {
      case EnvValue.Literal literal -> literal.value();
      case EnvValue.ConfigMapKey key -> configMap.apply(key.key());
      default -> throw new AssertionError("no backend in " + env);
    };
  }

  private boolean observed() {
    return now().minus(changedAt).compareTo(CONTROLLER) >= 0;
  }

  private Duration now() {
    return nodes.plane().now();
  }

  /** How many templates have been written since the beginning. */
  int rollouts() {
    return rollouts;
  }

  int available() {
    return (int) pods.values().stream().filter(p -> p.ready).count();
  }

  /** Whether the pod of the node is up and probed as ready. */
  boolean ready(String node) {
    return pods.get(node).ready;
  }

  /** As the API shows it. */
  DaemonSetFacts facts() {
    var updated =
        pods.values().stream().filter(p -> !p.terminating && p.revision == revision).count();
    return new DaemonSetFacts(
        new DaemonSetFacts.ObjectId("kube-system", "calico-node", "u", String.valueOf(revision)),
        new Rollout(
            revision,
            observed() ? revision : revision - 1,
            pods.size(),
            (int) updated,
            available()),
        annotations,
        Optional.of(
            new CalicoNodeContainer("calico/node:v3.30.7", env, List.of(), liveness, readiness)),
        DaemonSetFacts.Owned.NOTHING,
        false,
        CniInstaller.NONE);
  }

  /** What all pods run: backend of the template, and whether its probes ask for BIRD. */
  String description() {
    return backend()
        + (liveness.asks(Probes.BIRD_LIVE) ? " bird-live" : "")
        + (readiness.asks(Probes.BIRD_READY) ? " bird-ready" : "")
        + (pods.values().stream().allMatch(p -> p.ready && p.revision == revision)
            ? ""
            : " (rolling)");
  }
}
