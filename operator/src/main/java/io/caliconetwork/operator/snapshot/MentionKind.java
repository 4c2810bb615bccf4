package io.caliconetwork.operator.snapshot;

import java.util.Optional;

/**
 * Kinds of objects that name ranges of pods and that nobody but their authors can adapt to another
 * one (calico-semantics §10).
 */
public enum MentionKind {
  NETWORK_POLICY("NetworkPolicy", "networkpolicies", Use.POLICY, "networking.k8s.io/v1"),
  ADMIN_NETWORK_POLICY(
      "AdminNetworkPolicy",
      "adminnetworkpolicies",
      Use.POLICY,
      "policy.networking.k8s.io/v1alpha1"),
  BASELINE_ADMIN_NETWORK_POLICY(
      "BaselineAdminNetworkPolicy",
      "baselineadminnetworkpolicies",
      Use.POLICY,
      "policy.networking.k8s.io/v1alpha1"),
  CLUSTER_NETWORK_POLICY(
      "ClusterNetworkPolicy",
      "clusternetworkpolicies",
      Use.POLICY,
      "policy.networking.k8s.io/v1alpha2"),
  GLOBAL_NETWORK_POLICY("GlobalNetworkPolicy", "globalnetworkpolicies", Use.POLICY),
  CALICO_NETWORK_POLICY("NetworkPolicy", "networkpolicies", Use.POLICY),
  GLOBAL_NETWORK_SET("GlobalNetworkSet", "globalnetworksets", Use.POLICY),
  NETWORK_SET("NetworkSet", "networksets", Use.POLICY),
  BGP_FILTER("BGPFilter", "bgpfilters", Use.BGP),
  BGP_CONFIGURATION("BGPConfiguration", "bgpconfigurations", Use.BGP),
  IP_RESERVATION("IPReservation", "ipreservations", Use.RESERVATION);

  /** What such an object does with a range. */
  public enum Use {
    /** Tells traffic that is allowed from traffic that is not. */
    POLICY,
    /** Tells routers outside the cluster where pods are. */
    BGP,
    /** Keeps addresses from pods. */
    RESERVATION
  }

  private final String kind;
  private final String plural;
  private final Use use;
  private final Optional<String> groupVersion;

  /** One of Calico's, in whichever group they are. */
  MentionKind(String kind, String plural, Use use) {
    this(kind, plural, use, Optional.empty());
  }

  MentionKind(String kind, String plural, Use use, String groupVersion) {
    this(kind, plural, use, Optional.of(groupVersion));
  }

  MentionKind(String kind, String plural, Use use, Optional<String> groupVersion) {
    this.kind = kind;
    this.plural = plural;
    this.use = use;
    this.groupVersion = groupVersion;
  }

  /** As in {@code kind}. */
  public String kind() {
    return kind;
  }

  public String plural() {
    return plural;
  }

  public Use use() {
    return use;
  }

  /** As in {@code apiVersion}; empty for Calico's own. */
  public Optional<String> groupVersion() {
    return groupVersion;
  }

  /** For a person, who has to tell two kinds of one name apart. */
  public String title() {
    return this == CALICO_NETWORK_POLICY ? "Calico " + kind : kind;
  }
}
