package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Probes;
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

  boolean hasBirdLive() {
    return Probes.has(container.liveness(), Probes.BIRD_LIVE);
  }

  boolean hasBirdReady() {
    return Probes.has(container.readiness(), Probes.BIRD_READY);
  }

  /**
   * The newest revision starts BIRD: the ConfigMap says so, and it did when the revision was
   * written. Without an annotation of ours bird-ready is the evidence: a pod without BIRD fails it.
   */
  boolean revisionStartsBird() {
    return configured().filter(Backend.BIRD::equals).isPresent()
        && followsConfigMap()
        && annotatedBackend()
            .map(b -> !b.equals(Backend.VXLAN.value()))
            .orElseGet(this::hasBirdReady);
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
