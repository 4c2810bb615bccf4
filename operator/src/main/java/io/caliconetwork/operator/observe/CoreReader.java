package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads Kubernetes' own objects. */
final class CoreReader {

  private static final String ANNOTATION = "projectcalico.org/";

  /** As calico-node looks for it: the first match in any key, quotes not understood. */
  private static final Pattern POD_SUBNET = Pattern.compile("podSubnet: (.*)");

  private CoreReader() {}

  static NodeFacts node(Node object) {
    var meta = object.getMetadata();
    Map<String, String> annotations =
        meta.getAnnotations() == null ? Map.of() : meta.getAnnotations();
    Map<String, String> labels = meta.getLabels() == null ? Map.of() : meta.getLabels();
    return new NodeFacts(
        meta.getName(),
        labels.getOrDefault("kubernetes.io/os", "linux").equals("linux"),
        internalIp(object),
        Optional.ofNullable(annotations.get(ANNOTATION + "IPv4Address")),
        Optional.ofNullable(annotations.get(ANNOTATION + "IPv4IPIPTunnelAddr")),
        Optional.ofNullable(annotations.get(ANNOTATION + "IPv4VXLANTunnelAddr")),
        HostReader.host(object));
  }

  private static Optional<String> internalIp(Node object) {
    return object.getStatus() == null || object.getStatus().getAddresses() == null
        ? Optional.empty()
        : object.getStatus().getAddresses().stream()
            .filter(a -> "InternalIP".equals(a.getType()))
            .map(a -> a.getAddress())
            .findFirst();
  }

  static ConfigMapFacts configMap(ConfigMap object) {
    return new ConfigMapFacts(
        object.getMetadata().getNamespace(),
        object.getMetadata().getName(),
        object.getMetadata().getResourceVersion(),
        object.getData() == null ? Map.of() : object.getData(),
        Optional.ofNullable(object.getMetadata().getAnnotations())
            .map(a -> a.get(ConfigMapFacts.REVISION_ANNOTATION)));
  }

  /** First IPv4 {@code podSubnet} of kubeadm-config, if calico-node would recognise it. */
  static Optional<String> podSubnet(ConfigMap kubeadmConfig) {
    Map<String, String> data = kubeadmConfig.getData() == null ? Map.of() : kubeadmConfig.getData();
    return data.values().stream()
        .map(POD_SUBNET::matcher)
        .filter(m -> m.find())
        .map(m -> m.group(1))
        .findFirst()
        .flatMap(list ->
            Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(c -> Ipv4Range.parse(c).isPresent())
                .findFirst());
  }

  static boolean established(CustomResourceDefinition object) {
    return object.getMetadata().getDeletionTimestamp() == null
        && object.getStatus() != null
        && object.getStatus().getConditions() != null
        && object.getStatus().getConditions().stream()
            .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
