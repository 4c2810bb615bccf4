package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/** Which program a container runs: what its image and command are on a real node. */
@FunctionalInterface
public interface Programs {
  ContainerProgram of(Pod pod, Container container);

  /** Whether the pod's probes and grace periods are to take as long as its spec says. */
  default boolean inRealTime(Pod pod) {
    return false;
  }
}
