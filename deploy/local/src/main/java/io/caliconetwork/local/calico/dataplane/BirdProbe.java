package io.caliconetwork.local.calico.dataplane;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The checks of calico-node's probe command that concern BIRD (§2). */
final class BirdProbe {
  /** {@code --threshold-time}: until then every peer must be established, afterwards one. */
  private static final Duration THRESHOLD = Duration.ofSeconds(30);

  private final Datastore store;
  private final Mesh mesh;

  BirdProbe(Datastore store, Mesh mesh) {
    this.store = store;
    this.mesh = mesh;
  }

  static ProbeResult live(SimulatedNode node) {
    return node.bird().up()
        ? ProbeResult.OK
        : ProbeResult.failed("calico/node is not ready: bird/confd is not live");
  }

  ProbeResult ready(SimulatedNode node, Duration now) {
    if (!node.bird().up()) {
      return ProbeResult.failed("calico/node is not ready: BIRD is not ready: BIRD does not run");
    }
    List<String> peers = mesh.peers(node.bird());
    List<String> missing =
        peers.stream().filter(peer -> !mesh.established(node.spec().name(), peer)).toList();
    boolean early = now.minus(node.bird().upSince()).compareTo(THRESHOLD) < 0;
    boolean enough = early ? missing.isEmpty() : missing.size() < peers.size();
    if (peers.isEmpty() || enough) {
      return ProbeResult.OK;
    }
    return ProbeResult.failed(
        "calico/node is not ready: BIRD is not ready: BGP not established with "
            + missing.stream().map(store.bgpAddresses()::get).collect(Collectors.joining(",")));
  }
}
