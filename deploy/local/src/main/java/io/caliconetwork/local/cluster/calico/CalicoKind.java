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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The kinds that nodes read or write, in either group; all cluster-scoped. */
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

  /** Of v1; where they differ, v3 spells IPAMConfig out. */
  String plural() {
    return plural;
  }

  private String kind(StoredGroup group) {
    return this == IPAM_CONFIG && group == StoredGroup.PROJECTCALICO_V3
        ? "IPAMConfiguration"
        : kind;
  }

  String plural(StoredGroup group) {
    return this == IPAM_CONFIG && group == StoredGroup.PROJECTCALICO_V3
        ? "ipamconfigurations"
        : plural;
  }

  String crd(StoredGroup group) {
    return plural(group) + "." + group.group();
  }

  ResourceDefinitionContext context(StoredGroup group) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group.group())
        .withVersion(group.version())
        .withKind(kind(group))
        .withPlural(plural(group))
        .withNamespaced(false)
        .build();
  }

  /** The object as Calico's library would create it in that group. */
  GenericKubernetesResource resource(StoredGroup group, String name, Map<String, Object> spec) {
    GenericKubernetesResource resource =
        new GenericKubernetesResourceBuilder()
            .withApiVersion(group.apiVersion())
            .withKind(kind(group))
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .addToAdditionalProperties("spec", stored(group, spec))
            .build();
    if (group == StoredGroup.CRD_V1) {
      String created = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      resource
          .getMetadata()
          .setAnnotations(Map.of(METADATA, "{\"creationTimestamp\":\"" + created + "\"}"));
    }
    return resource;
  }

  /** A BlockAffinity's {@code deleted} is a string in v1 only (§3.3). */
  private Map<String, Object> stored(StoredGroup group, Map<String, Object> spec) {
    if (this != BLOCK_AFFINITY || group == StoredGroup.CRD_V1) {
      return spec;
    }
    Map<String, Object> changed = new LinkedHashMap<>(spec);
    changed.computeIfPresent("deleted", (field, value) -> "true".equals(String.valueOf(value)));
    return changed;
  }

  /** The model's view of it; empty for kinds the model does not know as objects. */
  Optional<CalicoObject> read(GenericKubernetesResource resource) {
    Map<String, Object> spec = spec(resource);
    return switch (this) {
      case IP_POOL -> {
        IpPool pool = new IpPool(resource.getMetadata().getName(), spec);
        yield Optional.of(isAllocatable(resource) ? pool : pool.with("disabled", true));
      }
      case IPAM_BLOCK -> Optional.of(IpamBlock.fromSpec(spec));
      case BLOCK_AFFINITY -> {
        Map<String, String> labels = resource.getMetadata().getLabels();
        yield Optional.of(BlockAffinity.fromStored(spec, labels == null ? Map.of() : labels));
      }
      case IPAM_HANDLE -> Optional.of(IpamHandle.fromSpec(spec));
      default -> Optional.empty();
    };
  }

  /**
   * Whether addresses are given from a pool as far as its metadata and status go: IPAM passes over
   * one that is being deleted or not Allocatable exactly as over a disabled one (§5.3). v1 pools
   * have no status, and of v1 metadata Calico does not see a deletion (§3.3).
   */
  private static boolean isAllocatable(GenericKubernetesResource pool) {
    return !pool.getApiVersion().equals(StoredGroup.PROJECTCALICO_V3.apiVersion())
        || (pool.getMetadata().getDeletionTimestamp() == null
            && PoolStatus.of(pool).filter(status -> !status.allocatable()).isEmpty());
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> spec(GenericKubernetesResource resource) {
    Object spec = resource.getAdditionalProperties().get("spec");
    return spec instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
