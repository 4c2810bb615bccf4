package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.snapshot.BackendSource;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import java.util.Optional;

/** What can be told about the calico-node pods from their DaemonSet and ConfigMap. */
record CalicoNodeState(
    ClusterSnapshot cluster, DaemonSetFacts daemonSet, CalicoNodeContainer container) {

  /** No calico-node has ever started here, so there is no traffic to cut. */
  boolean neverStarted() {
    return daemonSet.rollout().available() == 0 && cluster.calicoNodes().isEmpty();
  }

  Optional<Backend> configured() {
    return cluster.configuredBackend();
  }

  /** Backend that the newest revision was written for; empty when the template is not ours. */
  Optional<String> annotatedBackend() {
    return Optional.ofNullable(daemonSet.templateAnnotations().get(Revision.BACKEND_ANNOTATION));
  }

  /**
   * The newest revision was written after the last change of ours to the ConfigMap, so its pods
   * started with what the ConfigMap says. Otherwise a write of ours was cut off in between.
   */
  boolean followsConfigMap() {
    var written = cluster.installation().configMap().flatMap(ConfigMapFacts::revision);
    return written.equals(
        Optional.ofNullable(
            daemonSet.templateAnnotations().get(ConfigMapFacts.REVISION_ANNOTATION)));
  }

  Optional<String> annotatedMtu() {
    return Optional.ofNullable(daemonSet.templateAnnotations().get(Revision.MTU_ANNOTATION));
  }

  /** A probe asks for BIRD, which kills or holds back a calico-node that runs none. */
  boolean asksForBird() {
    return hasBirdLive() || hasBirdReady();
  }

  boolean hasBirdLive() {
    return container.liveness().asks(Probes.BIRD_LIVE);
  }

  boolean hasBirdReady() {
    return container.readiness().asks(Probes.BIRD_READY);
  }

  /** Whether bird-ready can be added, so that a rollout waits for BGP sessions. */
  boolean canGuard() {
    return container.readiness().editable();
  }

  /** Whether a probe that can be edited is not as wished; one that cannot never is in the way. */
  boolean differs(BirdProbes wished) {
    return (container.liveness().editable() && hasBirdLive() != wished.live())
        || (container.readiness().editable() && hasBirdReady() != wished.ready());
  }

  /** The newest revision starts BIRD. */
  boolean revisionStartsBird() {
    return configured().filter(Backend.BIRD::equals).isPresent()
        && (BackendSource.of(cluster) instanceof BackendSource.Template
            ? templateStartsBird()
            : keyStartsBird());
  }

  /** The ConfigMap says so, and it did when the revision was written. */
  private boolean keyStartsBird() {
    return followsConfigMap()
        && annotatedBackend().map(b -> !b.equals(Backend.VXLAN.value())).orElseGet(this::evident);
  }

  /**
   * Without an annotation of ours bird-ready is the evidence: a pod without BIRD fails it. Where no
   * probe can ask for BIRD, a pool that has its routes from BIRD is: nothing new comes to rely on
   * it.
   */
  private boolean evident() {
    return hasBirdReady()
        || (!canGuard()
            && cluster
                .managedPool()
                .flatMap(IpPool::encapsulation)
                .filter(e -> e.family() != Family.VXLAN)
                .isPresent());
  }

  /**
   * The template itself says bird. Where we had written vxlan somebody else wrote that, and may
   * have put bird-ready beside it: then the update is stuck until bird-ready is taken out.
   */
  private boolean templateStartsBird() {
    return !annotatedBackend().equals(Optional.of(Backend.VXLAN.value()))
        || !hasBirdReady()
        || daemonSet.rollout().complete();
  }

  /**
   * BIRD is being started by a revision without bird-ready, or guarded by one that could add it
   * because BIRD ran everywhere: waiting is right. Somebody who puts bird-ready back in the middle
   * of a start brings the deadlock with it, so that one is not waited for.
   */
  boolean birdOnItsWay() {
    return revisionStartsBird()
        && !(hasBirdReady()
            && annotatedBackend().filter(Revision.BIRD_STARTING::equals).isPresent());
  }
}
