package io.caliconetwork.operator.check;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.ApiObstacle;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.CalicoNodeContainer;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.CniInstaller;
import io.caliconetwork.operator.snapshot.ConfigMapFacts;
import io.caliconetwork.operator.snapshot.DaemonSetFacts;
import io.caliconetwork.operator.snapshot.Datastore;
import io.caliconetwork.operator.snapshot.Installation;
import io.caliconetwork.operator.snapshot.Installation.OtherOwner;
import io.caliconetwork.operator.snapshot.IpamClaims;
import io.caliconetwork.operator.snapshot.NodeFacts;
import io.caliconetwork.operator.snapshot.NodeHost;
import io.caliconetwork.operator.snapshot.NodeIpv6;
import io.caliconetwork.operator.snapshot.Origin;
import io.caliconetwork.operator.snapshot.PodMoves;
import io.caliconetwork.operator.snapshot.Rollout;
import io.caliconetwork.operator.snapshot.Settling;
import io.caliconetwork.operator.snapshot.Surroundings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster as calico.yaml of v3.30.7 leaves it, with edits; every edit returns this. */
public final class Cluster {

  private final Map<String, EnvValue> env = new LinkedHashMap<>();
  private final Map<String, String> configMap = new LinkedHashMap<>();
  private final List<IpPool> pools = new ArrayList<>();
  private final List<NodeFacts> nodes = new ArrayList<>();
  private final List<OtherOwner> otherOwners = new ArrayList<>();
  private final List<String> envFrom = new ArrayList<>();
  private HealthProbe liveness =
      new HealthProbe.Command(List.of("/bin/calico-node", "-felix-live", "-bird-live"));
  private HealthProbe readiness =
      new HealthProbe.Command(List.of("/bin/calico-node", "-felix-ready", "-bird-ready"));
  private CniInstaller cni =
      new CniInstaller(
          Optional.of(new EnvValue.ConfigMapKey("calico-config", "cni_network_config")),
          Optional.of(new EnvValue.ConfigMapKey("calico-config", ClusterSnapshot.MTU_KEY)));
  private String image = "docker.io/calico/node:v3.30.7";
  private Rollout rollout = new Rollout(1, 1, 3, 3, 3);
  private boolean onDelete;
  private boolean daemonSet = true;
  private boolean container = true;
  private Optional<String> configMapName = Optional.of("calico-config");
  private Optional<String> podSubnet = Optional.empty();
  private Datastore.Api api = Datastore.Api.CRD_V1;
  private Optional<Datastore.ClusterInfo> info =
      Optional.of(new Datastore.ClusterInfo("v3.30.7", true));
  private Optional<ApiObstacle> obstacle = Optional.empty();
  private BgpFacts bgp = BgpFacts.NONE;
  private List<String> blocks = List.of();
  private Surroundings surroundings = Surroundings.UNKNOWN;
  private final List<IpamClaims> claims = new ArrayList<>();
  private Optional<Origin> origin = Optional.empty();
  private Optional<PodMoves> moves = Optional.empty();
  private Settling settling = Settling.DONE;

  private Cluster() {}

  /** Three nodes in one subnet, IPIP, backend bird, everything healthy. */
  public static Cluster installed() {
    var cluster = new Cluster();
    cluster.env("DATASTORE_TYPE", "kubernetes").env("CALICO_IPV4POOL_IPIP", "Always");
    cluster.env("CALICO_IPV4POOL_VXLAN", "Never");
    cluster.env(
        ClusterSnapshot.BACKEND_VARIABLE,
        new EnvValue.ConfigMapKey("calico-config", ClusterSnapshot.BACKEND_KEY));
    for (var mtu : List.of("FELIX_IPINIPMTU", "FELIX_VXLANMTU", "FELIX_WIREGUARDMTU")) {
      cluster.env(mtu, new EnvValue.ConfigMapKey("calico-config", ClusterSnapshot.MTU_KEY));
    }
    cluster.configMap("calico_backend", "bird").configMap("veth_mtu", "0");
    cluster.configMap(
        "cni_network_config",
        "{\"plugins\": [{\"type\": \"calico\", \"mtu\": __CNI_MTU__,"
            + " \"ipam\": {\n \"type\": \"calico-ipam\"\n }}]}");
    cluster.pool(pool(IpPool.DEFAULT_NAME, "192.168.0.0/16"));
    for (int i = 1; i <= 3; i++) {
      cluster.node("node-" + i, "10.0.0." + i + "/24");
    }
    return cluster;
  }

