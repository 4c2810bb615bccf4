package io.caliconetwork.operator.gap;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.dataplane.AddressedPlane;
import io.caliconetwork.local.calico.dataplane.DataPlane;
import io.caliconetwork.local.calico.dataplane.NodeSpec;
import io.caliconetwork.local.calico.dataplane.Timings;
import io.caliconetwork.local.calico.dataplane.Underlay;
import io.caliconetwork.local.calico.ipam.IpamState;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.check.ClaimsAsked;
import io.caliconetwork.operator.check.PilotPool;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.observe.Steadiness;
import io.caliconetwork.operator.plan.EvictPods;
import io.caliconetwork.operator.plan.PoolStep;
import io.caliconetwork.operator.plan.Revision;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.NodeHost;
import io.caliconetwork.operator.snapshot.NodeIpv6;
import io.caliconetwork.operator.snapshot.Settling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A Calico cluster under virtual time, with the law's data plane beneath the API that the operator
 * reads and writes: n1 and n2 in one subnet, n3 in another, one pod on each.
 */
final class VirtualCluster {

  static final String DEFAULT_POOL = io.caliconetwork.operator.calico.IpPool.DEFAULT_NAME;
  static final String PILOT = io.caliconetwork.operator.calico.IpPool.PILOT_NAME;

  private static final CalicoRelease RELEASE = CalicoRelease.parse("v3.30.7");
  private static final Duration TICK = Duration.ofMillis(100);

  /** BIRD gives up what it knew of its former life after 240 s. */
  private static final Duration OLD = Duration.ofMinutes(5);

  private final AddressedPlane nodes;
  private final VirtualDaemonSet calicoNode;
  private final Map<String, NodeSpec> machines = new TreeMap<>();
  private final Map<String, String> configMap = new HashMap<>();
  private Steadiness steadiness = new Steadiness(Settling.USUAL);
  private int configMapVersion = 1;
  private Optional<String> configMapRevision = Optional.empty();

  private VirtualCluster(Encapsulation encapsulation, String backend, Underlay underlay) {
    nodes = new AddressedPlane(Timings.LABORATORY, underlay, RELEASE);
    configMap.put(ClusterSnapshot.BACKEND_KEY, backend);
    configMap.put(ClusterSnapshot.MTU_KEY, "0");
    calicoNode =
        new VirtualDaemonSet(nodes, configMap::get, env(encapsulation), backend.equals("bird"));
    nodes.pools(
        List.of(
            encapsulated(
                IpPool.of(
                    DEFAULT_POOL,
                    "10.244.0.0/16",
                    EncapsulationMode.NEVER,
                    EncapsulationMode.NEVER),
                encapsulation)));
    machine("n1", "10.0.1.1/24", "left");
    machine("n2", "10.0.1.2/24", "left");
    machine("n3", "10.0.2.3/24", "right");
    machines.keySet().forEach(calicoNode::runs);
    machines.keySet().forEach(nodes::addPod);
    nodes.advance(OLD);
  }

  /** One that has run for long with the backend that such a pool has where this operator rules. */
  static VirtualCluster settled(Encapsulation encapsulation, Underlay underlay) {
    return settled(
        encapsulation,
        encapsulation.family() == Encapsulation.Family.VXLAN ? "vxlan" : "bird",
        underlay);
  }

  /** One that has run for long. */
  static VirtualCluster settled(Encapsulation encapsulation, String backend, Underlay underlay) {
    return new VirtualCluster(encapsulation, backend, underlay);
  }

  private static Map<String, EnvValue> env(Encapsulation encapsulation) {
    return Map.of(
        "DATASTORE_TYPE",
        new EnvValue.Literal("kubernetes"),
        ClusterSnapshot.BACKEND_VARIABLE,
        new EnvValue.ConfigMapKey("calico-config", ClusterSnapshot.BACKEND_KEY),
        "FELIX_VXLANMTU",
        new EnvValue.ConfigMapKey("calico-config", ClusterSnapshot.MTU_KEY),
        "CALICO_IPV4POOL_IPIP",
        new EnvValue.Literal(encapsulation.ipipMode().value()),
        "CALICO_IPV4POOL_VXLAN",
        new EnvValue.Literal(encapsulation.vxlanMode().value()),
        "CALICO_IPV4POOL_CIDR",
        new EnvValue.Literal("10.244.0.0/16"));
  }

