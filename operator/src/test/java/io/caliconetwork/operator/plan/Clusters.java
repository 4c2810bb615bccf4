package io.caliconetwork.operator.plan;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.snapshot.NodeFacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pieces of clusters and wishes for tests. */
final class Clusters {

  static final List<String> FELIX_LIVE = List.of("/bin/calico-node", "-felix-live");
  static final List<String> FELIX_READY = List.of("/bin/calico-node", "-felix-ready");

  /** A range that may be lent. */
  static final String LENT = "10.245.0.0/24";

  private Clusters() {}

  /** The same wish with a range lent. */
  static Wish lending(Wish wish) {
    var pool = wish.pool();
    return new Wish(
        wish.overlay(),
        new Wish.PoolWish(
            pool.cidr(),
            pool.blockSize(),
            pool.natOutgoing(),
            pool.nodeSelector(),
            pool.disableBgpExport(),
            Optional.of(Ipv4Range.of(LENT))),
        wish.mtu(),
        wish.planOnly(),
        wish.accepted(),
        wish.ipv6());
  }

  static Wish wish(Encapsulation overlay, Optional<Integer> mtu) {
    return new Wish(
        overlay,
        new Wish.PoolWish(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        mtu,
        false,
        Set.of(),
        Optional.empty());
  }

  static IpPool pool(Encapsulation encapsulation) {
    return new IpPool(
        IpPool.DEFAULT_NAME,
        "1",
        "10.244.0.0/16",
        26,
        new IpPool.Modes(
            encapsulation.ipipMode().value(), encapsulation.vxlanMode().value(), false),
        PoolOptions.DEFAULT,
        false,
        List.of());
  }

  /** Literal variables of calico.yaml for a pool of this encapsulation. */
  static Map<String, EnvValue> env(Encapsulation encapsulation) {
    var env = new LinkedHashMap<String, EnvValue>();
    env.put("DATASTORE_TYPE", new EnvValue.Literal("kubernetes"));
    env.put(
        "CALICO_NETWORKING_BACKEND", new EnvValue.ConfigMapKey("calico-config", "calico_backend"));
    env.put("FELIX_VXLANMTU", new EnvValue.ConfigMapKey("calico-config", "veth_mtu"));
    env.put("CALICO_IPV4POOL_IPIP", new EnvValue.Literal(encapsulation.ipipMode().value()));
    env.put("CALICO_IPV4POOL_VXLAN", new EnvValue.Literal(encapsulation.vxlanMode().value()));
    env.put("CALICO_IPV4POOL_CIDR", new EnvValue.Literal("10.244.0.0/16"));
    return env;
  }

  /** A node in one subnet with all others. */
  static NodeFacts node(int index, Optional<String> ipip, Optional<String> vxlan) {
    return new NodeFacts(
        "node-" + index,
        true,
        Optional.of("10.0.0." + (10 + index)),
        Optional.of("10.0.0." + (10 + index) + "/24"),
        ipip,
        vxlan);
  }
}
