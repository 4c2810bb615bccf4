package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Effective;
import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;

/** What is in force in the cluster, in fields and in a sentence. Pure. */
final class InForce {

  private InForce() {}

  static String sentence(ClusterSnapshot cluster) {
    return cluster
        .managedPool()
        .map(p ->
            "pods of "
                + p.cidr()
                + " are carried with overlay "
                + p.encapsulation().map(Encapsulation::overlay).orElse("unknown")
                + cluster
                    .managedIpv6Pool()
                    .map(v6 ->
                        ", those of "
                            + v6.cidr()
                            + " with "
                            + v6.encapsulation().map(Encapsulation::overlay).orElse("unknown"))
                    .orElse(""))
        .orElse("as declared");
  }

  static Effective effective(ClusterSnapshot cluster) {
    var pool = cluster.managedPool();
    return new Effective(
        pool.map(p -> p.encapsulation().map(Encapsulation::overlay).orElse("IPIP and VXLAN"))
            .orElse(null),
        pool.map(IpPool::name).orElse(null),
        pool.map(IpPool::cidr).orElse(null),
        pool.map(IpPool::effectiveBlockSize).orElse(null),
        pool.map(p -> p.options().natOutgoing()).orElse(null),
        pool.map(p -> p.options().nodeSelector()).orElse(null),
        pool.map(p -> p.options().disableBgpExport()).orElse(null),
        cluster.configuredBackend().map(Backend::value).orElse(null),
        cluster.configuredMtu().map(m -> m == 0 ? "auto" : m.toString()).orElse(null),
        cluster.version().map(Object::toString).orElse(null),
        cluster.datastore().api().groupVersion().isEmpty()
            ? null
            : cluster.datastore().api().groupVersion(),
        Ipv6Report.effective(cluster));
  }
}