  private void machine(String name, String address, String subnet) {
    var machine = new NodeSpec(name, address, subnet, RELEASE);
    machines.put(name, machine);
    nodes.addNode(machine);
  }

  /** n4 joins n1 and n2 in their subnet. */
  void nodeJoins() {
    machine("n4", "10.0.1.4/24", "left");
    calicoNode.joins("n4");
  }

  void joinedNodeGetsAPod() {
    nodes.addPod("n4");
  }

  /** Its calico-node and kubelet stop; what is in its kernel stays. */
  void nodeGoesDown(String node) {
    calicoNode.machineDown(node);
  }

  void nodeComesBack(String node) {
    calicoNode.machineUp(node);
  }

  /** Another process of the operator takes over. */
  void operatorStartsAnew() {
    steadiness = new Steadiness(Settling.USUAL);
  }

  DataPlane plane() {
    return nodes.plane();
  }

  IpamState ipam() {
    return nodes.ipam();
  }

  Map<String, String> annotations(String node) {
    return nodes.annotations(node);
  }

  VirtualDaemonSet calicoNode() {
    return calicoNode;
  }

  Duration now() {
    return plane().now();
  }

  /** How the default pool is carried. */
  Encapsulation encapsulation() {
    return ipam()
        .pool(DEFAULT_POOL)
        .map(StoredIpam::pool)
        .flatMap(io.caliconetwork.operator.calico.IpPool::encapsulation)
        .orElseThrow();
  }

  void pass(Duration time) {
    var end = now().plus(time);
    while (now().compareTo(end) < 0) {
      var next = now().plus(TICK);
      nodes.advance(calicoNode.busy() && next.compareTo(end) < 0 ? next : end);
      calicoNode.tick();
    }
  }

  /** What the operator sees, whose wish decides whether it looks at blocks and claims. */
  ClusterSnapshot look(Wish wish) {
    var facts = machines.keySet().stream().map(this::node).toList();
    var seen =
        new ClusterSnapshot(
            new Installation(
                Optional.of(calicoNode.facts()),
                Optional.of(
                    new ConfigMapFacts(
                        "kube-system",
                        "calico-config",
                        String.valueOf(configMapVersion),
                        configMap,
                        configMapRevision)),
                Optional.empty(),
                List.of()),
            new Datastore(
                Datastore.Api.CRD_V1,
                ipam().pools().stream().map(StoredIpam::pool).toList(),
                Optional.of(new Datastore.ClusterInfo(RELEASE.toString(), true)),
                BgpFacts.NONE,
                List.of()),
            facts);
    var settling = seen.with(steadiness.look(seen, now().toNanos()));
    var looked = settling;
    for (var range : ClaimsAsked.of(wish, settling)) {
      looked = looked.with(StoredIpam.claims(ipam(), range));
    }
    return looked;
  }

  private NodeFacts node(String name) {
    var annotations = nodes.annotations(name);
    return new NodeFacts(
        name,
        true,
        Optional.of(machines.get(name).address().replaceFirst("/.*", "")),
        StoredIpam.annotation(annotations, "projectcalico.org/IPv4Address"),
        StoredIpam.annotation(annotations, TunnelAddresses.IPIP_ANNOTATION),
        StoredIpam.annotation(annotations, TunnelAddresses.VXLAN_ANNOTATION),
        new NodeHost(
            "",
            "",
            110,
            List.of(),
            Map.of(),
            Optional.empty(),
            Optional.of("NodeStatusUnknown").filter(reason -> calicoNode.isDown(name))),
        "",
        NodeIpv6.NONE);
  }

