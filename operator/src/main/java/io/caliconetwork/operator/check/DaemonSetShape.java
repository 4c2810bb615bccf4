package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.Probes;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DaemonSets and ConfigMaps of a shape that we cannot change without losing something. */
final class DaemonSetShape {

  private static final String NO_DEFAULT_POOLS = "NO_DEFAULT_POOLS";
  private static final List<String> MTU_VARIABLES =
      List.of("FELIX_IPINIPMTU", "FELIX_VXLANMTU", "FELIX_WIREGUARDMTU");

  private DaemonSetShape() {}

  static List<Check> checks() {
    return List.of(
        DaemonSetShape::container,
        DaemonSetShape::configMap,
        DaemonSetShape::literalBackend,
        DaemonSetShape::unknownProbe,
        DaemonSetShape::literalMtu,
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
    return cluster
        .container()
        .flatMap(c -> c.value(ClusterSnapshot.BACKEND_VARIABLE))
        .filter(v -> v instanceof EnvValue.ConfigMapKey)
        .map(v -> (EnvValue.ConfigMapKey) v)
        .filter(key ->
            cluster
                .installation()
                .configMap()
                .filter(c -> c.name().equals(key.configMap()))
                .flatMap(c -> c.value(key.key()))
                .isEmpty())
        .map(key ->
            Refusal.of(
                CheckId.CONFIG_MAP_MISSING,
                "calico-node reads its backend from ConfigMap "
                    + key.configMap()
                    + ", key "
                    + key.key()
                    + ", and that is not what is found where spec.calico says",
                "set spec.calico.configMap to "
                    + key.configMap()
                    + " if that one is meant; if it has no such key, create it with the value bird"
                    + " or vxlan, for calico-node cannot start without"));
  }

  private static Optional<Refusal> literalBackend(Target target, ClusterSnapshot cluster) {
    if (!backendChanges(target, cluster)) {
      return Optional.empty();
    }
    return cluster
        .container()
        .filter(c ->
            !(c.value(ClusterSnapshot.BACKEND_VARIABLE).orElse(null)
                    instanceof EnvValue.ConfigMapKey k
                && k.key().equals(ClusterSnapshot.BACKEND_KEY)))
        .map(c ->
            Refusal.of(
                CheckId.BACKEND_LITERAL,
                "the backend has to become "
                    + target.backend().map(Backend::value).orElse("")
                    + ", but "
                    + source(c)
                    + " instead of the ConfigMap's "
                    + ClusterSnapshot.BACKEND_KEY,
                "in the DaemonSet set "
                    + ClusterSnapshot.BACKEND_VARIABLE
                    + " from configMapKeyRef {name: calico-config, key: calico_backend}, with"
                    + " the present value in that key"));
  }

  private static String source(CalicoNodeContainer container) {
    return switch (container.value(ClusterSnapshot.BACKEND_VARIABLE).orElse(null)) {
      case null -> "calico-node has no " + ClusterSnapshot.BACKEND_VARIABLE;
      case EnvValue.Literal l ->
          ClusterSnapshot.BACKEND_VARIABLE + " is the literal '" + l.value() + "' in the DaemonSet";
      case EnvValue.Other o -> ClusterSnapshot.BACKEND_VARIABLE + " comes from a " + o.kind();
      case EnvValue.ConfigMapKey k ->
          ClusterSnapshot.BACKEND_VARIABLE
              + " comes from key "
              + k.key()
              + " of ConfigMap "
              + k.configMap();
    };
  }

  private static Optional<Refusal> unknownProbe(Target target, ClusterSnapshot cluster) {
    if (!birdProbesChange(target, cluster)) {
      return Optional.empty();
    }
    return cluster
        .container()
        .map(DaemonSetShape::unknownProbes)
        .filter(unknown -> !unknown.isEmpty())
        .map(unknown ->
            Refusal.of(
                CheckId.PROBE_UNKNOWN,
                "calico-node's bird probes have to follow the backend, but "
                    + String.join(" and ", unknown)
                    + " is of a form this operator does not recognise",
                "use exec probes that run calico-node with -felix-live and -felix-ready, as"
                    + " calico.yaml does"));
  }

  /** Probes whose meaning we do not know, described. */
  static List<String> unknownProbes(CalicoNodeContainer container) {
    var unknown = new ArrayList<>(container.otherProbes());
    if (!container.liveness().isEmpty() && !Probes.recognised(container.liveness())) {
      unknown.add("livenessProbe exec " + container.liveness());
    }
    if (!container.readiness().isEmpty() && !Probes.recognised(container.readiness())) {
      unknown.add("readinessProbe exec " + container.readiness());
    }
    return unknown;
  }

  /** Whether calico-node has to start with another backend than it is configured with. */
  static boolean backendChanges(Target target, ClusterSnapshot cluster) {
    return target.backend().isPresent()
        && cluster.container().isPresent()
        && !target.backend().equals(cluster.configuredBackend());
  }

  private static boolean birdProbesChange(Target target, ClusterSnapshot cluster) {
    if (cluster.container().isEmpty() || target.backend().isEmpty()) {
      return false;
    }
    var container = cluster.container().get();
    var bird = target.backend().get() == Backend.BIRD;
    return backendChanges(target, cluster)
        || Probes.has(container.liveness(), Probes.BIRD_LIVE) != bird
        || Probes.has(container.readiness(), Probes.BIRD_READY) != bird;
  }

  private static Optional<Refusal> literalMtu(Target target, ClusterSnapshot cluster) {
    var wished = target.wish().mtu();
    if (wished.isEmpty() || cluster.container().isEmpty()) {
      return Optional.empty();
    }
    var container = cluster.container().get();
    var elsewhere =
        MTU_VARIABLES.stream()
            .filter(v -> container.value(v).isPresent())
            .filter(v ->
                !(container.value(v).get() instanceof EnvValue.ConfigMapKey k
                    && k.key().equals(ClusterSnapshot.MTU_KEY)))
            .toList();
    if (elsewhere.isEmpty() && cluster.configuredMtu().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.of(
            CheckId.MTU_LITERAL,
            "spec.mtu is "
                + wished.get()
                + ", but "
                + (elsewhere.isEmpty()
                    ? "Calico's ConfigMap has no number in " + ClusterSnapshot.MTU_KEY
                    : String.join(", ", elsewhere) + " do not come from the ConfigMap's veth_mtu"),
            "take these variables from configMapKeyRef {name: calico-config, key: veth_mtu}, or"
                + " leave spec.mtu out"));
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
    return cluster
        .container()
        .filter(c -> c.literal(NO_DEFAULT_POOLS).filter("true"::equalsIgnoreCase).isPresent())
        .filter(c -> EnvDifference.meansCidr(target, cluster, c))
        .map(c ->
            Refusal.of(
                CheckId.NO_DEFAULT_POOLS,
                "calico-node runs with NO_DEFAULT_POOLS=true and would terminate on every node"
                    + " if CALICO_IPV4POOL_CIDR were set",
                "remove NO_DEFAULT_POOLS from the DaemonSet, or leave spec.cidr out and let"
                    + " kubeadm's podSubnet name the range"));
  }
}
