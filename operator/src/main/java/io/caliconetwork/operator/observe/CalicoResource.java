package io.caliconetwork.operator.observe;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Calico's resources in {@code crd.projectcalico.org/v1}, without discovery. */
public enum CalicoResource {
  IP_POOLS("IPPool", "ippools"),
  CLUSTER_INFORMATIONS("ClusterInformation", "clusterinformations"),
  BGP_CONFIGURATIONS("BGPConfiguration", "bgpconfigurations"),
  BGP_PEERS("BGPPeer", "bgppeers"),
  FELIX_CONFIGURATIONS("FelixConfiguration", "felixconfigurations"),
  IPAM_CONFIGS("IPAMConfig", "ipamconfigs"),
  IPAM_BLOCKS("IPAMBlock", "ipamblocks");

  /** API group of Calico's CRDs. */
  public static final String GROUP = "crd.projectcalico.org";

  private final String kind;
  private final String plural;

  CalicoResource(String kind, String plural) {
    this.kind = kind;
    this.plural = plural;
  }

  public String kind() {
    return kind;
  }

  /** Name of its CustomResourceDefinition. */
  public String crdName() {
    return plural + "." + GROUP;
  }

  public ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(GROUP)
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(false)
        .build();
  }
}
