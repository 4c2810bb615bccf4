package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Which images lie on which machine; the first pod that needs one waits until it is there. */
public final class NodeImages {

  private final Duration pull;
  private final Set<Copy> present = ConcurrentHashMap.newKeySet();

  private record Copy(String node, String image) {}

  /**
   * Machines without any image.
   *
   * @param pull how long one takes to come, simulated; zero for machines that have them all
   */
  public NodeImages(Duration pull) {
    this.pull = pull;
  }

  /** How long the images that are missing take to come; they are there from now on. */
  Duration pull(Pod pod) {
    String node = pod.getSpec().getNodeName();
    long missing =
        Stream.concat(
                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
            .map(Container::getImage)
            .distinct()
            .filter(image -> present.add(new Copy(node, image)))
            .count();
    return pull.multipliedBy(missing);
  }
}
