package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What runs in a container; one instance per container of a pod, started again after every crash.
 * Only ever called by the pod's own thread.
 */
public interface ContainerProgram {

  /** How a program is made to end. */
  enum Stop {
    /** SIGTERM, and time to react to it. */
    TERMINATED,
    /** No time to do anything, as when a liveness probe fails or the grace period is over. */
    KILLED
  }

  /**
   * What a program is started with.
   *
   * @param environment as resolved at this start, in the order of the container's spec
   */
  record Start(Pod pod, Container container, Map<String, String> environment) {
    public String node() {
      return pod.getSpec().getNodeName();
    }
  }

  /** A probe's result; the message is what {@code kubectl describe} shows. */
  record ProbeAnswer(boolean success, String message) {
    public static final ProbeAnswer SUCCESS = new ProbeAnswer(true, "");

    public static ProbeAnswer failure(String message) {
      return new ProbeAnswer(false, message);
    }
  }

  /**
   * How a program ends by itself.
   *
   * @param after its start; simulated
   * @param exitCode 0 for success
   */
  record Ending(Duration after, int exitCode) {}

  /** Returns once it runs (an init container: once it is done); throws when the process ended. */
  default void start(Start start) throws ProgramExit, InterruptedException {}

  /** Asked after every start; empty for what runs until it is stopped. */
  default Optional<Ending> ending() {
    return Optional.empty();
  }

  /**
   * Whether it is a process of this machine's that runs now: it may end at any moment, and needs
   * its own time to react to {@link Stop#TERMINATED}.
   */
  default boolean isProcess() {
    return false;
  }

  /** What the pod's status shows as the image that runs. */
  default String imageId(String image) {
    return image;
  }

  default ProbeAnswer probe(Probe probe) {
    return ProbeAnswer.SUCCESS;
  }

  default void preStop() {}

  default void stop(Stop how) {}
}
