package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.dataplane.BgpConfiguration;
import io.caliconetwork.local.calico.dataplane.ClusterRoutes;
import io.caliconetwork.local.calico.dataplane.DataPlane;
import io.caliconetwork.local.calico.dataplane.Destination;
import io.caliconetwork.local.calico.dataplane.FelixConfiguration;
import io.caliconetwork.local.calico.dataplane.NodeEnv;
import io.caliconetwork.local.calico.dataplane.NodeSpec;
import io.caliconetwork.local.calico.dataplane.ProbeResult;
import io.caliconetwork.local.calico.dataplane.Reachability;
import io.caliconetwork.local.calico.dataplane.ReachabilityLog;
import io.caliconetwork.local.calico.dataplane.StopSignal;
import io.caliconetwork.local.calico.dataplane.Timings;
import io.caliconetwork.local.calico.dataplane.Underlay;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import io.caliconetwork.local.cluster.SimulatedClock;
import io.caliconetwork.local.cluster.SimulatedNode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The model's data plane at the pace of the clock, for many threads. Between two inputs nothing has
 * to run: the model works out what happened meanwhile, at the exact moments, when it is next asked.
 */
public final class LiveDataPlane {
  static final String IPV6_ADDRESS = "projectcalico.org/IPv6Address";

  private static final String IPV4_ADDRESS = "projectcalico.org/IPv4Address";

  private final DataPlane model;

  /** The same machines' IPv6, with those that have an address of it. */
  private final DataPlane ipv6;

  private final SimulatedClock clock;
  private final Map<String, NodeSpec> nodes = new HashMap<>();
  private final Set<String> ipv6Nodes = new HashSet<>();

  public LiveDataPlane(SimulatedClock clock, Underlay underlay) {
    this.model = new DataPlane(Timings.LABORATORY, underlay);
    this.ipv6 = new DataPlane(Timings.LABORATORY, underlay, true);
    this.clock = clock;
  }

  /**
   * A machine that runs this release from now on, new or not.
   *
   * @param annotations of its Node
   */
  public synchronized void join(
      SimulatedNode node, CalicoRelease release, Map<String, String> annotations) {
    NodeSpec spec =
        new NodeSpec(node.name(), node.interfaceAddress(), "subnet-" + node.subnet(), release);
    NodeSpec known = nodes.put(node.name(), spec);
    if (spec.equals(known)) {
      return;
    }
    if (known != null) {
      // The model reads the release once. Nothing runs on the machine at this moment, and its
      // kernel's state is rebuilt by whatever starts next.
      model.removeNode(node.name(), clock.now());
      removeIpv6(node.name());
    }
    model.addNode(spec, clock.now());
    model.setNodeAnnotations(node.name(), annotations, clock.now());
    node.ipv6InterfaceAddress()
        .ifPresent(address -> {
          ipv6.addNode(new NodeSpec(spec.name(), address, spec.subnet(), release), clock.now());
          ipv6Nodes.add(spec.name());
          ipv6.setNodeAnnotations(spec.name(), ofIpv6(annotations), clock.now());
        });
  }

  /** The annotations of IPv6 under the names of IPv4's, as the model reads them. */
  private static Map<String, String> ofIpv6(Map<String, String> annotations) {
    Map<String, String> renamed = new HashMap<>();
    rename(annotations, IPV6_ADDRESS, IPV4_ADDRESS, renamed);
    rename(
        annotations,
        TunnelAddresses.VXLAN_IPV6_ANNOTATION,
        TunnelAddresses.VXLAN_ANNOTATION,
        renamed);
    return renamed;
  }

  private static void rename(
      Map<String, String> from, String name, String to, Map<String, String> renamed) {
    Optional.ofNullable(from.get(name)).ifPresent(value -> renamed.put(to, value));
  }

  private void removeIpv6(String node) {
    if (ipv6Nodes.remove(node)) {
      ipv6.removeNode(node, clock.now());
    }
  }

  /** A machine that lost power or was removed. */
  public synchronized void leave(String node) {
    if (nodes.remove(node) != null) {
      model.removeNode(node, clock.now());
      removeIpv6(node);
    }
  }

