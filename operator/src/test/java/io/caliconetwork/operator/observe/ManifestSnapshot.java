package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.List;
import java.util.Optional;

/** A cluster of three nodes as the first calico-node of a manifest leaves it. */
final class ManifestSnapshot {

  private ManifestSnapshot() {}

  static ClusterSnapshot of(String release, List<HasMetadata> objects) {
    var daemonSet =
        objects.stream()
            .filter(o -> o instanceof DaemonSet && o.getMetadata().getName().equals("calico-node"))
            .map(o -> DaemonSetReader.read(rolledOut((DaemonSet) o)))
            .findFirst();
    var canal =
        daemonSet.isEmpty()
            && objects.stream()
                .anyMatch(o -> o instanceof DaemonSet && o.getMetadata().getName().equals("canal"));
    var configMap =
        objects.stream()
            .filter(
                o -> o instanceof ConfigMap && o.getMetadata().getName().equals("calico-config"))
            .peek(o -> o.getMetadata().setResourceVersion("12"))
            .map(o -> CoreReader.configMap((ConfigMap) o))
            .findFirst();
    var bare =
        new ClusterSnapshot(
            new Installation(
                daemonSet,
                configMap,
                Optional.empty(),
                canal ? List.of(OtherOwner.CANAL) : List.of()),
            Datastore.ABSENT,
            Cluster.installed().snapshot().nodes());
    return new ClusterSnapshot(
        bare.installation(),
        new Datastore(
            Datastore.Api.CRD_V1,
            List.of(defaultPool(bare)),
            Optional.of(new Datastore.ClusterInfo(release, true)),
            Datastore.ABSENT.bgp(),
            List.of()),
        bare.nodes().stream().map(n -> after(n, defaultPool(bare))).toList());
  }

  /** As calico-node creates it from the manifest's variables. */
  private static IpPool defaultPool(ClusterSnapshot cluster) {
    return Cluster.pool(
        IpPool.DEFAULT_NAME,
        cluster.variable("CALICO_IPV4POOL_CIDR").orElse("192.168.0.0/16"),
        new IpPool.Modes(
            cluster.variable("CALICO_IPV4POOL_IPIP").orElse("Never"),
            cluster.variable("CALICO_IPV4POOL_VXLAN").orElse("Never"),
            false));
  }

  private static DaemonSet rolledOut(DaemonSet set) {
    return new DaemonSetBuilder(set)
        .editMetadata()
        .withGeneration(1L)
        .withUid("uid")
        .withResourceVersion("11")
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withDesiredNumberScheduled(3)
        .withUpdatedNumberScheduled(3)
        .withNumberAvailable(3)
        .endStatus()
        .build();
  }

  private static NodeFacts after(NodeFacts node, IpPool pool) {
    var encapsulation = pool.encapsulation().orElseThrow();
    var network = pool.cidr();
    var address =
        Optional.of(
            network.substring(0, network.lastIndexOf('.'))
                + "."
                + node.name().replaceAll("\\D", ""));
    return new NodeFacts(
        node.name(),
        node.linux(),
        node.internalIp(),
        node.bgpAddress(),
        encapsulation.family() == Encapsulation.Family.IPIP ? address : Optional.empty(),
        encapsulation.family() == Encapsulation.Family.VXLAN ? address : Optional.empty());
  }
}
