package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.CniInstaller;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * MTUs that are set elsewhere than in {@code veth_mtu}. Tunnels and pods must get the same value
 * (reference §7); where one of them is written into the DaemonSet or into the CNI configuration,
 * which is never rewritten, a change would leave them apart.
 */
final class MtuShape {

  private static final Pattern IN_CNI_CONFIG = Pattern.compile("\"mtu\"\\s*:\\s*(\\d{1,6})");

  private MtuShape() {}

  static Optional<Refusal> elsewhere(Target target, ClusterSnapshot cluster) {
    var wished = target.wish().mtu();
    if (wished.isEmpty() || cluster.container().isEmpty()) {
      return Optional.empty();
    }
    var places = places(wished.get(), cluster);
    if (places.isEmpty() && cluster.configuredMtu().equals(wished)) {
      return Optional.empty();
    }
    var key = cluster.installation().configMap().flatMap(c -> c.value(ClusterSnapshot.MTU_KEY));
    if (places.isEmpty() && key.filter(v -> v.matches("\\d{1,6}")).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.of(
            CheckId.MTU_LITERAL,
            "spec.mtu is "
                + wished.get()
                + ", but "
                + (places.isEmpty()
                    ? "Calico's ConfigMap has no number in " + ClusterSnapshot.MTU_KEY
                    : "the MTU is not the ConfigMap's veth_mtu everywhere: "
                        + String.join(", ", places)),
            "take "
                + String.join(", ", ClusterSnapshot.MTU_VARIABLES)
                + " and install-cni's CNI_MTU from configMapKeyRef {name: "
                + cluster.installation().configMap().map(c -> c.name()).orElse("calico-config")
                + ", key: veth_mtu}, with \"mtu\": __CNI_MTU__ in the CNI configuration; or write "
                + wished.get()
                + " there yourself; or leave spec.mtu out"));
  }

  /** Where an MTU other than the wished one is set that we do not write. */
  private static List<String> places(int wished, ClusterSnapshot cluster) {
    var places = new ArrayList<String>();
    var container = cluster.container().orElseThrow();
    for (var variable : ClusterSnapshot.MTU_VARIABLES) {
      container
          .value(variable)
          .ifPresent(v -> place(variable, v, wished, cluster).ifPresent(places::add));
    }
    var cni = cluster.daemonSet().map(DaemonSetFacts::cni).orElse(CniInstaller.NONE);
    cni.mtu()
        .flatMap(v -> place(CniInstaller.MTU_VARIABLE, v, wished, cluster))
        .ifPresent(places::add);
    cni.config()
        .flatMap(cluster::value)
        .map(IN_CNI_CONFIG::matcher)
        .filter(m -> m.find() && Integer.parseInt(m.group(1)) != wished)
        .ifPresent(m -> places.add("\"mtu\": " + m.group(1) + " in the CNI configuration"));
    return places;
  }

  private static Optional<String> place(
      String variable, EnvValue source, int wished, ClusterSnapshot cluster) {
    return switch (source) {
      case EnvValue.Literal literal ->
          literal.value().equals(String.valueOf(wished))
              ? Optional.empty()
              : Optional.of(variable + " is the literal '" + literal.value() + "'");
      case EnvValue.ConfigMapKey key ->
          key.key().equals(ClusterSnapshot.MTU_KEY)
                  && cluster
                      .installation()
                      .configMap()
                      .filter(c -> !c.name().equals(key.configMap()))
                      .isEmpty()
              ? Optional.empty()
              : Optional.of(
                  variable + " comes from key " + key.key() + " of ConfigMap " + key.configMap());
      case EnvValue.Other other -> Optional.of(variable + " comes from a " + other.kind());
    };
  }
}
