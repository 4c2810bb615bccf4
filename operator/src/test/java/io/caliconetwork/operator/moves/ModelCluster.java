package io.caliconetwork.operator.moves;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.AddressRequest;
import io.caliconetwork.local.calico.ipam.AddressResult;
import io.caliconetwork.local.calico.ipam.Allocator;
import io.caliconetwork.local.calico.ipam.CleanUp;
import io.caliconetwork.local.calico.ipam.IpamState;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.check.DesiredPool;
import io.caliconetwork.operator.gap.StoredIpam;
import io.caliconetwork.operator.moves.ModelPods.Phase;
import io.caliconetwork.operator.moves.ModelPods.Pod;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * As much of a cluster as a change of ranges touches, with Calico's own rules of address
 * management: pools, blocks, claims, nodes with their tunnels, pods. Whoever moves it, it checks
 * {@link ModelRules} afterwards.
 */
final class ModelCluster {

  static final List<String> NODES = List.of("n1", "n2");

  private static final CalicoRelease RELEASE = CalicoRelease.parse("v3.30.7");

  private final Map<String, Map<String, String>> annotations = new TreeMap<>();
  private final ModelPods pods;
  private final ModelNode calicoNode;
  private IpamState ipam = IpamState.EMPTY;

  /** Pools as those see them who began to take an address before the last write. */
  private Optional<List<IpPool>> lingering = Optional.empty();

  /** Whether the operator has seen everything unchanged for long enough, and pools' modes. */
  private boolean settled = true;

  private boolean flipped;

  /** A converged cluster. */
  ModelCluster(
      String pool,
      String range,
      int blockSize,
      Encapsulation encapsulation,
      Map<Owner, Integer> pods) {
    calicoNode = new ModelNode(range, encapsulation);
    this.pods = new ModelPods(NODES, pods);
    ipam =
        ipam.withPools(
            List.of(
                encapsulated(
                    IpPool.of(pool, range, EncapsulationMode.NEVER, EncapsulationMode.NEVER)
                        .with("blockSize", blockSize),
                    encapsulation)));
    NODES.forEach(n -> annotations.put(n, new HashMap<>()));
    for (int node = 0; node < NODES.size(); node++) {
      tunnelFollows(node);
    }
    while (this.pods.in(Phase.PENDING).stream().anyMatch(this::starts)) {
      // One after the other.
    }
    settled = true;
    ModelRules.hold(this);
  }

  private ModelCluster(ModelCluster other) {
    other.annotations.forEach((node, its) -> annotations.put(node, new HashMap<>(its)));
    pods = other.pods.copy();
    calicoNode = other.calicoNode.copy();
    ipam = other.ipam;
    lingering = other.lingering;
    settled = other.settled;
    flipped = other.flipped;
  }

  ModelCluster copy() {
    return new ModelCluster(this);
  }

  IpamState ipam() {
    return ipam;
  }

  ModelPods pods() {
    return pods;
  }

  ModelNode calicoNode() {
    return calicoNode;
  }

  boolean settled() {
    return settled;
  }

  boolean flipped() {
    return flipped;
  }

  Map<String, String> annotations(String node) {
    return annotations.get(node);
  }

  List<io.caliconetwork.operator.calico.IpPool> pools() {
    return ipam.pools().stream().map(StoredIpam::pool).toList();
  }

  // ---- moves of the cluster; false when there is nothing of that kind to do ----

  boolean tunnelFollows(int node) {
    var name = NODES.get(node);
    return switch (TunnelAddresses.reconcile(ipam, host(name), annotations.get(name))) {
      case TunnelAddresses.Result.Failed(String why) -> throw new AssertionError(why);
      case TunnelAddresses.Result.Reconciled r -> {
        ipam = r.update().after();
        r.annotations()
            .forEach((key, value) ->
                value.ifPresentOrElse(
                    text -> annotations.get(name).put(key, text),
                    () -> annotations.get(name).remove(key)));
        settled &= r.annotations().isEmpty();
        yield !r.annotations().isEmpty();
      }
    };
  }

  boolean restarts(int node) {
    if (!calicoNode.restarts(node)) {
      return false;
    }
    tunnelFollows(node);
    settled = false;
    return true;
  }

  /** It gets an address from a pool that is enabled, and becomes Ready. */
  boolean starts(Pod pod) {
    return starts(pod, ipam.pools());
  }

  /** The same, but it looked at the pools before they were last written. */
  boolean startsLate(Pod pod) {
    return lingering.isPresent() && starts(pod, lingering.get());
  }

  private boolean starts(Pod pod, List<IpPool> seen) {
    var sandbox = new AddressRequest.Pod("shop", pod.name(), pod.uid());
    var request = AddressRequest.forPod(host(pod.node(NODES)), sandbox, "", List.of());
    if (Allocator.assign(ipam.withPools(seen), request) instanceof AddressResult.Assigned found) {
      ipam = found.update().after().withPools(ipam.pools());
      pods.replace(pod, pod.at(found.address()));
      return true;
    }
    return false;
  }