  /** Calico's manifest has not been applied. */
  public static Cluster empty() {
    var cluster = installed().withoutDaemonSet().withoutConfigMap().withoutPools();
    cluster.api = Datastore.Api.ABSENT;
    cluster.info = Optional.empty();
    return cluster;
  }

  /** A pool as calico-node creates it with IPIP Always. */
  public static IpPool pool(String name, String cidr) {
    return pool(name, cidr, new IpPool.Modes("Always", "Never", false));
  }

  /** A pool as calico-node creates it, with other modes. */
  public static IpPool pool(String name, String cidr, IpPool.Modes modes) {
    return new IpPool(
        name, "7", cidr, 26, modes, PoolOptions.DEFAULT, false, List.of("Workload", "Tunnel"));
  }

  public Cluster env(String name, String literal) {
    return env(name, new EnvValue.Literal(literal));
  }

  public Cluster env(String name, EnvValue value) {
    env.put(name, value);
    return this;
  }

  public Cluster withoutEnv(String name) {
    env.remove(name);
    return this;
  }

  public Cluster configMap(String key, String value) {
    configMap.put(key, value);
    return this;
  }

  public Cluster withoutKey(String key) {
    configMap.remove(key);
    return this;
  }

  public Cluster withoutConfigMap() {
    configMapName = Optional.empty();
    return this;
  }

  public Cluster configMapNamed(String name) {
    configMapName = Optional.of(name);
    return this;
  }

  public Cluster withoutDaemonSet() {
    daemonSet = false;
    return this;
  }

  public Cluster withoutContainer() {
    container = false;
    return this;
  }

  public Cluster pool(IpPool pool) {
    pools.removeIf(p -> p.name().equals(pool.name()));
    pools.add(pool);
    return this;
  }

  public Cluster withoutPools() {
    pools.clear();
    return this;
  }

  public Cluster node(String name, String address) {
    nodes.removeIf(n -> n.name().equals(name));
    nodes.add(
        new NodeFacts(
            name,
            true,
            Optional.of(address.replaceFirst("/.*", "")),
            Optional.of(address),
            Optional.of("192.168.0." + (nodes.size() + 1)),
            Optional.empty()));
    return this;
  }

  /** The same nodes, each with an InternalIP of IPv6 as well. */
  public Cluster dualStack() {
    for (int i = 0; i < nodes.size(); i++) {
      ipv6(
          nodes.get(i).name(),
          "5.15.0-101-generic",
          new NodeIpv6(Optional.of("fd10::" + (i + 1)), Optional.empty(), Optional.empty()));
    }
    return this;
  }

  public Cluster ipv6(String node, String kernel, NodeIpv6 facts) {
    nodes.replaceAll(n -> n.name().equals(node) ? n.with(kernel, facts) : n);
    return this;
  }

  public Cluster withoutNodes() {
    nodes.clear();
    return this;
  }

  public Cluster owner(OtherOwner owner) {
    otherOwners.add(owner);
    return this;
  }

  public Cluster probes(List<String> live, List<String> ready) {
    return probes(new HealthProbe.Command(live), new HealthProbe.Command(ready));
  }

  public Cluster probes(HealthProbe live, HealthProbe ready) {
    liveness = live;
    readiness = ready;
    return this;
  }

  public Cluster liveness(HealthProbe probe) {
    return probes(probe, readiness);
  }

  public Cluster envFrom(String object) {
    envFrom.add(object);
    return this;
  }

