package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.AddressRequest;
import io.caliconetwork.local.calico.ipam.AddressResult;
import io.caliconetwork.local.calico.ipam.Allocator;
import io.caliconetwork.local.calico.ipam.IpamState;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A {@link DataPlane} whose addresses come from Calico's address management: pods have some, and on
 * every node a daemon brings the tunnel addresses in line with the pools, 0.2 s after they change
 * (§4.3: 0.1 to 0.4 s). All nodes run the same release.
 */
public final class AddressedPlane {
  private static final Duration REACTION = Duration.ofMillis(200);

  private final DataPlane plane;
  private final CalicoRelease release;
  private final Map<String, NodeSpec> nodes = new TreeMap<>();
  private final Map<String, Map<String, String>> annotations = new TreeMap<>();
  private final Set<String> daemons = new TreeSet<>();
  private IpamState ipam = IpamState.EMPTY;
  private Optional<Duration> reaction = Optional.empty();

  /** Nothing stored, no machine. */
  public AddressedPlane(Timings timings, Underlay underlay, CalicoRelease release) {
    this.plane = new DataPlane(timings, underlay);
    this.release = release;
  }

  /** The data plane; time is to pass by {@link #advance} only. */
  public DataPlane plane() {
    return plane;
  }

  /** What address management keeps now. */
  public IpamState ipam() {
    return ipam;
  }

  /** Somebody else has written to address management. Pools are changed by {@link #pools} only. */
  public void ipam(IpamState changed) {
    ipam = changed;
    plane.setDestinations(Destination.of(ipam.blocks()), plane.now());
  }

  /** Now these pools are stored; the daemons follow, unless nothing changed that wakes them. */
  public void pools(List<IpPool> changed) {
    List<IpPool> before = ipam.pools();
    ipam = ipam.withPools(changed);
    plane.setPools(ipam.pools(), plane.now());
    if (reaction.isEmpty() && TunnelAddresses.wakesOn(release, before, ipam.pools())) {
      reaction = Optional.of(plane.now().plus(REACTION));
    }
  }

  /** When the daemons will next act; empty when they have nothing to do. */
  public Optional<Duration> reaction() {
    return reaction;
  }

  /** Lets time pass up to this moment. */
  public void advance(Duration to) {
    if (reaction.filter(at -> at.compareTo(to) <= 0).isPresent()) {
      plane.advance(reaction.get());
      reaction = Optional.empty();
      daemons.forEach(this::reconcile);
      plane.setDestinations(Destination.of(ipam.blocks()), plane.now());
    }
    plane.advance(to);
  }

  /** A machine joins, without calico-node and without annotations. */
  public void addNode(NodeSpec node) {
    plane.addNode(node, plane.now());
    nodes.put(node.name(), node);
    annotations.put(node.name(), new HashMap<>());
  }

  /**
   * calico-node starts: it announces the node's address, brings its tunnel addresses in line and
   * then runs its services, the daemon among them.
   */
  public void start(String node, NodeEnv env) {
    annotations.get(node).put(Datastore.ADDRESS, nodes.get(node).address());
    reconcile(node);
    daemons.add(node);
    plane.setDestinations(Destination.of(ipam.blocks()), plane.now());
    plane.startCalicoNode(node, env, plane.now());
  }

  /** calico-node is killed, and its daemon with it. */
  public void kill(String node) {
    daemons.remove(node);
    plane.stopCalicoNode(node, StopSignal.KILL, plane.now());
  }

  /**
   * One more pod on this node.
   *
   * @throws IllegalStateException when there is no address for it
   */
  public void addPod(String node) {
    String sandbox = "c-" + node + plane.now().toMillis();
    AddressRequest.Pod pod = new AddressRequest.Pod("default", "pod-" + node, sandbox);
    AddressRequest request = AddressRequest.forPod(host(node), pod, "", List.of());
    switch (Allocator.assign(ipam, request)) {
      case AddressResult.Refused(String why) -> throw new IllegalStateException(why);
      case AddressResult.Assigned assigned -> ipam(assigned.update().after());
    }
  }

  /** The Node's annotations. */
  public Map<String, String> annotations(String node) {
    return Map.copyOf(annotations.get(node));
  }

  /** Somebody sets an annotation of the Node, or removes it with an empty value. */
  public void annotate(String node, String name, Optional<String> value) {
    Map<String, String> own = annotations.get(node);
    value.ifPresentOrElse(text -> own.put(name, text), () -> own.remove(name));
    plane.setNodeAnnotations(node, own, plane.now());
  }

  private void reconcile(String node) {
    Map<String, String> own = annotations.get(node);
    switch (TunnelAddresses.reconcile(ipam, host(node), own)) {
      case TunnelAddresses.Result.Failed(String why) -> throw new IllegalStateException(why);
      case TunnelAddresses.Result.Reconciled reconciled -> {
        ipam = reconciled.update().after();
        reconciled
            .annotations()
            .forEach((name, value) ->
                value.ifPresentOrElse(text -> own.put(name, text), () -> own.remove(name)));
        plane.setNodeAnnotations(node, own, plane.now());
      }
    }
  }

  private AddressRequest.Host host(String node) {
    return new AddressRequest.Host(node, Map.of(), release);
  }
}
