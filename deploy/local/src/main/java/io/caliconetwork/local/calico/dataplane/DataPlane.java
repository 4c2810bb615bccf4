package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.IpPool;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All nodes of a cluster under virtual time (§4). Every input carries the moment at which it
 * happens, counted from the simulation's begin; a moment before the last one counts as the last
 * one. Deterministic; to be used by one thread at a time.
 *
 * <p>Naming a node that was not added is a {@link NoSuchElementException}.
 */
public final class DataPlane {
  private final Timings timings;
  private final Underlay underlay;
  private final EventQueue events = new EventQueue();
  private final Datastore store;
  private final Mesh mesh;
  private final Map<String, SimulatedNode> nodes = new TreeMap<>();
  private final ReachabilityLog log = new ReachabilityLog();
  private Reachability current = new Reachability(new TreeMap<>());
  private long inputs;
  private long checked = -1;

  public DataPlane(Timings timings, Underlay underlay) {
    this(timings, underlay, false);
  }

  /**
   * The pod traffic of one family. That of IPv6 works as that of IPv4 does, with devices, routes
   * and BIRD of its own; its nodes' annotations are handed in under the names of IPv4's.
   */
  public DataPlane(Timings timings, Underlay underlay, boolean ipv6) {
    this.store = new Datastore(ipv6);
    this.timings = timings;
    this.underlay = underlay;
    this.mesh = new Mesh(store, events, timings);
  }

  /** A machine joins, without calico-node and without annotations. */
  public void addNode(NodeSpec node, Duration at) {
    change(
        at,
        () -> {
          SimulatedNode added = new SimulatedNode(node, store, events, timings);
          nodes.put(node.name(), added);
          store.add(node);
          mesh.add(added.bird());
        });
  }

  /** A machine leaves for good. */
  public void removeNode(String node, Duration at) {
    change(
        at,
        () -> {
          SimulatedNode removed = node(node);
          removed.stop(StopSignal.KILL);
          mesh.remove(removed.bird());
          nodes.remove(node);
          inputs += removed.kernel().version();
          store.remove(node);
        });
  }

  /**
   * Start-up and tunnel addresses are through: Felix and perhaps BIRD are started. One that still
   * runs is killed first.
   */
  public void startCalicoNode(String node, NodeEnv env, Duration at) {
    change(at, () -> node(node).start(env));
  }

  /** The container ends. What is in the kernel stays. Nothing happens when none runs. */
  public void stopCalicoNode(String node, StopSignal signal, Duration at) {
    change(at, () -> node(node).stop(signal));
  }

  /** These are now the stored pools. */
  public void setPools(Collection<IpPool> pools, Duration at) {
    List<IpPool> copy = List.copyOf(pools);
    changeIf(!store.pools().equals(copy), at, () -> store.pools(copy));
  }

  /** These are now the Node's annotations; those of {@code projectcalico.org/} matter (§9). */
  public void setNodeAnnotations(String node, Map<String, String> annotations, Duration at) {
    boolean differ = !store.annotations(node(node).spec().name()).equals(annotations);
    changeIf(differ, at, () -> store.annotations(node, annotations));
  }

  /** This is now where addresses live, see {@link Destination#of}. */
  public void setDestinations(Collection<Destination> destinations, Duration at) {
    List<Destination> copy = List.copyOf(destinations);
    changeIf(!store.destinations().equals(copy), at, () -> store.destinations(copy));
  }

  /** This is now FelixConfiguration/default. */
  public void setFelixConfiguration(FelixConfiguration configuration, Duration at) {
    changeIf(!store.felix().equals(configuration), at, () -> store.felix(configuration));
  }

  /** This is now BGPConfiguration/default. */
  public void setBgpConfiguration(BgpConfiguration configuration, Duration at) {
    changeIf(!store.bgp().equals(configuration), at, () -> store.bgp(configuration));
  }

  /** Lets time pass up to this moment, included. */
  public void advance(Duration to) {
    events.runUntil(to, this::look);
    look();
  }

  /** The latest moment handed in. */
  public Duration now() {
    return events.now();
  }

  /** When something may next happen by itself; empty when nothing will. */
  public Optional<Duration> nextWakeup() {
    return events.next();
  }

  /** The routes in the node's kernel, by destination. */
  public List<Route> routes(String node) {
    return node(node).kernel().routes();
  }

  /** {@code -bird-ready} (§2). Lets time pass up to this moment, as do the other probes. */
  public ProbeResult birdReady(String node, Duration at) {
    advance(at);
    return new BirdProbe(store, mesh).ready(node(node), now());
  }

  /** {@code -bird-live} (§2): BIRD and confd run. */
  public ProbeResult birdLive(String node, Duration at) {
    advance(at);
    return BirdProbe.live(node(node));
  }

  /** {@code -felix-ready}: in sync and the kernel programmed. */
  public ProbeResult felixReady(String node, Duration at) {
    advance(at);
    return node(node).felix().ready()
        ? ProbeResult.OK
        : ProbeResult.failed("calico/node is not ready: felix is not ready");
  }

  /** {@code -felix-live}: the process runs. */
  public ProbeResult felixLive(String node, Duration at) {
    advance(at);
    return node(node).felix().live()
        ? ProbeResult.OK
        : ProbeResult.failed("calico/node is not ready: felix is not live");
  }

  /** How often Felix has exited with 129 on this node, over all its containers (§4.1). */
  public int felixRestarts(String node) {
    return node(node).felix().restarts();
  }

  /** Which pairs of nodes can exchange pod traffic now. */
  public Reachability reachability() {
    return current;
  }

  /** When pairs could not, so far. */
  public ReachabilityLog log() {
    return log;
  }

  // Watches repeat themselves; a repetition is no change and wakes nobody.
  private void changeIf(boolean different, Duration at, Runnable input) {
    if (different) {
      change(at, input);
    } else {
      advance(at);
    }
  }

  private void change(Duration at, Runnable input) {
    advance(at);
    input.run();
    inputs++;
    nodes.values().forEach(SimulatedNode::notice);
    look();
  }

  // Following every packet is the costly part: only when a kernel or an input has changed.
  private void look() {
    long version = inputs;
    for (SimulatedNode node : nodes.values()) {
      version += node.kernel().version();
    }
    if (version != checked) {
      checked = version;
      current = new PathCheck(store, nodes, underlay, now()).check();
      log.record(current, now());
    }
  }

  private SimulatedNode node(String name) {
    SimulatedNode node = nodes.get(name);
    if (node == null) {
      throw new NoSuchElementException("no node " + name);
    }
    return node;
  }
}
