package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Clusters whose pod network is not ours to manage. */
final class HandsOff {

  private static final Pattern CALICO_IPAM =
      Pattern.compile("\"ipam\"\\s*:\\s*\\{[^{}]*\"type\"\\s*:\\s*\"calico-ipam\"", Pattern.DOTALL);

  private static final String DATASTORE_TYPE = "DATASTORE_TYPE";

  private HandsOff() {}

  static List<Check> checks() {
    return List.of(
        HandsOff::tigeraOperator,
        HandsOff::canal,
        HandsOff::etcd,
        HandsOff::backendNone,
        HandsOff::hostLocal);
  }

  private static Optional<Refusal> tigeraOperator(Target target, ClusterSnapshot cluster) {
    return when(
        cluster.installation().otherOwners().contains(OtherOwner.TIGERA_OPERATOR),
        Refusal.of(
            CheckId.TIGERA_OPERATOR,
            "Installation 'default' of operator.tigera.io exists: tigera-operator manages this"
                + " Calico and would revert every change",
            "change the overlay in the Installation's spec.calicoNetwork.ipPools, or remove"
                + " tigera-operator before using a CalicoNetwork"));
  }

  private static Optional<Refusal> canal(Target target, ClusterSnapshot cluster) {
    return when(
        cluster.installation().otherOwners().contains(OtherOwner.CANAL),
        Refusal.of(
            CheckId.CANAL,
            "this is Canal: DaemonSet 'canal' is there and calico-node's is not, flannel carries"
                + " the pod traffic and IPPools have no effect",
            "delete this CalicoNetwork, or migrate from Canal to Calico first"));
  }

  private static Optional<Refusal> etcd(Target target, ClusterSnapshot cluster) {
    // Unset means etcdv3 to Calico; every manifest for the Kubernetes datastore sets it.
    var type = cluster.variable(DATASTORE_TYPE);
    return cluster
        .container()
        .filter(c -> !type.orElse("etcdv3").equals("kubernetes"))
        .map(c ->
            Refusal.of(
                CheckId.ETCD_DATASTORE,
                "calico-node's DATASTORE_TYPE is "
                    + type.orElse(
                        c.value(DATASTORE_TYPE).isPresent() || !c.envFrom().isEmpty()
                            ? "taken from where this operator does not read"
                            : "not set, which means etcdv3")
                    + ": Calico's pools "
                    + (type.isPresent() ? "are" : "may be")
                    + " in etcd, not in the Kubernetes API",
                "delete this CalicoNetwork, or move Calico to the Kubernetes datastore first"
                    + (type.isPresent()
                        ? ""
                        : "; if it is there already, set DATASTORE_TYPE=kubernetes in the"
                            + " DaemonSet")));
  }

  private static Optional<Refusal> hostLocal(Target target, ClusterSnapshot cluster) {
    if (cluster.variable("USE_POD_CIDR").filter("true"::equalsIgnoreCase).isPresent()) {
      return Optional.of(
          hostLocal(
              "calico-node runs with USE_POD_CIDR=true: pods get addresses from the nodes'"
                  + " podCIDR, not from IPPools"));
    }
    var inDaemonSet =
        cluster
            .daemonSet()
            .flatMap(d -> d.cni().config())
            .flatMap(cluster::value)
            .filter(HandsOff::otherIpam);
    var inConfigMap =
        cluster
            .installation()
            .configMap()
            .flatMap(c -> c.value("cni_network_config"))
            .filter(HandsOff::otherIpam);
    return when(
        inDaemonSet.isPresent() || inConfigMap.isPresent(),
        hostLocal(
            "the CNI configuration in "
                + (inConfigMap.isPresent() ? "Calico's ConfigMap" : "the DaemonSet")
                + " does not use calico-ipam: pods do not get addresses from IPPools"));
  }

  private static boolean otherIpam(String cniConfiguration) {
    return cniConfiguration.contains("\"ipam\"") && !CALICO_IPAM.matcher(cniConfiguration).find();
  }

  private static Refusal hostLocal(String message) {
    return Refusal.of(
        CheckId.HOST_LOCAL_IPAM,
        message,
        "delete this CalicoNetwork; it can only manage clusters that use calico-ipam");
  }

  private static Optional<Refusal> backendNone(Target target, ClusterSnapshot cluster) {
    return when(
        cluster.configuredBackend().filter(b -> b == Backend.NONE).isPresent(),
        Refusal.of(
            CheckId.BACKEND_NONE,
            "calico-node runs with "
                + ClusterSnapshot.BACKEND_VARIABLE
                + "=none, as calico-policy-only.yaml has it: Calico enforces policy and another CNI"
                + " carries the traffic",
            "delete this CalicoNetwork, or let Calico do the networking first"));
  }

  static Optional<Refusal> when(boolean fails, Refusal refusal) {
    return fails ? Optional.of(refusal) : Optional.empty();
  }
}