  public Cluster cni(CniInstaller installer) {
    cni = installer;
    return this;
  }

  public Cluster info(String calicoVersion) {
    info = Optional.of(new Datastore.ClusterInfo(calicoVersion, true));
    return this;
  }

  public Cluster image(String reference) {
    image = reference;
    return this;
  }

  public Cluster rollout(Rollout state) {
    rollout = state;
    return this;
  }

  public Cluster onDelete() {
    onDelete = true;
    return this;
  }

  public Cluster podSubnet(String range) {
    podSubnet = Optional.of(range);
    return this;
  }

  public Cluster api(Datastore.Api served) {
    api = served;
    return this;
  }

  public Cluster obstacle(ApiObstacle why) {
    obstacle = Optional.of(why);
    return this;
  }

  public Cluster locked() {
    info = Optional.of(new Datastore.ClusterInfo("v3.30.7", false));
    return this;
  }

  public Cluster bgp(List<String> peers, List<String> advertisements) {
    bgp = new BgpFacts(peers, advertisements);
    return this;
  }

  public Cluster blocks(String... ranges) {
    blocks = List.of(ranges);
    return this;
  }

  /** Every node runs on this. */
  public Cluster host(NodeHost host) {
    nodes.replaceAll(n ->
        new NodeFacts(
            n.name(),
            n.linux(),
            n.internalIp(),
            n.bgpAddress(),
            n.ipipAddress(),
            n.vxlanAddress(),
            host,
            n.kernel(),
            n.ipv6()));
    return this;
  }

  public Cluster windowsNode(String name) {
    nodes.add(
        new NodeFacts(
            name,
            false,
            Optional.of("10.0.0.200"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    return this;
  }

  /** What address management keeps in a range. */
  public Cluster claims(IpamClaims found) {
    claims.add(found);
    return this;
  }

  /** Where a change of ranges began. */
  public Cluster origin(Origin kept) {
    origin = Optional.of(kept);
    return this;
  }

  /** Pods that have to leave their addresses. */
  public Cluster moves(PodMoves seen) {
    moves = Optional.of(seen);
    return this;
  }

  public Cluster settling(Settling state) {
    settling = state;
    return this;
  }

  /** Every node has its tunnel address there. */
  public Cluster tunnels(String prefix) {
    for (int i = 0; i < nodes.size(); i++) {
      var node = nodes.get(i);
      nodes.set(
          i,
          new NodeFacts(
              node.name(),
              node.linux(),
              node.internalIp(),
              node.bgpAddress(),
              Optional.of(prefix + (i + 1)),
              node.vxlanAddress()));
    }
    return this;
  }

  public Cluster surroundings(Surroundings facts) {
    surroundings = facts;
    return this;
  }

  public Cluster routesOfBird(String programClusterRoutes) {
    bgp = new BgpFacts(List.of(), List.of(), Optional.of(programClusterRoutes));
    return this;
  }

  /** The cluster at this moment; later edits do not change it. */
  public ClusterSnapshot snapshot() {
    var facts =
        new DaemonSetFacts(
            new DaemonSetFacts.ObjectId("kube-system", "calico-node", "uid", "11"),
            rollout,
            Map.of(),
            container
                ? Optional.of(new CalicoNodeContainer(image, env, envFrom, liveness, readiness))
                : Optional.empty(),
            DaemonSetFacts.Owned.NOTHING,
            onDelete,
            cni);
    var cluster =
        new ClusterSnapshot(
            new Installation(
                daemonSet ? Optional.of(facts) : Optional.empty(),
                configMapName.map(
                    n -> new ConfigMapFacts("kube-system", n, "12", configMap, Optional.empty())),
                podSubnet,
                otherOwners),
            new Datastore(api, pools, info, bgp, blocks, obstacle),
            nodes,
            surroundings);
    cluster = cluster.with(settling);
    for (var found : claims) {
      cluster = cluster.with(found);
    }
    cluster = origin.map(cluster::with).orElse(cluster);
    return moves.map(cluster::with).orElse(cluster);
  }
}
