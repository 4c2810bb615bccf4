package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.CniInstaller;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.Rollout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As much of a cluster as plans act upon: a pool, a ConfigMap, a DaemonSet that rolls node by node,
 * nodes that follow the pool with a delay. After every write and every move of the cluster it
 * checks the rules that no plan may break.
 */
final class ModelCalico {

  private static final int NODES = 3;

  private final Map<String, String> configMap = new HashMap<>();
  private final Map<String, EnvValue> env;
  private final Map<String, String> annotations = new HashMap<>();
  private final List<String> runningBackend = new ArrayList<>();
  private final List<String> runningMtu = new ArrayList<>();
  private final List<Integer> runningRevision = new ArrayList<>();
  private final ModelTunnels tunnels;

  private final ModelIpv6 ipv6 = new ModelIpv6(NODES);

  private IpPool pool;
  private final Shape shape;
  private HealthProbe liveness;
  private HealthProbe readiness;
  private int revision = 1;
  private int configMapVersion = 1;
  private String configMapRevision;

  /**
   * The operator died between ConfigMap and DaemonSet. A pod that restarts now may get a backend
   * that its probes do not fit; the liveness probe takes a minute to act on that, an operator that
   * comes back writes the DaemonSet at once.
   */
  private boolean interrupted;

  /** A converged cluster as Calico's manifests make it. */
  ModelCalico(Encapsulation encapsulation, String backend, int mtu) {
    this(Shape.MANIFEST, encapsulation, backend, mtu);
  }

  /** A converged cluster as another installer makes it. */
  ModelCalico(Shape shape, Encapsulation encapsulation, String backend, int mtu) {
    this.shape = shape;
    tunnels = new ModelTunnels(NODES, encapsulation.family());
    liveness = shape.liveness();
    readiness = shape.readiness();
    pool = Clusters.pool(encapsulation);
    env = new HashMap<>(Clusters.env(encapsulation));
    shape.set(backend, env, configMap);
    configMap.put("veth_mtu", String.valueOf(mtu));
    configMap.put(CniConfig.KEY, ModelIpv6.CNI);
    env.put("FELIX_IPV6SUPPORT", new EnvValue.Literal("false"));
    if (backend.equals("bird")) {
      askForBird();
    }
    for (int i = 0; i < NODES; i++) {
      runningBackend.add(backend);
      runningMtu.add(String.valueOf(mtu));
      runningRevision.add(revision);
    }
  }