  /** The pod ends, and gives its address back. */
  void ends(Pod pod) {
    ipam = Allocator.release(ipam, pod.handle()).after();
    pods.ended(pod);
  }

  /** The pod ends on a node that loses its address. */
  void endsLeaking(Pod pod) {
    pods.ended(pod);
  }

  /** calico-kube-controllers gives back what nobody has, and releases what is empty. */
  boolean cleansUp() {
    var live = pods.all().stream().map(Pod::handle).collect(Collectors.toUnmodifiableSet());
    var grace = CleanUp.DEFAULT_GRACE;
    var first =
        CleanUp.look(
            ipam,
            CleanUp.Memory.NOTHING,
            new CleanUp.Look(live, Set.copyOf(NODES), grace, Duration.ZERO));
    var second =
        CleanUp.look(ipam, first.memory(), new CleanUp.Look(live, Set.copyOf(NODES), grace, grace));
    ipam = second.update().after();
    return !second.update().changes().isEmpty();
  }

  boolean time() {
    var waiting = !settled || flipped;
    settled = true;
    flipped = false;
    lingering = Optional.empty();
    return waiting;
  }

  void operatorRestarts() {
    settled = false;
    flipped = false;
  }

  private static AddressRequest.Host host(String node) {
    return new AddressRequest.Host(node, Map.of(), RELEASE);
  }

  // ---- writes of the operator ----

  void create(DesiredPool pool) {
    assertThat(ipam.pool(pool.name())).as("AlreadyExists: " + pool).isEmpty();
    var stored =
        encapsulated(
            IpPool.of(
                    pool.name(),
                    pool.cidr().toString(),
                    EncapsulationMode.NEVER,
                    EncapsulationMode.NEVER)
                .with("allowedUses", pool.allowedUses())
                .with("blockSize", pool.blockSize())
                .with("natOutgoing", pool.options().natOutgoing()),
            pool.encapsulation());
    pools(Stream.concat(ipam.pools().stream(), Stream.of(stored)).toList());
  }

  void patch(String name, UnaryOperator<IpPool> change) {
    assertThat(ipam.pool(name)).as("NotFound: " + name).isPresent();
    pools(ipam.pools().stream().map(p -> p.name().equals(name) ? change.apply(p) : p).toList());
  }

  /** What goes makes nobody wait. */
  void delete(String name) {
    var quiet = settled;
    pools(ipam.pools().stream().filter(p -> !p.name().equals(name)).toList());
    lingering = Optional.empty();
    settled = quiet;
  }

  private void pools(List<IpPool> changed) {
    var before = families();
    lingering = Optional.of(ipam.pools());
    ipam = ipam.withPools(changed);
    settled = false;
    flipped |= !before.equals(families());
  }

  private Set<Encapsulation.Family> families() {
    return pools().stream()
        .flatMap(p -> p.encapsulation().stream())
        .map(Encapsulation::family)
        .filter(f -> f != Encapsulation.Family.NONE)
        .collect(Collectors.toSet());
  }

  /**
   * Gives up claims.
   *
   * @param cutOff the operator dies when the first block is gone and the claim to it is not
   */
  void release(IpamClaims claims, boolean cutOff) {
    if (!cutOff) {
      ipam = StoredIpam.released(ipam, claims);
      return;
    }
    var first = claims.blocks().stream().limit(1).toList();
    ipam = StoredIpam.released(ipam, new IpamClaims(claims.range(), first, List.of()));
  }

  void unsettle() {
    settled = false;
  }

  static IpPool encapsulated(IpPool pool, Encapsulation encapsulation) {
    return pool.with("ipipMode", encapsulation.ipipMode().value())
        .with("vxlanMode", encapsulation.vxlanMode().value());
  }

  // ---- what it is like ----

  IpamClaims claims(Ipv4Range range) {
    return StoredIpam.claims(ipam, range);
  }

  /** All that matters of it: two with equal text go on alike. */
  String state() {
    var ranges = pools().stream().flatMap(p -> p.range().stream()).toList();
    var text = new ArrayList<String>();
    for (var pool : pools()) {
      text.add(
          pool.name()
              + pool.cidr()
              + "/"
              + pool.effectiveBlockSize()
              + pool.encapsulation().orElseThrow()
              + (pool.disabled() ? "off" : ""));
    }
    ipam.blocks().stream()
        .map(b ->
            b.cidr()
                + b.node().orElse("")
                + b.allocations().used().values().stream()
                    .map(a -> a.handleId().replaceFirst("-g\\d+$", ""))
                    .sorted()
                    .toList())
        .sorted()
        .forEach(text::add);
    ipam.affinities().stream().map(a -> a.name()).sorted().forEach(text::add);
    annotations.forEach((node, its) ->
        its.forEach((key, address) ->
            text.add(
                node
                    + key
                    + ranges.stream()
                        .filter(r -> r.hasAddress(address))
                        .map(Ipv4Range::toString)
                        .findFirst()
                        .orElse(address))));
    return text
        + pods.state(ranges)
        + calicoNode.state()
        + lingering.isPresent()
        + settled
        + flipped;
  }
}