  /** Carries the write out as the API server would. */
  void take(Step.Write step) {
    switch (step) {
      case PoolStep.CreatePilotPool s -> create(s.pool());
      case Step.SetPoolEncapsulation s -> patch(s.pool(), p -> encapsulated(p, s.to()));
      case PoolStep.DisablePool s -> patch(s.pool(), p -> p.with("disabled", true));
      case PoolStep.ReleaseBlocks s -> nodes.ipam(StoredIpam.released(ipam(), s.now()));
      case PoolStep.DeletePool s -> delete(s.pool());
      case Step.ReviseCalicoNode s -> revise(s.revision());
      case Step.CreatePool s -> throw new AssertionError("there is a pool: " + s);
      case PoolStep.EnablePool s -> throw new AssertionError("ranges stay: " + s);
      case EvictPods s -> throw new AssertionError("ranges stay: " + s);
      case Step.RepairPoolModes s -> throw new AssertionError("nothing lacks a mode: " + s);
      case Step.RewriteLegacyPool s -> throw new AssertionError("nothing is of Calico v2: " + s);
      case Step.SetPoolOptions s -> throw new AssertionError("nobody wished for options: " + s);
      case Step.PresetConfigMap s -> throw new AssertionError("calico-node runs: " + s);
      case Step.FitBackend s -> throw new AssertionError("nobody contests anything: " + s);
    }
  }

  private void create(PilotPool pilot) {
    var pools = new ArrayList<>(ipam().pools());
    if (ipam().pool(pilot.name()).isPresent()) {
      throw new AssertionError("AlreadyExists: " + pilot);
    }
    pools.add(
        encapsulated(
            IpPool.of(
                    pilot.name(),
                    pilot.cidr().toString(),
                    EncapsulationMode.NEVER,
                    EncapsulationMode.NEVER)
                .with("allowedUses", pilot.allowedUses())
                .with("blockSize", pilot.blockSize())
                .with("natOutgoing", pilot.options().natOutgoing()),
            pilot.encapsulation()));
    nodes.pools(pools);
  }

  private void delete(String name) {
    var pool = ipam().pool(name).orElseThrow();
    var range = StoredIpam.pool(pool).range().orElseThrow();
    if (!pool.disabled() || !StoredIpam.remains(ipam(), range).isEmpty()) {
      throw new AssertionError(
          name + " is deleted and leaves behind " + StoredIpam.remains(ipam(), range));
    }
    nodes.pools(ipam().pools().stream().filter(p -> !p.name().equals(name)).toList());
  }

  private void patch(String name, UnaryOperator<IpPool> change) {
    nodes.pools(
        ipam().pools().stream().map(p -> p.name().equals(name) ? change.apply(p) : p).toList());
  }

  private static IpPool encapsulated(IpPool pool, Encapsulation encapsulation) {
    return pool.with("ipipMode", encapsulation.ipipMode().value())
        .with("vxlanMode", encapsulation.vxlanMode().value());
  }

  private void revise(Revision revision) {
    var name = Optional.ofNullable(revision.annotations().get(ConfigMapFacts.REVISION_ANNOTATION));
    if (!revision.configMapKeys().isEmpty()
        || (name.isPresent() && !name.equals(configMapRevision))) {
      configMap.putAll(revision.configMapKeys());
      configMapVersion++;
      configMapRevision = name.or(() -> configMapRevision);
    }
    calicoNode.apply(revision);
  }

  /** Somebody patches the default pool, and does nothing else. */
  void somebodyPatchesThePool(Encapsulation to) {
    patch(DEFAULT_POOL, p -> encapsulated(p, to));
  }

  /** All that is to be as it was, or as wished, at the end. */
  String description() {
    var env = calicoNode.facts().container().orElseThrow().env();
    return encapsulation()
        + " pools "
        + ipam().pools().stream().map(IpPool::name).toList()
        + " "
        + calicoNode.description()
        + " "
        + env.get("CALICO_IPV4POOL_IPIP")
        + env.get("CALICO_IPV4POOL_VXLAN");
  }
}
