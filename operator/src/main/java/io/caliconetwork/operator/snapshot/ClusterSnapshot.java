package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.CalicoVersion;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The cluster at one moment.
 *
 * @param installation what the manifest installed
 * @param datastore Calico's own objects
 * @param nodes all of them, by name
 * @param surroundings what the pod network has to get along with
 */
public record ClusterSnapshot(
    Installation installation,
    Datastore datastore,
    List<NodeFacts> nodes,
    Surroundings surroundings) {

  /** A cluster of whose surroundings nothing is known. */
  public ClusterSnapshot(Installation installation, Datastore datastore, List<NodeFacts> nodes) {
    this(installation, datastore, nodes, Surroundings.UNKNOWN);
  }

  /** Which backend calico-node runs. */
  public static final String BACKEND_VARIABLE = "CALICO_NETWORKING_BACKEND";

  /** Key of calico-config that the backend is read from. */
  public static final String BACKEND_KEY = "calico_backend";

  /** Key of calico-config that all MTUs are read from; 0 is auto-detection. */
  public static final String MTU_KEY = "veth_mtu";

  public ClusterSnapshot {
    nodes = nodes.stream().sorted(Comparator.comparing(NodeFacts::name)).toList();
  }

  public Optional<DaemonSetFacts> daemonSet() {
    return installation.daemonSet();
  }

  public Optional<CalicoNodeContainer> container() {
    return daemonSet().flatMap(DaemonSetFacts::container);
  }

  /** IPv4 pools that pods get addresses from, disabled ones too. */
  public List<IpPool> workloadPools() {
    return datastore.pools().stream()
        .filter(p -> p.range().isPresent() && p.forWorkloads())
        .sorted(Comparator.comparing(IpPool::name))
        .toList();
  }

  /** The pool that a CalicoNetwork manages: calico-node's default, else the only one. */
  public Optional<IpPool> managedPool() {
    var pools = workloadPools();
    return pools.stream()
        .filter(p -> p.name().equals(IpPool.DEFAULT_NAME))
        .findFirst()
        .or(() -> pools.size() == 1 ? Optional.of(pools.getFirst()) : Optional.empty());
  }

  /** The backend that calico-node takes at its next start; empty when that cannot be told. */
  public Optional<Backend> configuredBackend() {
    // Unset is bird to calico-node; without a DaemonSet the ConfigMap is all there is.
    var fromConfigMap =
        installation.configMap().flatMap(c -> c.value(BACKEND_KEY)).map(Backend::of);
    if (container().isEmpty()) {
      return fromConfigMap;
    }
    return switch (container().get().value(BACKEND_VARIABLE).orElse(new EnvValue.Literal(""))) {
      case EnvValue.Literal literal -> Optional.of(Backend.of(literal.value()));
      case EnvValue.ConfigMapKey key ->
          installation.configMap().flatMap(c -> c.value(key.key())).map(Backend::of);
      case EnvValue.Other other -> Optional.empty();
    };
  }

  /** Bytes in the ConfigMap; 0 is auto-detection; empty when absent or no number. */
  public Optional<Integer> configuredMtu() {
    return installation
        .configMap()
        .flatMap(c -> c.value(MTU_KEY))
        .filter(v -> v.matches("\\d{1,6}"))
        .map(Integer::valueOf);
  }

  public Optional<CalicoVersion> version() {
    return container()
        .flatMap(CalicoNodeContainer::version)
        .or(() -> datastore.info().flatMap(i -> CalicoVersion.parse(i.calicoVersion())));
  }

  /** The same with other surroundings. */
  public ClusterSnapshot with(Surroundings others) {
    return new ClusterSnapshot(installation, datastore, nodes, others);
  }

  /** A variable of calico-node, followed into Calico's ConfigMap; empty when it cannot be told. */
  public Optional<String> variable(String name) {
    return container()
        .flatMap(c -> c.value(name))
        .flatMap(value ->
            switch (value) {
              case EnvValue.Literal literal -> Optional.of(literal.value());
              case EnvValue.ConfigMapKey key ->
                  installation
                      .configMap()
                      .filter(c -> c.name().equals(key.configMap()))
                      .flatMap(c -> c.value(key.key()));
              case EnvValue.Other other -> Optional.<String>empty();
            });
  }

  /** Linux nodes where calico-node has started at least once. */
  public List<NodeFacts> calicoNodes() {
    return nodes.stream().filter(n -> n.linux() && n.runsCalico()).toList();
  }
}
