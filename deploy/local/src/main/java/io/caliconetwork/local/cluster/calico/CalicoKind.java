package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.BlockAffinity;
import io.caliconetwork.local.calico.CalicoObject;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.IpamBlock;
import io.caliconetwork.local.calico.IpamHandle;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** The kinds of {@code crd.projectcalico.org/v1} that nodes read or write; all cluster-scoped. */
enum CalicoKind {
  IP_POOL("IPPool", "ippools"),
  IPAM_BLOCK("IPAMBlock", "ipamblocks"),
  BLOCK_AFFINITY("BlockAffinity", "blockaffinities"),
  IPAM_HANDLE("IPAMHandle", "ipamhandles"),
  IPAM_CONFIG("IPAMConfig", "ipamconfigs"),
  CLUSTER_INFORMATION("ClusterInformation", "clusterinformations"),
  FELIX_CONFIGURATION("FelixConfiguration", "felixconfigurations"),
  BGP_CONFIGURATION("BGPConfiguration", "bgpconfigurations"),
  BGP_PEER("BGPPeer", "bgppeers");

  static final String GROUP = "crd.projectcalico.org";
  static final String VERSION = "v1";
  static final String API_VERSION = GROUP + "/" + VERSION;

  /** Where Calico keeps an object's metadata (§3.3). */
  private static final String METADATA = "projectcalico.org/metadata";

  private final String kind;
  private final String plural;

  CalicoKind(String kind, String plural) {
    this.kind = kind;
    this.plural = plural;
  }

  static CalicoKind of(CalicoObject object) {
    return switch (object) {
      case IpPool pool -> IP_POOL;
      case IpamBlock block -> IPAM_BLOCK;
      case BlockAffinity affinity -> BLOCK_AFFINITY;
      case IpamHandle handle -> IPAM_HANDLE;
    };
  }

  String plural() {
    return plural;
  }

  String crd() {
    return plural + "." + GROUP;
  }

  ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(GROUP)
        .withVersion(VERSION)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(false)
        .build();
  }

  GenericKubernetesResource resource(String name, Map<String, Object> spec) {
    String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(API_VERSION)
        .withKind(kind)
        .withNewMetadata()
        .withName(name)
        .addToAnnotations(METADATA, "{\"creationTimestamp\":\"" + created + "\"}")
        .endMetadata()
        .addToAdditionalProperties("spec", spec)
        .build();
  }

  /** The model's view of it; empty for kinds the model does not know as objects. */
  Optional<CalicoObject> read(GenericKubernetesResource resource) {
    Map<String, Object> spec = spec(resource);
    return switch (this) {
      case IP_POOL -> Optional.of(new IpPool(resource.getMetadata().getName(), spec));
      case IPAM_BLOCK -> Optional.of(IpamBlock.fromSpec(spec));
      case BLOCK_AFFINITY -> {
        Map<String, String> labels = resource.getMetadata().getLabels();
        yield Optional.of(BlockAffinity.fromStored(spec, labels == null ? Map.of() : labels));
      }
      case IPAM_HANDLE -> Optional.of(IpamHandle.fromSpec(spec));
      default -> Optional.empty();
    };
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> spec(GenericKubernetesResource resource) {
    Object spec = resource.getAdditionalProperties().get("spec");
    return spec instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
