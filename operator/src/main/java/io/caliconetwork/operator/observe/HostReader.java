package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.NodeHost;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what a node runs on. Thousands of nodes say the same: equal texts are kept once. */
final class HostReader {

  private static final Set<String> ADDRESSES = Set.of("InternalIP", "ExternalIP");

  private HostReader() {}

  static NodeHost host(Node object) {
    var status = Optional.ofNullable(object.getStatus());
    var labels = Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
    return new NodeHost(
        Optional.ofNullable(object.getSpec())
            .map(s -> s.getProviderID())
            .filter(id -> id.contains(":"))
            .map(id -> id.substring(0, id.indexOf(':')).intern())
            .orElse(""),
        status.map(NodeStatus::getNodeInfo).map(i -> i.getOsImage()).map(String::intern).orElse(""),
        status.map(NodeStatus::getAllocatable).map(HostReader::pods).orElse(0),
        status.map(NodeStatus::getAddresses).orElse(List.of()).stream()
            .filter(a -> ADDRESSES.contains(a.getType()))
            .map(a -> a.getAddress())
            .filter(a -> Ipv4Range.parse(a + "/32").isPresent())
            .distinct()
            .toList(),
        labels.entrySet().stream()
            .filter(e -> e.getValue() != null)
            .collect(
                Collectors.toUnmodifiableMap(e -> e.getKey().intern(), e -> e.getValue().intern())),
        status.map(NodeStatus::getConditions).orElse(List.of()).stream()
            .filter(c -> "NetworkUnavailable".equals(c.getType()) && "True".equals(c.getStatus()))
            .map(c -> c.getReason() == null ? "NetworkUnavailable" : c.getReason().intern())
            .findFirst(),
        status.map(NodeStatus::getConditions).orElse(List.of()).stream()
            .filter(c -> "Ready".equals(c.getType()) && !"True".equals(c.getStatus()))
            .map(c -> c.getReason() == null ? "NotReady" : c.getReason().intern())
            .findFirst());
  }

  private static int pods(Map<String, io.fabric8.kubernetes.api.model.Quantity> allocatable) {
    var pods = allocatable.get("pods");
    return pods == null || pods.getAmount() == null || !pods.getAmount().matches("\\d{1,9}")
        ? 0
        : Integer.parseInt(pods.getAmount());
  }
}
