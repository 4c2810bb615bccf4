package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.ApiGroup;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Calico's resources, without discovery; all are cluster-scoped. */
public enum CalicoResource {
  IP_POOLS("IPPool", "ippools"),
  CLUSTER_INFORMATIONS("ClusterInformation", "clusterinformations"),
  BGP_CONFIGURATIONS("BGPConfiguration", "bgpconfigurations"),
  BGP_PEERS("BGPPeer", "bgppeers"),
  FELIX_CONFIGURATIONS("FelixConfiguration", "felixconfigurations"),
  IPAM_CONFIGS("IPAMConfig", "ipamconfigs", "IPAMConfiguration", "ipamconfigurations"),
  IPAM_BLOCKS("IPAMBlock", "ipamblocks"),
  BLOCK_AFFINITIES("BlockAffinity", "blockaffinities");

  private final String v1Kind;
  private final String v1Plural;
  private final String v3Kind;
  private final String v3Plural;

  CalicoResource(String kind, String plural) {
    this(kind, plural, kind, plural);
  }

  /** One that is called differently in the two groups. */
  CalicoResource(String v1Kind, String v1Plural, String v3Kind, String v3Plural) {
    this.v1Kind = v1Kind;
    this.v1Plural = v1Plural;
    this.v3Kind = v3Kind;
    this.v3Plural = v3Plural;
  }

  private String plural(ApiGroup group) {
    return group == ApiGroup.CRD_V1 ? v1Plural : v3Plural;
  }

  public String kind(ApiGroup group) {
    return group == ApiGroup.CRD_V1 ? v1Kind : v3Kind;
  }

  /** Name of its CustomResourceDefinition. */
  public String crdName(ApiGroup group) {
    return plural(group) + "." + group.group();
  }

  /** Path of an object of it. */
  public String path(ApiGroup group, String name) {
    return "/apis/" + group.groupVersion() + "/" + plural(group) + "/" + name;
  }

  /** How to address it in that group. */
  public ResourceDefinitionContext context(ApiGroup group) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group.group())
        .withVersion(group.version())
        .withKind(kind(group))
        .withPlural(plural(group))
        .withNamespaced(false)
        .build();
  }
}
