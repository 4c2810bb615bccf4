package io.caliconetwork.local.cluster.apiserver;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is served, and what it is called where it is kept; all cluster-scoped. */
enum ServedKind {
  IP_POOL("IPPool", "ippools"),
  CLUSTER_INFORMATION("ClusterInformation", "clusterinformations"),
  FELIX_CONFIGURATION("FelixConfiguration", "felixconfigurations"),
  BGP_CONFIGURATION("BGPConfiguration", "bgpconfigurations"),
  BGP_PEER("BGPPeer", "bgppeers"),
  BLOCK_AFFINITY("BlockAffinity", "blockaffinities"),
  IPAM_CONFIGURATION("IPAMConfiguration", "ipamconfigurations", "IPAMConfig", "ipamconfigs");

  static final String GROUP = "projectcalico.org";
  static final String VERSION = "v3";
  static final String API_VERSION = GROUP + "/" + VERSION;
  static final String STORED_API_VERSION = "crd.projectcalico.org/v1";

  private final String kind;
  private final String plural;
  private final String storedKind;
  private final String storedPlural;

  ServedKind(String kind, String plural) {
    this(kind, plural, kind, plural);
  }

  ServedKind(String kind, String plural, String storedKind, String storedPlural) {
    this.kind = kind;
    this.plural = plural;
    this.storedKind = storedKind;
    this.storedPlural = storedPlural;
  }

  static Optional<ServedKind> of(String plural) {
    return Arrays.stream(values()).filter(kind -> kind.plural.equals(plural)).findFirst();
  }

  String kind() {
    return kind;
  }

  String plural() {
    return plural;
  }

  String storedKind() {
    return storedKind;
  }

  /** Only pools are written by anybody here. */
  List<String> verbs() {
    return this == IP_POOL
        ? List.of("create", "delete", "get", "list", "patch", "update", "watch")
        : List.of("get", "list", "watch");
  }

  String storedPath() {
    return "/apis/" + STORED_API_VERSION + "/" + storedPlural;
  }

  ResourceDefinitionContext stored() {
    return new ResourceDefinitionContext.Builder()
        .withGroup("crd.projectcalico.org")
        .withVersion("v1")
        .withKind(storedKind)
        .withPlural(storedPlural)
        .withNamespaced(false)
        .build();
  }
}
