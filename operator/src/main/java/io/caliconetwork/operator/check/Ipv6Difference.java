package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv6Env;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What has to change so that calico-node serves IPv6: its own address, Felix, the variables from
 * which it would create the IPv6 pool anew, and the CNI configuration that it installs. All of it
 * is read at its start, so all of it belongs into one revision.
 */
final class Ipv6Difference {

  private static final String NO_DEFAULT_POOLS = "NO_DEFAULT_POOLS";

  private Ipv6Difference() {}

  /** Compares container and ConfigMap with the target; nothing where IPv6 is left alone. */
  static EnvDifference between(
      Target target, ClusterSnapshot cluster, CalicoNodeContainer container) {
    if (target.ipv6().isEmpty()) {
      return EnvDifference.NONE;
    }
    var literals = new HashMap<String, String>();
    var keys = new HashMap<String, String>();
    var unreachable = new TreeSet<String>();
    meant(target, container)
        .forEach((variable, wished) -> {
          var name = variable.variable();
          switch (container.value(name).orElse(new EnvValue.Literal(null))) {
            case EnvValue.Literal literal -> {
              if (literal.value() == null || !variable.sameMeaning(literal.value(), wished)) {
                literals.put(name, wished);
              }
            }
            case EnvValue.ConfigMapKey key -> {
              var present = inOurConfigMap(key, cluster);
              if (present.isEmpty()) {
                unreachable.add(
                    name + " (from ConfigMap " + key.configMap() + ", key " + key.key() + ")");
              } else if (!variable.sameMeaning(present.get(), wished)) {
                keys.put(key.key(), wished);
              }
            }
            case EnvValue.Other other -> {
              // Installers take the node's address from the pod's or the host's own.
              if (variable != Ipv6Env.NODE_ADDRESS) {
                unreachable.add(name + " (from a " + other.kind() + ")");
              }
            }
          }
        });
    cluster
        .cniConfig()
        .filter(config -> !config.assignsIpv6())
        .ifPresent(config -> keys.put(CniConfig.KEY, config.withIpv6()));
    return new EnvDifference(literals, keys, List.copyOf(unreachable));
  }

  /** Whether calico-node is still to be told to look for the nodes' IPv6 addresses. */
  static boolean addressesAhead(Target target, ClusterSnapshot cluster) {
    return cluster
        .container()
        .map(c -> between(target, cluster, c))
        .filter(d ->
            d.literals().containsKey(Ipv6Env.NODE_ADDRESS.variable())
                || d.configMapKeys().containsValue(Ipv6Env.AUTODETECT))
        .isPresent();
  }

  private static Optional<String> inOurConfigMap(
      EnvValue.ConfigMapKey key, ClusterSnapshot cluster) {
    return cluster
        .installation()
        .configMap()
        .filter(c -> c.name().equals(key.configMap()))
        .flatMap((ConfigMapFacts c) -> c.value(key.key()));
  }

  private static Map<Ipv6Env, String> meant(Target target, CalicoNodeContainer container) {
    var meant = new EnumMap<Ipv6Env, String>(Ipv6Env.class);
    // Written even where it is Felix's default: the variable outranks FelixConfiguration.
    meant.put(Ipv6Env.FELIX, "true");
    meant.put(Ipv6Env.NODE_ADDRESS, Ipv6Env.AUTODETECT);
    if (container.literal(NO_DEFAULT_POOLS).filter("true"::equalsIgnoreCase).isPresent()) {
      // Then calico-node creates no pool, and terminates when it finds the pool's range.
      return meant;
    }
    var pool = target.ipv6().orElseThrow();
    meant.put(Ipv6Env.CIDR, pool.cidr().toString());
    meant.put(Ipv6Env.VXLAN, pool.encapsulation().vxlanMode().value());
    var wish = target.wish().ipv6().orElseThrow();
    var options = pool.options();
    var rest = new Rest(container, meant);
    rest.field(
        Ipv6Env.BLOCK_SIZE, wish.blockSize(), pool.blockSize(), IpPool.DEFAULT_IPV6_BLOCK_SIZE);
    rest.field(
        Ipv6Env.NAT_OUTGOING,
        wish.natOutgoing(),
        options.natOutgoing(),
        PoolOptions.DEFAULT_IPV6.natOutgoing());
    rest.field(
        Ipv6Env.NODE_SELECTOR,
        wish.nodeSelector(),
        options.nodeSelector(),
        PoolOptions.DEFAULT_IPV6.nodeSelector());
    rest.field(
        Ipv6Env.DISABLE_BGP_EXPORT,
        wish.disableBgpExport(),
        options.disableBgpExport(),
        PoolOptions.DEFAULT_IPV6.disableBgpExport());
    return meant;
  }

  private record Rest(CalicoNodeContainer container, Map<Ipv6Env, String> meant) {

    <T> void field(Ipv6Env variable, Optional<T> wished, T effective, T calicoDefault) {
      if (wished.isPresent()
          || container.value(variable.variable()).isPresent()
          || !effective.equals(calicoDefault)) {
        meant.put(variable, effective.toString());
      }
    }
  }
}
