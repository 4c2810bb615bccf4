package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.Ipv6Range;
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
        found(object, POD_SUBNET).filter(RangeReader::ipv4).toList(),
        found(object, SERVICE_SUBNET)
            .map(r -> new Sourced(r, "serviceSubnet of kubeadm-config"))
            .toList());
  }

  /** {@code clusterCIDR} of kube-proxy's configuration. */
  static List<String> kubeProxy(ConfigMap object) {
    return found(object, CLUSTER_CIDR).filter(RangeReader::ipv4).toList();
  }

  private static Stream<String> found(ConfigMap object, Pattern pattern) {
    Map<String, String> data = object.getData() == null ? Map.of() : object.getData();
    return data.values().stream()
        .map(pattern::matcher)
        .filter(m -> m.find())
        .flatMap(m -> ranges(m.group(1)))
        .distinct();
  }

  /** Ranges of a list with commas, of both families. */
  static Stream<String> ranges(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(r -> ipv4(r) || Ipv6Range.parse(r).isPresent());
  }

  private static boolean ipv4(String range) {
    return Ipv4Range.parse(range).isPresent();
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

  /** The addresses of the Service kubernetes: the first of each of the API server's ranges. */
  static List<Sourced> service(Service object) {
    var spec = object.getSpec();
    if (spec == null) {
      return List.of();
    }
    return Stream.concat(Stream.ofNullable(spec.getClusterIP()), spec.getClusterIPs().stream())
        .distinct()
        .map(address -> address + (address.indexOf(':') < 0 ? "/32" : "/128"))
        .flatMap(RangeReader::ranges)
        .map(range -> new Sourced(range, "Service default/kubernetes"))
        .toList();
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
