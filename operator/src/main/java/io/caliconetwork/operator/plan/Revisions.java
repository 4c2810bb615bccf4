package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.EnvDifference;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.plan.Step.ReviseCalicoNode;
import io.caliconetwork.operator.plan.Step.ReviseCalicoNode.Purpose;
import io.caliconetwork.operator.snapshot.BackendSource;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The revisions of calico-node that a plan may contain, each with only what it has to change. */
final class Revisions {

  private final Target target;
  private final ClusterSnapshot cluster;
  private final CalicoNodeState state;
  private final EnvDifference env;

  Revisions(Target target, ClusterSnapshot cluster, CalicoNodeState state) {
    this.target = target;
    this.cluster = cluster;
    this.state = state;
    this.env = Planner.envDifference(target, cluster);
  }

  /** Everything at once, for a cluster where no calico-node has started yet. */
  Optional<ReviseCalicoNode> whole() {
    var build = new Build();
    build.env();
    build.mtu();
    build.follow();
    target
        .backend()
        .ifPresent(b -> {
          if (!Optional.of(b).equals(state.configured())) {
            build.backend(b.value(), b);
          }
          build.probes(b == Backend.BIRD ? BirdProbes.GUARDED : BirdProbes.WITHOUT);
        });
    return build.revision(Purpose.SYNC);
  }

  /**
   * BIRD on every node, without the probe that would deadlock the rolling update. Where readiness
   * cannot ask for BIRD nothing is left to be added afterwards.
   */
  Optional<ReviseCalicoNode> startBird() {
    var build = new Build();
    build.backend(state.canGuard() ? Revision.BIRD_STARTING : Backend.BIRD.value(), Backend.BIRD);
    build.follow();
    build.probes(BirdProbes.STARTING);
    if (lowersMtu()) {
      build.mtu();
    }
    return build.revision(Purpose.START_BIRD);
  }

  /** bird-ready, and the variables with it. */
  Optional<ReviseCalicoNode> guardBird() {
    var build = new Build();
    build.backend(Backend.BIRD.value(), Backend.BIRD);
    build.forceProbes(BirdProbes.GUARDED);
    build.env();
    if (lowersMtu()) {
      build.mtu();
    }
    return build.revision(Purpose.GUARD_BIRD);
  }

  /** Whether something of BIRD is left: the ConfigMap, the probes, or pods started with it. */
  boolean birdNotStopped() {
    return !state.configured().equals(Optional.of(Backend.VXLAN))
        || state.asksForBird()
        || !state.followsConfigMap()
        || state.annotatedBackend().filter(b -> !b.equals(Backend.VXLAN.value())).isPresent();
  }

  /** No BIRD, no probes that ask for it, and everything else that is left to do. */
  Optional<ReviseCalicoNode> stopBird(List<Step> before) {
    var build = new Build();
    build.backend(Backend.VXLAN.value(), Backend.VXLAN);
    build.probes(BirdProbes.WITHOUT);
    build.restOf(before);
    build.follow();
    return build.revision(Purpose.STOP_BIRD);
  }

  /** A revision of its own, before an encapsulation comes that needs more room than now. */
  Optional<ReviseCalicoNode> lowerMtu(List<Step> before) {
    var build = new Build();
    if (lowersMtu() && !carriesMtu(before)) {
      build.mtu();
    }
    return build.revision(Purpose.LOWER_MTU);
  }

  /** The variables and the MTU, as far as no earlier step of the plan has them. */
  Optional<ReviseCalicoNode> rest(List<Step> before) {
    var build = new Build();
    build.restOf(before);
    return build.revision(Purpose.SYNC);
  }

  /** A fixed MTU below the present one, or instead of auto-detection, goes before the switch. */
  private boolean lowersMtu() {
    var wished = target.wish().mtu().orElse(0);
    var present = cluster.configuredMtu().orElse(0);
    var before = cluster.managedPool().flatMap(IpPool::encapsulation).map(e -> e.family());
    return wished > 0
        && (present == 0 || wished < present)
        && target.pool().encapsulation().family() != Family.NONE
        && !before.equals(Optional.of(target.pool().encapsulation().family()));
  }

