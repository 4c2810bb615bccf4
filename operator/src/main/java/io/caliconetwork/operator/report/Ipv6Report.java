package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.EffectiveIpv6;
import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;

/** The IPv6 part of the status. */
final class Ipv6Report {

  private Ipv6Report() {}

  /** What is in force; null while there is no IPv6 pool. */
  static EffectiveIpv6 effective(ClusterSnapshot cluster) {
    return cluster
        .managedIpv6Pool()
        .map(pool ->
            new EffectiveIpv6(
                pool.encapsulation().map(Encapsulation::overlay).orElse("IPIP and VXLAN"),
                pool.name(),
                pool.cidr(),
                pool.effectiveBlockSize(),
                pool.options().natOutgoing(),
                pool.options().nodeSelector(),
                pool.options().disableBgpExport(),
                cluster.cniConfig().map(CniConfig::assignsIpv6).orElse(null)))
        .orElse(null);
  }
}
