package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What Felix reads once: when any of it changes, it exits to be restarted (§4.1).
 *
 * @param ipip whether IPIP is to be served
 * @param vxlan whether VXLAN is to be served
 * @param ipipAddress the node's own tunnel address
 * @param vxlanAddress the node's own tunnel address
 * @param configuration the stored configuration
 * @param otherFamily what it reads of the other family: whether VXLAN is to be served, and the
 *     node's own tunnel address
 */
record FelixSettings(
    boolean ipip,
    boolean vxlan,
    Optional<String> ipipAddress,
    Optional<String> vxlanAddress,
    FelixConfiguration configuration,
    List<Object> otherFamily) {

  /** How encapsulation is derived from a pool's modes. */
  private enum Reader {
    /** At start: the raw list, in which a pool without one of its modes is ignored (≤3.32). */
    AT_START,
    /** In the running calculation: an absent mode is Never. */
    RUNNING
  }

  static FelixSettings atStart(Datastore store, NodeSpec node, NodeEnv env) {
    Reader reader = node.release().restartsOnMissingMode() ? Reader.AT_START : Reader.RUNNING;
    return read(store, node, env, reader);
  }

  static FelixSettings running(Datastore store, NodeSpec node, NodeEnv env) {
    return read(store, node, env, Reader.RUNNING);
  }

  /** Whether vxlan.calico is there after the start. */
  boolean servesVxlan() {
    return vxlan && vxlanAddress.isPresent();
  }

  /** Which cluster routes Felix programs besides those of VXLAN pools (§4.2). */
  static ClusterRoutes clusterRoutes(CalicoRelease release, FelixConfiguration configuration) {
    if (!release.felixCanProgramClusterRoutes()) {
      return ClusterRoutes.DISABLED;
    }
    return configuration
        .programClusterRoutes()
        .orElse(
            release.felixProgramsIpipByDefault()
                ? ClusterRoutes.ENABLED_IPIP_ONLY
                : ClusterRoutes.DISABLED);
  }

  private static FelixSettings read(Datastore store, NodeSpec node, NodeEnv env, Reader reader) {
    FelixConfiguration stored = store.felix();
    return new FelixSettings(
        env.ipipEnabled()
            .or(stored::ipipEnabled)
            .orElseGet(() -> anyPool(store, reader, IpPool::ipipMode)),
        env.vxlanEnabled()
            .or(stored::vxlanEnabled)
            .orElseGet(() -> anyPool(store, reader, IpPool::vxlanMode)),
        store.annotation(node.name(), TunnelAddresses.IPIP_ANNOTATION),
        store.annotation(node.name(), TunnelAddresses.VXLAN_ANNOTATION),
        stored,
        List.of(
            store.otherFamilyHasVxlan(),
            store.annotation(node.name(), TunnelAddresses.VXLAN_IPV6_ANNOTATION)));
  }

  // Disabled pools count too (§4.1).
  private static boolean anyPool(
      Datastore store, Reader reader, Function<IpPool, EncapsulationMode> mode) {
    return store.familyPools().stream()
        .filter(pool ->
            reader == Reader.RUNNING
                || (pool.readIpipMode().isPresent() && pool.readVxlanMode().isPresent()))
        .anyMatch(pool -> mode.apply(pool).isEnabled());
  }
}
