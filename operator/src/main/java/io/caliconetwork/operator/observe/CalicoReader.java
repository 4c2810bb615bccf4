package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.Datastore.ClusterInfo;
import io.caliconetwork.operator.snapshot.FelixFacts.NodeSettings;
import io.caliconetwork.operator.snapshot.FelixFacts.Settings;
import io.caliconetwork.operator.snapshot.Surroundings.IpamFacts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads Calico's own objects, whose fields may each be absent. */
final class CalicoReader {

  /** Fields of BGPConfiguration that make BIRD announce service addresses. */
  private static final List<String> ADVERTISEMENTS =
      List.of("serviceClusterIPs", "serviceExternalIPs", "serviceLoadBalancerIPs");

  private CalicoReader() {}

  static IpPool pool(GenericKubernetesResource object) {
    var spec = spec(object);
    return new IpPool(
        object.getMetadata().getName(),
        object.getMetadata().getResourceVersion(),
        spec.get("cidr") instanceof String cidr ? cidr : "",
        spec.get("blockSize") instanceof Number size ? (Integer) size.intValue() : null,
        new IpPool.Modes(
            legacyIpipMode(spec).orElse(text(spec, "ipipMode")),
            text(spec, "vxlanMode"),
            spec.get("ipip") != null || Boolean.TRUE.equals(spec.get("nat-outgoing"))),
        new PoolOptions(
            Boolean.TRUE.equals(spec.get("natOutgoing"))
                || Boolean.TRUE.equals(spec.get("nat-outgoing")),
            text(spec, "nodeSelector"),
            Boolean.TRUE.equals(spec.get("disableBGPExport"))),
        Boolean.TRUE.equals(spec.get("disabled")),
        spec.get("allowedUses") instanceof List<?> uses
            ? uses.stream().map(String::valueOf).toList()
            : List.of(),
        notAllocatable(object));
  }

  /**
   * As Calico up to v3.31 reads Calico v2's {@code spec.ipip}, whatever ipipMode says ({@code
   * libcalico-go/lib/backend/k8s/resources/ippool.go}, ConvertFromK8s); empty without that field.
   */
  private static Optional<String> legacyIpipMode(Map<String, Object> spec) {
    if (!(spec.get("ipip") instanceof Map<?, ?> ipip)) {
      return Optional.empty();
    }
    if (!Boolean.TRUE.equals(ipip.get("enabled"))) {
      return Optional.of("Never");
    }
    return Optional.of("cross-subnet".equals(ipip.get("mode")) ? "CrossSubnet" : "Always");
  }

  /** What the pool controller of native v3 says, apart from what the spec says itself. */
  private static Optional<String> notAllocatable(GenericKubernetesResource object) {
    return object.getMetadata().getDeletionTimestamp() != null
        ? Optional.of("Terminating")
        : ApiReader.notAllocatable(object).stream()
            .filter(reason -> !reason.equals("PoolDisabled"))
            .findFirst();
  }

  static ClusterInfo info(GenericKubernetesResource object) {
    var spec = spec(object);
    return new ClusterInfo(
        text(spec, "calicoVersion") == null ? "" : text(spec, "calicoVersion"),
        !Boolean.FALSE.equals(spec.get("datastoreReady")));
  }

  /** A BGPConfiguration, without the peers, which are objects of their own. */
  static BgpFacts bgp(GenericKubernetesResource object) {
    var spec = spec(object);
    return new BgpFacts(
        List.of(),
        ADVERTISEMENTS.stream()
            .filter(f -> spec.get(f) instanceof List<?> list && !list.isEmpty())
            .toList(),
        Optional.ofNullable(text(spec, "programClusterRoutes")));
  }

  /** A FelixConfiguration, with its name. */
  static NodeSettings felix(GenericKubernetesResource object) {
    var spec = spec(object);
    return new NodeSettings(
        object.getMetadata().getName(),
        new Settings(
            bool(spec, "ipipEnabled"),
            bool(spec, "vxlanEnabled"),
            Optional.ofNullable(text(spec, "programClusterRoutes")),
            Optional.ofNullable(text(spec, "awsSrcDstCheck")),
            Boolean.TRUE.equals(spec.get("wireguardEnabled"))));
  }

  /** An IPAMConfig, or an IPAMConfiguration. */
  static IpamFacts ipam(GenericKubernetesResource object) {
    var spec = spec(object);
    return new IpamFacts(
        Boolean.TRUE.equals(spec.get("strictAffinity")),
        spec.get("maxBlocksPerHost") instanceof Number number ? number.intValue() : 0);
  }

  private static Optional<Boolean> bool(Map<String, Object> spec, String field) {
    return spec.get(field) instanceof Boolean value ? Optional.of(value) : Optional.empty();
  }

  /** Range of an IPAMBlock; empty text for one that is deleted softly. */
  static String block(GenericKubernetesResource object) {
    var spec = spec(object);
    return Boolean.TRUE.equals(spec.get("deleted")) || text(spec, "cidr") == null
        ? ""
        : text(spec, "cidr");
  }

  private static String text(Map<String, Object> spec, String field) {
    return spec.get(field) instanceof String text ? text : null;
  }

  static Map<String, Object> spec(GenericKubernetesResource object) {
    if (object.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec) {
      @SuppressWarnings("unchecked")
      var typed = (Map<String, Object>) spec;
      return typed;
    }
    return Map.of();
  }
}
