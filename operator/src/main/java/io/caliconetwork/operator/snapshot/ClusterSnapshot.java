package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.Backend;
import io.caliconetwork.operator.calico.CalicoVersion;
import io.caliconetwork.operator.calico.CniConfig;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cluster at one moment.
 *
 * @param installation what the manifest installed
 * @param datastore Calico's own objects
 * @param nodes all of them, by name
 * @param surroundings what the pod network has to get along with
 * @param settling for how long it has been as it is
 * @param claims what address management keeps in the ranges that a decision asks for
 * @param origin where a change of ranges began; empty when none is under way
 * @param moves pods that have to leave their addresses; empty unless a decision asks for them
 */
public record ClusterSnapshot(
    Installation installation,
    Datastore datastore,
    List<NodeFacts> nodes,
    Surroundings surroundings,
    Settling settling,
    List<IpamClaims> claims,
    Optional<Origin> origin,
    Optional<PodMoves> moves) {

  /** A cluster that has been as it is for long. */
  public ClusterSnapshot(
      Installation installation,
      Datastore datastore,
      List<NodeFacts> nodes,
      Surroundings surroundings) {
    this(
        installation,
        datastore,
        nodes,
        surroundings,
        Settling.DONE,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

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

  /** Variables of the tunnels' MTUs, the one that takes most room first. */
  public static final List<String> MTU_VARIABLES =
      List.of("FELIX_VXLANMTU", "FELIX_IPINIPMTU", "FELIX_WIREGUARDMTU");

  public ClusterSnapshot {
    nodes = nodes.stream().sorted(Comparator.comparing(NodeFacts::name)).toList();
    claims = List.copyOf(claims);
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

  /** IPv6 pools that pods get addresses from, disabled ones too. */
  public List<IpPool> ipv6WorkloadPools() {
    return datastore.pools().stream()
        .filter(p -> p.ipv6() && p.forWorkloads())
        .sorted(Comparator.comparing(IpPool::name))
        .toList();
  }

  /**
   * The pool that a CalicoNetwork manages. While pods move from one range to another there are
   * several; then it is the one that they leave last.
   */
  public Optional<IpPool> managedPool() {
    return managedPools().stream().findFirst();
  }

  /**
   * The pools that a CalicoNetwork manages: calico-node's default and those that this operator
   * creates while pods move, by their names; else the only one, whatever its name. More than one
   * means that pods are moving.
   */
  public List<IpPool> managedPools() {
    var pools = workloadPools();
    var named =
        Stream.concat(origin.map(Origin::pool).stream(), IpPool.MANAGED_NAMES.stream())
            .distinct()
            .flatMap(name -> pools.stream().filter(p -> p.name().equals(name)))
            .toList();
    return named.isEmpty() && pools.size() == 1 ? pools : named;
  }

  /** The pool of this name. */
  public Optional<IpPool> pool(String name) {
    return datastore.pools().stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /** The second pool that builds tunnels ahead of a change; there while one is under way. */
  public Optional<IpPool> pilotPool() {
    return pool(IpPool.PILOT_NAME)
        .filter(IpPool::onlyForTunnels)
        .filter(p -> p.range().isPresent());
  }

  /** The IPv6 pool that {@code spec.ipv6} manages, chosen likewise. */
  public Optional<IpPool> managedIpv6Pool() {
    var pools = ipv6WorkloadPools();
    return pools.stream()
        .filter(p -> p.name().equals(IpPool.DEFAULT_IPV6_NAME))
        .findFirst()
        .or(() -> pools.size() == 1 ? Optional.of(pools.getFirst()) : Optional.empty());
  }

  /** The CNI configuration that calico-node installs; empty when it cannot be read. */
  public Optional<CniConfig> cniConfig() {
    return installation.configMap().flatMap(c -> c.value(CniConfig.KEY)).flatMap(CniConfig::parse);
  }

  /** Value behind a reference, if it is to the ConfigMap we look at and has the key. */
  public Optional<String> value(EnvValue.ConfigMapKey reference) {
    return installation
        .configMap()
        .filter(c -> c.name().equals(reference.configMap()))
        .flatMap(c -> c.value(reference.key()));
  }

  /** What a source comes to; empty when it is neither literal nor in Calico's ConfigMap. */
  public Optional<String> value(EnvValue source) {
    return switch (source) {
      case EnvValue.Literal literal -> Optional.of(literal.value());
      case EnvValue.ConfigMapKey key -> value(key);
      case EnvValue.Other other -> Optional.empty();
    };
  }

  /** Value of a variable of calico-node; empty when it is absent or cannot be read. */
  public Optional<String> variable(String name) {
    return container().flatMap(c -> c.value(name)).flatMap(this::value);
  }

  /** The backend that calico-node takes at its next start; empty when that cannot be told. */
  public Optional<Backend> configuredBackend() {
    return switch (BackendSource.of(this)) {
      case BackendSource.OurConfigMap source ->
          installation.configMap().flatMap(c -> c.value(source.key())).map(Backend::of);
      case BackendSource.Template source ->
          Optional.of(Backend.of(variable(BACKEND_VARIABLE).orElse("")));
      case BackendSource.MissingKey source -> Optional.empty();
      case BackendSource.Unreadable source -> Optional.empty();
    };
  }

  /**
   * Bytes that the tunnels are set to; 0 is auto-detection, also where nothing sets them; empty
   * when what is set is no number or cannot be read.
   */
  public Optional<Integer> configuredMtu() {
    var sources =
        MTU_VARIABLES.stream().flatMap(v -> container().flatMap(c -> c.value(v)).stream()).toList();
    var fromKey = installation.configMap().flatMap(c -> c.value(MTU_KEY));
    if (sources.isEmpty()) {
      return fromKey.or(() -> container().map(c -> "0")).flatMap(ClusterSnapshot::number);
    }
    return value(sources.getFirst()).flatMap(ClusterSnapshot::number);
  }

  private static Optional<Integer> number(String text) {
    return text.matches("\\d{1,6}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  public Optional<CalicoVersion> version() {
    return container()
        .flatMap(CalicoNodeContainer::version)
        .or(() -> datastore.info().flatMap(i -> CalicoVersion.parse(i.calicoVersion())));
  }

  /** What address management keeps in this range, if a decision asked for it. */
  public Optional<IpamClaims> claims(Ipv4Range range) {
    return claims.stream().filter(c -> c.range().equals(range)).findFirst();
  }

  /** The same with other surroundings. */
  public ClusterSnapshot with(Surroundings others) {
    return new ClusterSnapshot(
        installation, datastore, nodes, others, settling, claims, origin, moves);
  }

  /** The same, not settled yet or settled long since. */
  public ClusterSnapshot with(Settling other) {
    return new ClusterSnapshot(
        installation, datastore, nodes, surroundings, other, claims, origin, moves);
  }

  /** The same with one more look at what address management keeps. */
  public ClusterSnapshot with(IpamClaims found) {
    return new ClusterSnapshot(
        installation,
        datastore,
        nodes,
        surroundings,
        settling,
        Stream.concat(claims.stream(), Stream.of(found)).toList(),
        origin,
        moves);
  }

  /** The same with what status keeps of a change of ranges. */
  public ClusterSnapshot with(Origin kept) {
    return new ClusterSnapshot(
        installation, datastore, nodes, surroundings, settling, claims, Optional.of(kept), moves);
  }

  /** The same with a look at the pods. */
  public ClusterSnapshot with(PodMoves seen) {
    return new ClusterSnapshot(
        installation, datastore, nodes, surroundings, settling, claims, origin, Optional.of(seen));
  }

  /** Linux nodes where calico-node has started at least once. */
  public List<NodeFacts> calicoNodes() {
    return nodes.stream().filter(n -> n.linux() && n.runsCalico()).toList();
  }
}
