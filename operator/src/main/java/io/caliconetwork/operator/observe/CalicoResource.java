package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.ApiGroup;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Calico's resources, without discovery; all are cluster-scoped. */
public enum CalicoResource {
  IP_POOLS("IPPool", "ippools"),
  CLUSTER_INFORMATIONS("ClusterInformation", "clusterinformations"),
  BGP_CONFIGURATIONS("BGPConfiguration", "bgpconfigurations"),
  BGP_PEERS("BGPPeer", "bgppeers"),
  IPAM_BLOCKS("IPAMBlock", "ipamblocks");

  private final Names v1;
  private final Names v3;

  private record Names(String kind, String plural) {}

  CalicoResource(String kind, String plural) {
    this(kind, plural, kind, plural);
  }

  /** One that is called differently in the two groups. */
  CalicoResource(String v1Kind, String v1Plural, String v3Kind, String v3Plural) {
    this.v1 = new Names(v1Kind, v1Plural);
    this.v3 = new Names(v3Kind, v3Plural);
  }

  private Names names(ApiGroup group) {
    return group == ApiGroup.CRD_V1 ? v1 : v3;
  }

  public String kind(ApiGroup group) {
    return names(group).kind();
  }

  /** Name of its CustomResourceDefinition. */
  public String crdName(ApiGroup group) {
    return names(group).plural() + "." + group.group();
  }

  /** How to address it in that group. */
  public ResourceDefinitionContext context(ApiGroup group) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group.group())
        .withVersion(group.version())
        .withKind(names(group).kind())
        .withPlural(names(group).plural())
        .withNamespaced(false)
        .build();
  }
}
