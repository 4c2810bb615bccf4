package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.snapshot.BackendSource;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.List;
import java.util.Optional;

/** DaemonSets and ConfigMaps of a shape that we cannot change without losing something. */
final class DaemonSetShape {

  private DaemonSetShape() {}

  static List<Check> checks() {
    return List.of(
        DaemonSetShape::container,
        DaemonSetShape::configMap,
        DaemonSetShape::backendSource,
        ProbeShape::unknown,
        MtuShape::elsewhere,
        DaemonSetShape::envSource,
        DaemonSetShape::noDefaultPools);
  }

  private static Optional<Refusal> container(Target target, ClusterSnapshot cluster) {
    return cluster
        .daemonSet()
        .filter(d -> d.container().isEmpty())
        .map(d ->
            Refusal.of(
                CheckId.CONTAINER_MISSING,
                "DaemonSet " + d.object() + " has no container named calico-node",
                "set spec.calico.daemonSet to the DaemonSet that runs calico-node, or name its"
                    + " container calico-node"));
  }

  private static Optional<Refusal> configMap(Target target, ClusterSnapshot cluster) {
    return BackendSource.of(cluster) instanceof BackendSource.MissingKey missing
        ? Optional.of(missing(missing.reference(), cluster))
        : Optional.empty();
  }

  private static Refusal missing(EnvValue.ConfigMapKey key, ClusterSnapshot cluster) {
    var namespace = cluster.daemonSet().map(d -> d.object().namespace()).orElse("");
    var seen = cluster.installation().configMap();
    var another = seen.filter(c -> !c.name().equals(key.configMap()));
    var message =
        "calico-node reads its backend from ConfigMap "
            + key.configMap()
            + ", key "
            + key.key()
            + ", in namespace "
            + namespace;
    if (another.isPresent()) {
      return Refusal.of(
          CheckId.CONFIG_MAP_MISSING,
          message + ", and spec.calico.configMap is " + another.get().name(),
          "set spec.calico.configMap to "
              + key.configMap()
              + "; the operator then needs get, list, watch and patch on that ConfigMap, and says"
              + " so with a Role to paste if it has not");
    }
    return Refusal.of(
        CheckId.CONFIG_MAP_MISSING,
        message
            + (seen.isPresent()
                ? ", and it has no such key"
                : ", and where spec.calico says there is no such ConfigMap"),
        "create it with the value bird or vxlan, for calico-node cannot start without: kubectl -n "
            + namespace
            + (seen.isPresent()
                ? " patch configmap "
                    + key.configMap()
                    + " --type merge -p '{\"data\":{\""
                    + key.key()
                    + "\":\"bird\"}}'"
                : " create configmap "
                    + key.configMap()
                    + " --from-literal="
                    + key.key()
                    + "=bird; or set spec.calico to where Calico's objects are"));
  }

  private static Optional<Refusal> backendSource(Target target, ClusterSnapshot cluster) {
    return target.backend().isPresent()
            && BackendSource.of(cluster) instanceof BackendSource.Unreadable source
        ? Optional.of(
            Refusal.of(
                CheckId.BACKEND_SOURCE,
                "calico-node has to run with backend "
                    + target.backend().get().value()
                    + ", but "
                    + ClusterSnapshot.BACKEND_VARIABLE
                    + " comes from "
                    + source.what()
                    + ", which this operator neither reads nor writes",
                "in the DaemonSet give "
                    + ClusterSnapshot.BACKEND_VARIABLE
                    + " its present value, as a literal or from a key of Calico's ConfigMap; both"
                    + " are followed from then on"))
        : Optional.empty();
  }

  /** Whether calico-node has to start with another backend than it is configured with. */
  static boolean backendChanges(Target target, ClusterSnapshot cluster) {
    return target.backend().isPresent()
        && cluster.container().isPresent()
        && !target.backend().equals(cluster.configuredBackend());
  }

  private static Optional<Refusal> envSource(Target target, ClusterSnapshot cluster) {
    return cluster
        .container()
        .map(c -> EnvDifference.between(target, cluster, c).unreachable())
        .filter(unreachable -> !unreachable.isEmpty())
        .map(unreachable ->
            Refusal.of(
                CheckId.ENV_SOURCE,
                "calico-node takes "
                    + String.join(", ", unreachable)
                    + ", where this operator must not write",
                "change the value there to match the spec, or write the variable as a literal in"
                    + " the DaemonSet"));
  }

  private static Optional<Refusal> noDefaultPools(Target target, ClusterSnapshot cluster) {
    return EnvDifference.createsNoPool(cluster) && target.wish().pool().cidr().isPresent()
        ? Optional.of(
            Refusal.of(
                CheckId.NO_DEFAULT_POOLS,
                "calico-node runs with NO_DEFAULT_POOLS=true and would terminate on every node"
                    + " if CALICO_IPV4POOL_CIDR were set, as spec.cidr asks for",
                "remove NO_DEFAULT_POOLS from the DaemonSet, or leave spec.cidr out: the live"
                    + " pool's range stays"))
        : Optional.empty();
  }
}