  private static boolean carriesMtu(List<Step> steps) {
    return steps.stream()
        .anyMatch(s ->
            s instanceof ReviseCalicoNode r
                && r.revision().annotations().containsKey(Revision.MTU_ANNOTATION));
  }

  private static boolean carriesEnv(List<Step> steps) {
    return steps.stream()
        .anyMatch(s -> s instanceof ReviseCalicoNode r && r.purpose() == Purpose.GUARD_BIRD);
  }

  private final class Build {
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, String> literals = new HashMap<>();
    private final Map<String, String> annotations = new HashMap<>();
    private Optional<BirdProbes> probes = Optional.empty();

    /** Whether a key changes that running pods do not notice. */
    private boolean readAtStart;

    void env() {
      keys.putAll(env.configMapKeys());
      literals.putAll(env.literals());
    }

    void backend(String annotation, Backend backend) {
      if (!state.configured().equals(Optional.of(backend))) {
        switch (BackendSource.of(cluster)) {
          case BackendSource.OurConfigMap source -> {
            keys.put(source.key(), backend.value());
            readAtStart = true;
          }
          case BackendSource.Template source ->
              literals.put(ClusterSnapshot.BACKEND_VARIABLE, backend.value());
          case BackendSource.MissingKey source -> throw unreachable();
          case BackendSource.Unreadable source -> throw unreachable();
        }
      }
      if (!state.annotatedBackend().equals(Optional.of(annotation))) {
        annotations.put(Revision.BACKEND_ANNOTATION, annotation);
      }
    }

    private static IllegalStateException unreachable() {
      return new IllegalStateException("the preflight lets no such backend pass");
    }

    void probes(BirdProbes wished) {
      if (state.differs(wished)) {
        probes = Optional.of(wished);
      }
    }

    void forceProbes(BirdProbes wished) {
      probes = Optional.of(wished);
    }

    void mtu() {
      target
          .wish()
          .mtu()
          .map(String::valueOf)
          .ifPresent(wished -> {
            if (!cluster.configuredMtu().map(String::valueOf).equals(Optional.of(wished))) {
              keys.put(ClusterSnapshot.MTU_KEY, wished);
              readAtStart = true;
            }
            if (keys.containsKey(ClusterSnapshot.MTU_KEY)
                || !state.followsConfigMap()
                || state.annotatedMtu().filter(a -> !a.equals(wished)).isPresent()) {
              annotations.put(Revision.MTU_ANNOTATION, wished);
            }
          });
    }

    void restOf(List<Step> before) {
      if (!carriesEnv(before)) {
        env();
      }
      if (!carriesMtu(before)) {
        mtu();
      }
      if (before.stream().noneMatch(s -> s instanceof ReviseCalicoNode)) {
        follow();
      }
    }

    /** Makes up for a write that was cut off, even if nothing else is left to do. */
    void follow() {
      if (!state.followsConfigMap()) {
        bindToConfigMap();
      }
    }

    Optional<ReviseCalicoNode> revision(Purpose purpose) {
      if (readAtStart || keys.containsKey(CniConfig.KEY)) {
        bindToConfigMap();
      }
      if (keys.isEmpty() && literals.isEmpty() && annotations.isEmpty() && probes.isEmpty()) {
        return Optional.empty();
      }
      noteMtu();
      return Optional.of(
          new ReviseCalicoNode(purpose, new Revision(keys, literals, annotations, probes)));
    }

    /** A name for this state of the ConfigMap: the version it had before we changed it. */
    private void bindToConfigMap() {
      cluster
          .installation()
          .configMap()
          .ifPresent(c ->
              annotations.put(
                  ConfigMapFacts.REVISION_ANNOTATION,
                  keys.isEmpty() && c.revision().isPresent()
                      ? c.revision().get()
                      : c.resourceVersion()));
    }

    /** Pods of this revision start with the ConfigMap's MTU, whether it is about that or not. */
    private void noteMtu() {
      if (state.annotatedMtu().isPresent() && !annotations.containsKey(Revision.MTU_ANNOTATION)) {
        cluster
            .configuredMtu()
            .map(String::valueOf)
            .filter(mtu -> !Optional.of(mtu).equals(state.annotatedMtu()))
            .ifPresent(mtu -> annotations.put(Revision.MTU_ANNOTATION, mtu));
      }
    }
  }
}
