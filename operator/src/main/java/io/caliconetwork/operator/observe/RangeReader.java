package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.Surroundings.KubeControllers;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the ranges that other parts of the cluster go by. Ranges of IPv6 are left out. */
final class RangeReader {

  private static final String VALUE = ":\\s*[\"']?([^\"'\\s#]*)";
  private static final Pattern POD_SUBNET = Pattern.compile("\\bpodSubnet" + VALUE);
  private static final Pattern SERVICE_SUBNET = Pattern.compile("\\bserviceSubnet" + VALUE);
  private static final Pattern CLUSTER_CIDR = Pattern.compile("\\bclusterCIDR" + VALUE);

  private RangeReader() {}

  /**
   * What kubeadm was told.
   *
   * @param byDefault what calico-node takes for a pool that names no range
   * @param podSubnets of pods
   * @param serviceSubnets of Services
   */
  record Kubeadm(
      Optional<String> byDefault, List<String> podSubnets, List<Sourced> serviceSubnets) {}

  static Kubeadm kubeadm(ConfigMap object) {
    return new Kubeadm(
        CoreReader.podSubnet(object),
        found(object, POD_SUBNET),
        found(object, SERVICE_SUBNET).stream()
            .map(r -> new Sourced(r, "serviceSubnet of kubeadm-config"))
            .toList());
  }

  /** {@code clusterCIDR} of kube-proxy's configuration. */
  static List<String> kubeProxy(ConfigMap object) {
    return found(object, CLUSTER_CIDR);
  }

  private static List<String> found(ConfigMap object, Pattern pattern) {
    Map<String, String> data = object.getData() == null ? Map.of() : object.getData();
    return data.values().stream()
        .map(pattern::matcher)
        .filter(m -> m.find())
        .flatMap(m -> ranges(m.group(1)))
        .distinct()
        .toList();
  }

  /** IPv4 ranges of a list with commas. */
  static Stream<String> ranges(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(r -> Ipv4Range.parse(r).isPresent());
  }

  static List<Sourced> serviceCidr(GenericKubernetesResource object) {
    var source = "ServiceCIDR " + object.getMetadata().getName();
    return object.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
            && spec.get("cidrs") instanceof List<?> cidrs
        ? cidrs.stream()
            .map(String::valueOf)
            .flatMap(RangeReader::ranges)
            .map(r -> new Sourced(r, source))
            .toList()
        : List.of();
  }

  /** The address of the Service kubernetes: the first of the API server's range. */
  static List<Sourced> service(Service object) {
    var address = object.getSpec() == null ? null : object.getSpec().getClusterIP();
    return address != null && Ipv4Range.parse(address + "/32").isPresent()
        ? List.of(new Sourced(address + "/32", "Service default/kubernetes"))
        : List.of();
  }

  static KubeControllers kubeControllers(Deployment object) {
    var spec = object.getSpec();
    return new KubeControllers(
        spec.getReplicas() == null ? 1 : spec.getReplicas(),
        spec.getTemplate().getSpec().getContainers().stream()
            .flatMap(c -> c.getEnv().stream())
            .filter(e -> e.getName().equals("ENABLED_CONTROLLERS"))
            .map(EnvVar::getValue)
            .flatMap(v -> Optional.ofNullable(v).stream())
            .findFirst());
  }
}
