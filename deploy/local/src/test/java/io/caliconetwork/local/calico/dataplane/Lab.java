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
import java.util.TreeMap;

/**
 * The law's laboratory: n1 and n2 in one subnet, n3 in another, one pod on each, the tunnel address
 * daemon on each reacting after 0.2 s (§4.3: 0.1 to 0.4 s).
 */
final class Lab {
  static final List<String> NODES = List.of("n1", "n2", "n3");
  static final Duration SETTLED = Duration.ofSeconds(100);
  private static final Duration DAEMON = Duration.ofMillis(200);

  private final DataPlane plane;
  private final CalicoRelease release;
  private final Map<String, Map<String, String>> annotations = new TreeMap<>();
  private IpamState ipam;

  private Lab(String release, Timings timings, Underlay underlay) {
    this.release = CalicoRelease.parse(release);
    this.plane = new DataPlane(timings, underlay);
    this.ipam = IpamState.EMPTY;
  }

  /** A cluster with this pool that has run for 100 s. */
  static Lab settled(String release, String backend, IpPool... pools) {
    return settled(release, Timings.LABORATORY, Underlay.SWITCHED, NodeEnv.backend(backend), pools);
  }

  static Lab settled(
      String release, Timings timings, Underlay underlay, NodeEnv env, IpPool... pools) {
    Lab lab = new Lab(release, timings, underlay);
    lab.ipam = lab.ipam.withPools(List.of(pools));
    lab.node("n1", "10.0.1.1/24", "left");
    lab.node("n2", "10.0.1.2/24", "left");
    lab.node("n3", "10.0.2.3/24", "right");
    lab.plane.setPools(lab.ipam.pools(), Duration.ZERO);
    lab.reconcileTunnels(Duration.ZERO);
    NODES.forEach(node -> lab.pod(node, Duration.ZERO));
    NODES.forEach(node -> lab.plane.startCalicoNode(node, env, Duration.ZERO));
    lab.plane.advance(SETTLED);
    return lab;
  }

  DataPlane plane() {
    return plane;
  }

  IpamState ipam() {
    return ipam;
  }

  /** Stores these pools now; the tunnel daemons follow. */
  Lab pools(IpPool... pools) {
    List<IpPool> before = ipam.pools();
    ipam = ipam.withPools(List.of(pools));
    Duration now = plane.now();
    plane.setPools(ipam.pools(), now);
    if (TunnelAddresses.wakesOn(release, before, ipam.pools())) {
      reconcileTunnels(now.plus(DAEMON));
    }
    return this;
  }

  Lab pass(double seconds) {
    plane.advance(plane.now().plus(Duration.ofMillis(Math.round(seconds * 1000))));
    return this;
  }

  /** One more pod on this node. */
  void pod(String node, Duration at) {
    AddressRequest.Pod pod =
        new AddressRequest.Pod("default", "pod-" + node, "c-" + node + at.toMillis());
    AddressRequest request = AddressRequest.forPod(host(node), pod, "", List.of());
    if (Allocator.assign(ipam, request) instanceof AddressResult.Assigned assigned) {
      ipam = assigned.update().after();
    } else {
      throw new AssertionError("no address on " + node);
    }
    plane.setDestinations(Destination.of(ipam.blocks()), at);
  }

  /** The block in which the node's pod has its address. */
  String podBlock(String node) {
    return Destination.of(ipam.blocks()).stream()
        .filter(destination -> destination.node().equals(node) && destination.carriesPods())
        .findFirst()
        .orElseThrow()
        .cidr();
  }

  /** The route of one node to the block of the other's pod; empty text when there is none. */
  String route(String from, String to) {
    return plane.routes(from).stream()
        .filter(route -> route.destination().equals(podBlock(to)))
        .map(route -> route.kind() + " by " + route.owner())
        .findFirst()
        .orElse("");
  }

  /** Seconds for which the pair was lost since this moment, up to now. */
  double lost(String from, String to, Duration since) {
    Duration lost =
        plane.log().lostTime(since, plane.now()).getOrDefault(new Pair(from, to), Duration.ZERO);
    return lost.toMillis() / 1000.0;
  }

  boolean works(String from, String to) {
    return plane.reachability().works(from, to);
  }

  String annotation(String node, String name) {
    return annotations.get(node).getOrDefault(name, "");
  }

  void annotate(String node, String name, String value) {
    annotations.get(node).put(name, value);
    plane.setNodeAnnotations(node, annotations.get(node), plane.now());
  }

  void forget(String node, String name) {
    annotations.get(node).remove(name);
    plane.setNodeAnnotations(node, annotations.get(node), plane.now());
  }

  private void node(String name, String address, String subnet) {
    plane.addNode(new NodeSpec(name, address, subnet, release), Duration.ZERO);
    annotations.put(name, new HashMap<>(Map.of(Datastore.ADDRESS, address)));
    plane.setNodeAnnotations(name, annotations.get(name), Duration.ZERO);
  }

  private void reconcileTunnels(Duration at) {
    for (String node : NODES) {
      Map<String, String> own = annotations.get(node);
      switch (TunnelAddresses.reconcile(ipam, host(node), own)) {
        case TunnelAddresses.Result.Failed(String why) -> throw new AssertionError(why);
        case TunnelAddresses.Result.Reconciled reconciled -> {
          ipam = reconciled.update().after();
          reconciled
              .annotations()
              .forEach((name, value) ->
                  value.ifPresentOrElse(text -> own.put(name, text), () -> own.remove(name)));
          plane.setNodeAnnotations(node, own, at);
        }
      }
    }
    plane.setDestinations(Destination.of(ipam.blocks()), at);
  }

  private AddressRequest.Host host(String node) {
    return new AddressRequest.Host(node, Map.of(), release);
  }
}
