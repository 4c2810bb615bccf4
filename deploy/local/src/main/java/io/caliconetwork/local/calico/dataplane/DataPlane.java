package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.IpPool;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All nodes of a cluster under virtual time (§4). Every input carries the moment at which it
 * happens, counted from the simulation's begin; a moment before the last one counts as the last
 * one. Deterministic; to be used by one thread at a time.
 */
public final class DataPlane {
  private final Timings timings;
  private final Underlay underlay;
  private final ReachabilityLog log = new ReachabilityLog();

  public DataPlane(Timings timings, Underlay underlay) {
    this.timings = timings;
    this.underlay = underlay;
  }

  /** A machine joins, without calico-node and without annotations. */
  public void addNode(NodeSpec node, Duration at) {}

  /** A machine leaves for good. */
  public void removeNode(String node, Duration at) {}

  /** Start-up and tunnel addresses are through: Felix and perhaps BIRD are started. */
  public void startCalicoNode(String node, NodeEnv env, Duration at) {}

  /** The container ends. What is in the kernel stays. Nothing happens when none runs. */
  public void stopCalicoNode(String node, StopSignal signal, Duration at) {}

  /** These are now the stored pools. */
  public void setPools(Collection<IpPool> pools, Duration at) {}

  /** These are now the Node's annotations; those of {@code projectcalico.org/} matter (§9). */
  public void setNodeAnnotations(String node, Map<String, String> annotations, Duration at) {}

  /** This is now where addresses live, see {@link Destination#of}. */
  public void setDestinations(Collection<Destination> destinations, Duration at) {}

  /** This is now FelixConfiguration/default. */
  public void setFelixConfiguration(FelixConfiguration configuration, Duration at) {}

  /** This is now BGPConfiguration/default. */
  public void setBgpConfiguration(BgpConfiguration configuration, Duration at) {}

  /** Lets time pass up to this moment, included. */
  public void advance(Duration to) {}

  /** The latest moment handed in. */
  public Duration now() {
    return Duration.ZERO;
  }

  /** When something will next happen by itself; empty when nothing will. */
  public Optional<Duration> nextWakeup() {
    return Optional.empty();
  }

  /** The routes in the node's kernel, by destination. */
  public List<Route> routes(String node) {
    return List.of();
  }

  /** {@code -bird-ready} (§2). Lets time pass up to this moment, as do the other probes. */
  public ProbeResult birdReady(String node, Duration at) {
    return ProbeResult.OK;
  }

  /** {@code -bird-live} (§2): BIRD and confd run. */
  public ProbeResult birdLive(String node, Duration at) {
    return ProbeResult.OK;
  }

  /** {@code -felix-ready}: in sync and the kernel programmed. */
  public ProbeResult felixReady(String node, Duration at) {
    return ProbeResult.OK;
  }

  /** {@code -felix-live}: the process runs. */
  public ProbeResult felixLive(String node, Duration at) {
    return ProbeResult.OK;
  }

  /** How often Felix has exited with 129 on this node, over all its containers (§4.1). */
  public int felixRestarts(String node) {
    return 0;
  }

  /** Which pairs of nodes can exchange pod traffic now. */
  public Reachability reachability() {
    return new Reachability(new java.util.TreeMap<>());
  }

  /** When pairs could not, so far. */
  public ReachabilityLog log() {
    return log;
  }

  Timings timings() {
    return timings;
  }

  Underlay underlay() {
    return underlay;
  }
}