  ClusterSnapshot look() {
    var updated = (int) runningRevision.stream().filter(r -> r == revision).count();
    var nodes = new ArrayList<NodeFacts>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(ipv6.onto(tunnels.node(i), i));
    }
    var cluster =
        new ClusterSnapshot(
            new Installation(
                Optional.of(
                    new DaemonSetFacts(
                        new DaemonSetFacts.ObjectId("kube-system", "calico-node", "u", "1"),
                        new Rollout(revision, revision, NODES, updated, updated),
                        annotations,
                        Optional.of(
                            new CalicoNodeContainer(
                                "calico/node:v3.30.7", env, List.of(), liveness, readiness)),
                        DaemonSetFacts.Owned.NOTHING,
                        false,
                        CniInstaller.NONE)),
                Optional.of(
                    new ConfigMapFacts(
                        "kube-system",
                        "calico-config",
                        String.valueOf(configMapVersion),
                        configMap,
                        Optional.ofNullable(configMapRevision))),
                Optional.empty(),
                List.of()),
            new Datastore(
                Datastore.Api.CRD_V1,
                Stream.of(Stream.of(pool), ipv6.pool().stream(), tunnels.pool().stream())
                    .flatMap(p -> p)
                    .toList(),
                Optional.of(new Datastore.ClusterInfo("v3.30.7", true)),
                BgpFacts.NONE,
                List.of()),
            nodes);
    var seen = cluster.with(tunnels.settling());
    return seen.settling().done() && seen.pilotPool().filter(IpPool::disabled).isPresent()
        ? seen.with(tunnels.claims())
        : seen;
  }

  /**
   * Carries a write out.
   *
   * @param cutOff the operator dies between the two writes of a revision
   */
  void write(Step.Write step, boolean cutOff) {
    write(step, cutOff, false);
  }

  /**
   * Carries a write out.
   *
   * @param lent whether a range is lent, so that no tunnel may come too late
   */
  void write(Step.Write step, boolean cutOff, boolean lent) {
    switch (step) {
      case PoolStep s -> tunnels.write(s, pool.encapsulation().orElseThrow(), cutOff);
      case Step.RepairPoolModes s -> modes(s.encapsulation());
      case Step.SetPoolEncapsulation s -> {
        if (s.pool().equals(pool.name())) {
          if (lent) {
            tunnels.flips(pool.encapsulation().orElseThrow(), s.to());
          }
          tunnels.written(pool.encapsulation().orElseThrow(), s.to());
          modes(s.to());
        } else {
          ipv6.modes(s.to());
        }
      }
      case Step.RewriteLegacyPool s -> modes(s.encapsulation());
      case Step.SetPoolOptions s -> throw new AssertionError("nobody wished for options: " + s);
      case Step.CreatePool s -> ipv6.create(s.pool());
      case Step.PresetConfigMap s -> throw new AssertionError("calico-node runs: " + s);
      case EvictPods s -> throw new AssertionError("ranges stay: " + s);
      case Step.FitBackend s -> throw new AssertionError("nobody contests anything: " + s);
      case Step.ReviseCalicoNode s -> {
        if (s.purpose() != Step.ReviseCalicoNode.Purpose.START_BIRD) {
          tunnels.rolls();
        }
        revise(s.revision(), cutOff);
      }
    }
    rules("after " + step.name());
  }

  private void modes(Encapsulation to) {
    var from = pool.encapsulation().orElseThrow();
    pool = Clusters.pool(to);
    if (from.family() != to.family()) {
      assertThat(rolling()).as("Felix restarts while pods are being replaced").isFalse();
    }
  }

  private void revise(Revision wanted, boolean cutOff) {
    if (shape.literal()) {
      assertThat(wanted.configMapKeys()).as("no key tells the backend").doesNotContainValue("bird");
      assertThat(wanted.configMapKeys()).doesNotContainValue("vxlan");
    } else {
      assertThat(wanted.env())
          .as("a value over a valueFrom is refused")
          .doesNotContainKey(ClusterSnapshot.BACKEND_VARIABLE);
    }
    configMap.putAll(wanted.configMapKeys());
    configMapVersion++;
    configMapRevision =
        wanted.annotations().getOrDefault(ConfigMapFacts.REVISION_ANNOTATION, configMapRevision);
    interrupted = cutOff;
    ipv6.revised(wanted, cutOff);
    if (cutOff
        || (wanted.env().isEmpty()
            && wanted.annotations().isEmpty()
            && wanted.probes().isEmpty())) {
      return;
    }
    var changed =
        !wanted.env().isEmpty()
            || wanted.probes().isPresent()
            || wanted.annotations().entrySet().stream()
                .anyMatch(e -> !e.getValue().equals(annotations.get(e.getKey())));
    if (!changed) {
      // Server-side apply of what is there already makes no revision.
      return;
    }
    wanted.env().forEach((k, v) -> env.put(k, new EnvValue.Literal(v)));
    annotations.putAll(wanted.annotations());
    wanted
        .probes()
        .ifPresent(p -> {
          liveness = liveness.edited(Probes.BIRD_LIVE, p.live());
          readiness = readiness.edited(Probes.BIRD_READY, p.ready());
        });
    revision++;
    if (readiness.asks(Probes.BIRD_READY)) {
      assertThat(runningBackend)
          .as("bird-ready before BIRD runs on every node deadlocks the rolling update")
          .containsOnly("bird");
    }
  }

  private void askForBird() {
    liveness = liveness.edited(Probes.BIRD_LIVE, true);
    readiness = readiness.edited(Probes.BIRD_READY, true);
  }

  /** One node moves: follows the pool, or restarts into the newest revision. False at rest. */
  boolean move() {
    for (int i = 0; i < NODES; i++) {
      if (tunnels.follow(i, pool.encapsulation().orElseThrow())) {
        rules("node " + i + " followed the pools");
        return true;
      }
      if (ipv6.follow(i)) {
        rules("node " + i + " followed the IPv6 pool");
        return true;
      }
      if (runningRevision.get(i) != revision) {
        runningRevision.set(i, revision);
        runningBackend.set(i, shape.backend(env, configMap));
        runningMtu.set(i, configMap.get("veth_mtu"));
        ipv6.restart(i, env, configMap);
        tunnels.unsettle();
        rules("node " + i + " restarted");
        return true;
      }
    }
    return tunnels.settle();
  }

  /** The operator restarts: it does not know for how long anything has been as it is. */
  void operatorRestarts() {
    tunnels.forget();
  }

  private boolean rolling() {
    return runningRevision.stream().anyMatch(r -> r != revision);
  }

  /** What must hold at every moment. */
  private void rules(String when) {
    var encapsulation = pool.encapsulation().orElseThrow();
    assertThat(pool.modes().complete()).as(when + ": both modes written").isTrue();
    if (encapsulation.family() != Family.VXLAN) {
      assertThat(runningBackend)
          .as(when + ": " + encapsulation + " has no routes where BIRD does not run")
          .containsOnly("bird");
    }
    ipv6.rules(when, runningBackend);
    for (int i = 0; i < NODES; i++) {
      if (runningBackend.get(i).equals("vxlan")) {
        assertThat(tunnels.has(Family.VXLAN, i))
            .as(when + ": node " + i + " without BIRD needs its VXLAN tunnel")
            .isTrue();
      }
      if (!interrupted
          && runningRevision.get(i) == revision
          && runningBackend.get(i).equals("vxlan")) {
        assertThat(liveness.asks(Probes.BIRD_LIVE))
            .as(when + ": bird-live kills node " + i + ", which runs no BIRD")
            .isFalse();
      }
    }
  }

  /** What must hold once a plan is empty. */
  void settledAs(Wish wish) {
    var overlay = wish.overlay();
    assertThat(pool.encapsulation()).contains(overlay);
    tunnels.settledAs(overlay);
    wish.ipv6().ifPresent(ipv6::settledAs);
    // Where only a pool that is left alone needs BIRD, it stays as it was found.
    if (overlay.family() != Family.VXLAN || wish.ipv6().isPresent() || !ipv6.needsBird()) {
      birdIs(overlay.family() != Family.VXLAN || ipv6.needsBird());
    }
    assertThat(rolling()).isFalse();
    assertThat(env.get("CALICO_IPV4POOL_IPIP"))
        .isEqualTo(new EnvValue.Literal(overlay.ipipMode().value()));
    assertThat(env.get("CALICO_IPV4POOL_VXLAN"))
        .isEqualTo(new EnvValue.Literal(overlay.vxlanMode().value()));
    wish.mtu()
        .ifPresent(mtu -> {
          assertThat(configMap).containsEntry("veth_mtu", mtu.toString());
          assertThat(runningMtu).containsOnly(mtu.toString());
        });
  }

  private void birdIs(boolean bird) {
    assertThat(shape.backend(env, configMap)).isEqualTo(bird ? "bird" : "vxlan");
    assertThat(runningBackend).containsOnly(bird ? "bird" : "vxlan");
    assertThat(liveness.asks(Probes.BIRD_LIVE)).isEqualTo(bird && shape.asksLive());
    assertThat(readiness.asks(Probes.BIRD_READY)).isEqualTo(bird && shape.asksReady());
  }

  /** All that matters of the present state: two models with equal text go on alike. */
  String state() {
    return pool.modes()
        + " "
        + new java.util.TreeMap<>(configMap)
        + " "
        + new java.util.TreeMap<>(env)
        + " "
        + annotations.get(Revision.BACKEND_ANNOTATION)
        + " "
        + annotations.get(Revision.MTU_ANNOTATION)
        + " "
        + java.util.Objects.equals(
            configMapRevision, annotations.get(ConfigMapFacts.REVISION_ANNOTATION))
        + liveness
        + readiness
        + runningBackend
        + runningMtu
        + runningRevision.stream().map(r -> r == revision).toList()
        + tunnels.state()
        + " interrupted "
        + interrupted
        + " "
        + ipv6.state();
  }

  /** Bytes the pods of all nodes are started with, for the rule on MTUs. */
  List<String> runningMtu() {
    return List.copyOf(runningMtu);
  }

  /** Somebody takes assign_ipv6 out of the ConfigMap again. */
  void somebodyResetsTheCniConfiguration() {
    configMap.put(CniConfig.KEY, ModelIpv6.CNI);
  }

  /** Somebody edits the ConfigMap. */
  void somebodySetsTheBackend(String backend) {
    configMap.put("calico_backend", backend);
  }

  /** Somebody applies calico.yaml over it: bird comes back in the ConfigMap and the probes. */
  void somebodyAppliesCalicoYaml() {
    shape.set("bird", env, configMap);
    askForBird();
    revision++;
  }
}
