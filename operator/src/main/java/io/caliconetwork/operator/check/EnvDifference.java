package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolEnv;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What has to change so that calico-node, were it to create the default pool anew, would create the
 * wished one. A variable is meant when the spec declares its field, or when what calico-node would
 * use without it differs from the pool; one that already means the same is left as it is.
 *
 * @param literals variables to set in the DaemonSet
 * @param configMapKeys keys to set in Calico's ConfigMap, for variables that come from there
 * @param unreachable variables that would have to change but come from elsewhere
 */
public record EnvDifference(
    Map<String, String> literals, Map<String, String> configMapKeys, List<String> unreachable) {

  private static final String NO_DEFAULT_POOLS = "NO_DEFAULT_POOLS";

  /** Nothing to change. */
  public static final EnvDifference NONE = new EnvDifference(Map.of(), Map.of(), List.of());

  public EnvDifference {
    literals = Map.copyOf(literals);
    configMapKeys = Map.copyOf(configMapKeys);
    unreachable = List.copyOf(unreachable);
  }

  public boolean isEmpty() {
    return literals.isEmpty() && configMapKeys.isEmpty() && unreachable.isEmpty();
  }

  /** What has to change for IPv4 and, where it is wished, for IPv6. */
  public static EnvDifference ofBothFamilies(
      Target target, ClusterSnapshot cluster, CalicoNodeContainer container) {
    var both = between(target, cluster, container);
    var ipv6 = Ipv6Difference.between(target, cluster, container);
    var literals = new LinkedHashMap<>(both.literals());
    literals.putAll(ipv6.literals());
    var keys = new LinkedHashMap<>(both.configMapKeys());
    keys.putAll(ipv6.configMapKeys());
    var unreachable = new TreeSet<>(both.unreachable());
    unreachable.addAll(ipv6.unreachable());
    return new EnvDifference(literals, keys, List.copyOf(unreachable));
  }

  /** Compares the container's variables with the target. */
  public static EnvDifference between(
      Target target, ClusterSnapshot cluster, CalicoNodeContainer container) {
    var literals = new LinkedHashMap<String, String>();
    var keys = new LinkedHashMap<String, String>();
    var unsaid = new LinkedHashMap<String, String>();
    var unreachable = new TreeSet<String>();
    meant(target, cluster, container)
        .forEach((variable, wished) -> {
          switch (container.value(variable.variable()).orElse(null)) {
            case null -> {
              var same =
                  unsetMeans(variable, wished, container)
                      || (variable == PoolEnv.CIDR && picksByItself(target, cluster, container));
              (same ? unsaid : literals).put(variable.variable(), wished);
            }
            case EnvValue.Literal literal -> {
              if (!variable.sameMeaning(literal.value(), wished)) {
                literals.put(variable.variable(), wished);
              }
            }
            case EnvValue.ConfigMapKey key -> {
              var present = cluster.value(key);
              if (present.isEmpty()) {
                unreachable.add(
                    variable.variable()
                        + " (from ConfigMap "
                        + key.configMap()
                        + ", key "
                        + key.key()
                        + ")");
              } else if (!variable.sameMeaning(present.get(), wished)) {
                keys.put(key.key(), wished);
              }
            }
            case EnvValue.Other other ->
                unreachable.add(variable.variable() + " (from a " + other.kind() + ")");
          }
        });
    if (!literals.isEmpty()) {
      literals.putAll(unsaid);
    }
    return new EnvDifference(literals, keys, List.copyOf(unreachable));
  }

  /**
   * Without the mode variables calico-node takes Never, so writing that down is worth no restart of
   * its own.
   */
  private static boolean unsetMeans(
      PoolEnv variable, String wished, CalicoNodeContainer container) {
    return (variable == PoolEnv.IPIP || variable == PoolEnv.VXLAN)
        && container.envFrom().isEmpty()
        && variable.sameMeaning("", wished);
  }

  /**
   * Without a range calico-node picks this very one, as far as the nodes' addresses tell. It may
   * know of more addresses on its host, so the range is written down; but not at the price of a
   * restart, unless the spec declares it.
   */
  private static boolean picksByItself(
      Target target, ClusterSnapshot cluster, CalicoNodeContainer container) {
    return target.wish().pool().cidr().isEmpty()
        && container.envFrom().isEmpty()
        && Target.freshRange(cluster).equals(target.pool().cidr());
  }

  /** Whether calico-node creates no pools at all, so that a range must not be given. */
  static boolean createsNoPool(ClusterSnapshot cluster) {
    return cluster.variable(NO_DEFAULT_POOLS).filter("true"::equalsIgnoreCase).isPresent();
  }

  /**
   * Whether {@code CALICO_IPV4POOL_CIDR=none} keeps calico-node from creating an IPv4 pool. Before
   * v3.29 it is an invalid range, which ends every start.
   */
  private static boolean createsNoIpv4Pool(ClusterSnapshot cluster) {
    return cluster.variable(PoolEnv.CIDR.variable()).filter("none"::equals).isPresent()
        && cluster.version().filter(v -> !v.understandsCidrNone()).isEmpty();
  }

  private static Map<PoolEnv, String> meant(
      Target target, ClusterSnapshot cluster, CalicoNodeContainer container) {
    var wish = target.wish().pool();
    var pool = target.pool();
    var options = pool.options();
    var meant = new EnumMap<PoolEnv, String>(PoolEnv.class);
    meant.put(PoolEnv.IPIP, pool.encapsulation().ipipMode().value());
    meant.put(PoolEnv.VXLAN, pool.encapsulation().vxlanMode().value());
    var cidr = pool.cidr().toString();
    // Without the variable calico-node takes kubeadm's podSubnet; what it picks otherwise depends
    // on the addresses of whichever node comes first, so then the range is written down.
    var byDefault = cluster.installation().kubeadmPodSubnet().orElse("");
    var creates = !createsNoPool(cluster) && !createsNoIpv4Pool(cluster);
    if (wish.cidr().isPresent()
        || (creates
            && (container.value(PoolEnv.CIDR.variable()).isPresent()
                || !PoolEnv.CIDR.sameMeaning(byDefault, cidr)))) {
      meant.put(PoolEnv.CIDR, cidr);
    }
    var rest = new Rest(container, meant);
    rest.field(PoolEnv.BLOCK_SIZE, wish.blockSize(), pool.blockSize(), IpPool.DEFAULT_BLOCK_SIZE);
    rest.field(
        PoolEnv.NAT_OUTGOING,
        wish.natOutgoing(),
        options.natOutgoing(),
        PoolOptions.DEFAULT.natOutgoing());
    rest.field(
        PoolEnv.NODE_SELECTOR,
        wish.nodeSelector(),
        options.nodeSelector(),
        PoolOptions.DEFAULT.nodeSelector());
    rest.field(
        PoolEnv.DISABLE_BGP_EXPORT,
        wish.disableBgpExport(),
        options.disableBgpExport(),
        PoolOptions.DEFAULT.disableBgpExport());
    return meant;
  }

  private record Rest(CalicoNodeContainer container, Map<PoolEnv, String> meant) {

    <T> void field(PoolEnv variable, Optional<T> wished, T effective, T calicoDefault) {
      if (wished.isPresent()
          || container.value(variable.variable()).isPresent()
          || !effective.equals(calicoDefault)) {
        meant.put(variable, effective.toString());
      }
    }
  }
}
