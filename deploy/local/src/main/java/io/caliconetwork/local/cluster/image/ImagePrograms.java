package io.caliconetwork.local.cluster.image;

import io.caliconetwork.local.cluster.kubelet.ContainerProgram;
import io.caliconetwork.local.cluster.kubelet.Programs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs containers whose image is in the store; leaves the others to somebody else. */
public final class ImagePrograms implements Programs {
  private final ImageStore images;
  private final KubernetesClient client;
  private final Programs others;
  private final Path logs;
  private final LoopbackAddresses addresses = new LoopbackAddresses();

  /**
   * Programs of one cluster.
   *
   * @param client of the cluster; its address is what containers get as the API server's
   * @param logs folder for containers' output: {@code (namespace)_(pod)_(container).log}
   */
  public ImagePrograms(ImageStore images, KubernetesClient client, Programs others, Path logs) {
    this.images = images;
    this.client = client;
    this.others = others;
    this.logs = logs;
  }

  @Override
  public ContainerProgram of(Pod pod, Container container) {
    if (!images.has(container.getImage())) {
      return others.of(pod, container);
    }
    String address = addresses.of(pod.getSpec().getNodeName());
    return new ImageProgram(images, client, new ImageProgram.Place(address, logs));
  }

  @Override
  public boolean inRealTime(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .anyMatch(container -> images.has(container.getImage()));
  }
}