  /** The Node now carries these annotations. */
  public synchronized void annotate(String node, Map<String, String> annotations) {
    if (nodes.containsKey(node)) {
      model.setNodeAnnotations(node, annotations, clock.now());
    }
    if (ipv6Nodes.contains(node)) {
      ipv6.setNodeAnnotations(node, ofIpv6(annotations), clock.now());
    }
  }

  synchronized void start(String node, NodeEnv env, NodeEnv ipv6Env) {
    model.startCalicoNode(node, env, clock.now());
    if (ipv6Nodes.contains(node)) {
      ipv6.startCalicoNode(node, ipv6Env, clock.now());
    }
  }

  synchronized void stop(String node, StopSignal signal) {
    if (nodes.containsKey(node)) {
      model.stopCalicoNode(node, signal, clock.now());
    }
    if (ipv6Nodes.contains(node)) {
      ipv6.stopCalicoNode(node, signal, clock.now());
    }
  }

  /** Everything else that a node reads, as the datastore has it now. */
  synchronized void pools(CalicoDatastore datastore) {
    model.setPools(datastore.pools(), clock.now());
    ipv6.setPools(datastore.pools(), clock.now());
  }

  void destinations(CalicoDatastore datastore) {
    List<Destination> destinations = Destination.of(datastore.blocks());
    synchronized (this) {
      model.setDestinations(destinations, clock.now());
      ipv6.setDestinations(destinations, clock.now());
    }
  }

  synchronized void configuration(CalicoDatastore datastore) {
    model.setFelixConfiguration(
        datastore
            .spec(CalicoKind.FELIX_CONFIGURATION)
            .map(LiveDataPlane::felix)
            .orElse(FelixConfiguration.UNSET),
        clock.now());
    model.setBgpConfiguration(
        datastore
            .spec(CalicoKind.BGP_CONFIGURATION)
            .map(LiveDataPlane::bgp)
            .orElse(BgpConfiguration.UNSET),
        clock.now());
  }

  private static FelixConfiguration felix(Map<String, Object> spec) {
    return new FelixConfiguration(
        flag(spec, "ipipEnabled"), flag(spec, "vxlanEnabled"), clusterRoutes(spec));
  }

  private static BgpConfiguration bgp(Map<String, Object> spec) {
    return new BgpConfiguration(
        clusterRoutes(spec), flag(spec, "nodeToNodeMeshEnabled").orElse(true));
  }

  private static Optional<Boolean> flag(Map<String, Object> spec, String field) {
    return spec.get(field) instanceof Boolean value ? Optional.of(value) : Optional.empty();
  }

  private static Optional<ClusterRoutes> clusterRoutes(Map<String, Object> spec) {
    return Optional.ofNullable(spec.get("programClusterRoutes"))
        .map(Objects::toString)
        .flatMap(ClusterRoutes::fromStored);
  }

  /** Answers of this node's probes. */
  synchronized ProbeResult probe(String node, ProbeCheck check) {
    return switch (check) {
      case FELIX_LIVE -> model.felixLive(node, clock.now());
      case FELIX_READY -> model.felixReady(node, clock.now());
      case BIRD_LIVE -> model.birdLive(node, clock.now());
      case BIRD_READY -> model.birdReady(node, clock.now());
    };
  }

  public synchronized Reachability reachability() {
    model.advance(clock.now());
    return model.reachability();
  }

  public synchronized Reachability ipv6Reachability() {
    ipv6.advance(clock.now());
    return ipv6.reachability();
  }

  /**
   * Asks about losses so far.
   *
   * @param question must not keep the log: it goes on being written
   */
  public synchronized <T> T losses(Function<ReachabilityLog, T> question) {
    model.advance(clock.now());
    return question.apply(model.log());
  }

  /** The time each pair of nodes was cut since a moment of simulated time, the worst first. */
  public Map<String, Duration> cutSince(Duration since) {
    Map<String, Duration> cut = new HashMap<>();
    losses(log -> log.lostTime(since, clock.now()))
        .forEach((pair, duration) -> cut.put(pair.toString(), duration));
    return cut;
  }

  public synchronized int felixRestarts(String node) {
    model.advance(clock.now());
    return model.felixRestarts(node);
  }

  public synchronized Collection<String> nodes() {
    return List.copyOf(nodes.keySet());
  }
}
