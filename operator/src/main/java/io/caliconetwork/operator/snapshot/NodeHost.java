package io.caliconetwork.operator.snapshot;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node runs on, as far as a check asks for it.
 *
 * @param cloud scheme of {@code spec.providerID}, such as {@code aws}; empty without one
 * @param osImage such as {@code Rocky Linux 9.4}; empty when unknown
 * @param maxPods {@code status.allocatable.pods}; 0 when unknown
 * @param addresses its IPv4 addresses of type InternalIP and ExternalIP, no prefix
 * @param labels of the Node object
 * @param networkUnavailable reason of the condition NetworkUnavailable while that is True, such as
 *     {@code CalicoIsDown}
 * @param notReady reason of the condition Ready while that is not True, such as {@code
 *     NodeStatusUnknown}; empty also where there is no such condition
 */
public record NodeHost(
    String cloud,
    String osImage,
    int maxPods,
    List<String> addresses,
    Map<String, String> labels,
    Optional<String> networkUnavailable,
    Optional<String> notReady) {

  /** A node that is Ready. */
  public NodeHost(
      String cloud,
      String osImage,
      int maxPods,
      List<String> addresses,
      Map<String, String> labels,
      Optional<String> networkUnavailable) {
    this(cloud, osImage, maxPods, addresses, labels, networkUnavailable, Optional.empty());
  }

  /** Nothing is known. */
  public static final NodeHost UNKNOWN =
      new NodeHost("", "", 0, List.of(), Map.of(), Optional.empty());

  public NodeHost {
    addresses = List.copyOf(addresses);
    labels = Map.copyOf(labels);
  }
}
