package io.caliconetwork.local.calico.dataplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The node-to-node mesh: who has a BGP session with whom and what is learned through it. */
final class Mesh {
  private final Datastore store;
  private final EventQueue events;
  private final Timings.Sessions times;
  private final Map<String, Bird> birds = new TreeMap<>();
  private final Map<Pair, Session> sessions = new TreeMap<>();

  /** One end's view; in a graceful restart it lives from what it knew. */
  private record Session(boolean established, List<Destination> remembered, long number) {}

  private long numbered;

  Mesh(Datastore store, EventQueue events, Timings timings) {
    this.store = store;
    this.events = events;
    this.times = timings.bird().sessions();
  }

  void add(Bird bird) {
    birds.put(bird.name(), bird);
    bird.join(this);
  }

  void remove(Bird bird) {
    birds.remove(bird.name());
    sessions.keySet().removeIf(pair -> isEnd(pair, bird.name()));
  }

  /** Nodes this one is configured to peer with, whether they run BIRD or not (§4.3). */
  List<String> peers(Bird bird) {
    if (!store.bgp().nodeToNodeMesh() || store.bgpAddress(bird.name()).isEmpty()) {
      return List.of();
    }
    return store.nodes().keySet().stream()
        .filter(other -> !other.equals(bird.name()) && store.bgpAddress(other).isPresent())
        .toList();
  }

  boolean established(String local, String peer) {
    Session session = sessions.get(new Pair(local, peer));
    return session != null && session.established();
  }

  /** Whether every configured peer has a session. */
  boolean complete(Bird bird) {
    return peers(bird).stream().allMatch(peer -> established(bird.name(), peer));
  }

  /** Plans sessions between all that run and are configured, and ends those no longer wanted. */
  void meet() {
    sessions.keySet().removeIf(pair -> !isConfigured(pair));
    for (Bird one : birds.values()) {
      for (String peer : peers(one)) {
        Bird other = birds.get(peer);
        if (one.name().compareTo(peer) < 0 && other != null && canMeet(one, other)) {
          plan(one, other);
        }
      }
    }
  }

  /** A BIRD ended. */
  void leave(Bird gone, StopSignal signal) {
    List<Destination> known = exports(gone.name());
    for (Bird peer : birds.values()) {
      sessions.remove(new Pair(gone.name(), peer.name()));
      Pair view = new Pair(peer.name(), gone.name());
      Session session = sessions.remove(view);
      if (session != null && session.established() && signal == StopSignal.KILL) {
        hold(view, known);
      }
      peer.learn();
    }
  }

  /** What this node's peers have told it. */
  List<Destination> learned(Bird bird) {
    List<Destination> result = new ArrayList<>();
    sessions.forEach((pair, session) -> {
      if (pair.from().equals(bird.name())) {
        result.addAll(session.established() ? exports(pair.to()) : session.remembered());
      }
    });
    return result;
  }

  private void hold(Pair view, List<Destination> known) {
    Session held = new Session(false, known, numbered++);
    sessions.put(view, held);
    events.in(
        times.gracefulRestart(),
        () -> {
          if (held.equals(sessions.get(view))) {
            sessions.remove(view);
            Optional.ofNullable(birds.get(view.from())).ifPresent(Bird::learn);
          }
        });
  }

  private boolean canMeet(Bird one, Bird other) {
    return one.up() && other.up() && !established(one.name(), other.name());
  }

  private void plan(Bird one, Bird other) {
    int firstLife = one.incarnation();
    int secondLife = other.incarnation();
    // Counted from when the later of both came up, so that asking again changes nothing.
    Duration later = one.upSince().compareTo(other.upSince()) > 0 ? one.upSince() : other.upSince();
    Duration delay = later.plus(times.establish()).minus(events.now());
    events.in(
        delay.isNegative() ? times.establish() : delay,
        () -> {
          boolean same = firstLife == one.incarnation() && secondLife == other.incarnation();
          if (same && canMeet(one, other) && isConfigured(new Pair(one.name(), other.name()))) {
            Session session = new Session(true, List.of(), numbered++);
            sessions.put(new Pair(one.name(), other.name()), session);
            sessions.put(new Pair(other.name(), one.name()), session);
            one.learn();
            other.learn();
          }
        });
  }

  private boolean isConfigured(Pair pair) {
    Bird local = birds.get(pair.from());
    return local != null && peers(local).contains(pair.to());
  }

  // Blocks go out with or without a pool, single addresses only with one (§5.4).
  private List<Destination> exports(String node) {
    return store.destinations().stream()
        .filter(destination -> destination.node().equals(node))
        .filter(destination ->
            store
                .poolOf(destination.cidr())
                .map(pool -> !pool.disableBgpExport())
                .orElse(destination.affine()))
        .toList();
  }

  private static boolean isEnd(Pair pair, String node) {
    return pair.from().equals(node) || pair.to().equals(node);
  }
}
