package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.IpamState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The law's laboratory: n1 and n2 in one subnet, n3 in another, one pod on each, the tunnel address
 * daemon on each reacting after 0.2 s (§4.3: 0.1 to 0.4 s).
 */
final class Lab {
  static final List<String> NODES = List.of("n1", "n2", "n3");
  static final Duration SETTLED = Duration.ofSeconds(100);

  private final AddressedPlane addressed;
  private final CalicoRelease release;

  private Lab(String release, Timings timings, Underlay underlay) {
    this.release = CalicoRelease.parse(release);
    this.addressed = new AddressedPlane(timings, underlay, this.release);
  }

  /** A cluster with this pool that has run for 100 s. */
  static Lab settled(String release, String backend, IpPool... pools) {
    return settled(release, Timings.LABORATORY, Underlay.SWITCHED, NodeEnv.backend(backend), pools);
  }

  static Lab settled(
      String release, Timings timings, Underlay underlay, NodeEnv env, IpPool... pools) {
    Lab lab = new Lab(release, timings, underlay);
    lab.node("n1", "10.0.1.1/24", "left");
    lab.node("n2", "10.0.1.2/24", "left");
    lab.node("n3", "10.0.2.3/24", "right");
    lab.addressed.pools(List.of(pools));
    NODES.forEach(node -> lab.addressed.start(node, env));
    NODES.forEach(lab.addressed::addPod);
    lab.addressed.advance(SETTLED);
    return lab;
  }

  DataPlane plane() {
    return addressed.plane();
  }

  IpamState ipam() {
    return addressed.ipam();
  }

  /** Stores these pools now; the tunnel daemons follow. */
  Lab pools(IpPool... pools) {
    addressed.pools(List.of(pools));
    addressed.reaction().ifPresent(addressed::advance);
    return this;
  }

  Lab pass(double seconds) {
    addressed.advance(plane().now().plus(Duration.ofMillis(Math.round(seconds * 1000))));
    return this;
  }

  /** The block in which the node's pod has its address. */
  String podBlock(String node) {
    return Destination.of(ipam().blocks()).stream()
        .filter(destination -> destination.node().equals(node) && destination.carriesPods())
        .findFirst()
        .orElseThrow()
        .cidr();
  }

  /** The route of one node to the block of the other's pod; empty text when there is none. */
  String route(String from, String to) {
    return plane().routes(from).stream()
        .filter(route -> route.destination().equals(podBlock(to)))
        .map(route -> route.kind() + " by " + route.owner())
        .findFirst()
        .orElse("");
  }

  /** Seconds for which the pair was lost since this moment, up to now. */
  double lost(String from, String to, Duration since) {
    Duration lost =
        plane()
            .log()
            .lostTime(since, plane().now())
            .getOrDefault(new Pair(from, to), Duration.ZERO);
    return lost.toMillis() / 1000.0;
  }

  boolean works(String from, String to) {
    return plane().reachability().works(from, to);
  }

  String annotation(String node, String name) {
    return addressed.annotations(node).getOrDefault(name, "");
  }

  void annotate(String node, String name, String value) {
    addressed.annotate(node, name, Optional.of(value));
  }

  void forget(String node, String name) {
    addressed.annotate(node, name, Optional.empty());
  }

  private void node(String name, String address, String subnet) {
    addressed.addNode(new NodeSpec(name, address, subnet, release));
  }
}
