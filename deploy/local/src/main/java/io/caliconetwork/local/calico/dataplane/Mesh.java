package io.caliconetwork.local.calico.dataplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The node-to-node mesh: who has a BGP session with whom and what is learned through it. */
final class Mesh {
  private final Datastore store;
  private final EventQueue events;
  private final Timings.Sessions times;
  private final Map<String, Bird> birds = new TreeMap<>();

  /** Each end's view, by its name and then by its peer's. */
  private final Map<String, SortedMap<String, Session>> sessions = new HashMap<>();

  /** What {@link #plan} has planned: asked at every change, it must not plan twice. */
  private final Set<Meeting> planned = new HashSet<>();

  /** One end's view; in a graceful restart it lives from what it knew. */
  private record Session(boolean established, List<Destination> remembered, long number) {}

  /** Two BIRDs in these lives of theirs. */
  private record Meeting(Pair pair, int firstLife, int secondLife) {}

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
    sessions.remove(bird.name());
    sessions.values().forEach(views -> views.remove(bird.name()));
  }

  /** Nodes this one is configured to peer with, whether they run BIRD or not (§4.3). */
  List<String> peers(Bird bird) {
    return store.bgpAddresses().keySet().stream()
        .filter(other -> isConfigured(bird.name(), other))
        .toList();
  }

  private boolean isConfigured(String local, String peer) {
    return store.bgp().nodeToNodeMesh()
        && !local.equals(peer)
        && store.bgpAddresses().containsKey(local)
        && store.bgpAddresses().containsKey(peer);
  }

  boolean established(String local, String peer) {
    Session session = views(local).get(peer);
    return session != null && session.established();
  }

  private SortedMap<String, Session> views(String local) {
    return sessions.computeIfAbsent(local, name -> new TreeMap<>());
  }

  /** Whether every configured peer has a session. */
  boolean complete(Bird bird) {
    return peers(bird).stream().allMatch(peer -> established(bird.name(), peer));
  }

  /** Plans this one's sessions with all that run and are configured, ends those not wanted. */
  void meet(Bird one) {
    List<String> unwanted =
        views(one.name()).keySet().stream()
            .filter(peer -> !isConfigured(one.name(), peer))
            .toList();
    for (String peer : unwanted) {
      views(one.name()).remove(peer);
      views(peer).remove(one.name());
    }
    for (String peer : peers(one)) {
      Bird other = birds.get(peer);
      if (other != null && canMeet(one, other)) {
        if (one.name().compareTo(peer) < 0) {
          plan(one, other);
        } else {
          plan(other, one);
        }
      }
    }
  }

  /** A BIRD ended. */
  void leave(Bird gone, StopSignal signal) {
    List<Destination> known = exports(gone.name());
    views(gone.name()).clear();
    for (Bird peer : birds.values()) {
      Session session = views(peer.name()).remove(gone.name());
      if (session != null && session.established() && signal == StopSignal.KILL) {
        hold(peer.name(), gone.name(), known);
      }
      peer.learn();
    }
  }

  /** What this node's peers have told it. */
  List<Destination> learned(Bird bird) {
    List<Destination> result = new ArrayList<>();
    views(bird.name())
        .forEach((peer, session) ->
            result.addAll(session.established() ? exports(peer) : session.remembered()));
    return result;
  }

  private void hold(String local, String gone, List<Destination> known) {
    Session held = new Session(false, known, numbered++);
    views(local).put(gone, held);
    events.in(
        times.gracefulRestart(),
        () -> {
          if (views(local).remove(gone, held)) {
            Optional.ofNullable(birds.get(local)).ifPresent(Bird::learn);
          }
        });
  }

  private boolean canMeet(Bird one, Bird other) {
    return one.up() && other.up() && !established(one.name(), other.name());
  }

  private void plan(Bird one, Bird other) {
    Pair pair = new Pair(one.name(), other.name());
    Meeting meeting = new Meeting(pair, one.incarnation(), other.incarnation());
    if (!planned.add(meeting)) {
      return;
    }
    // Counted from when the later of both came up, so that asking again changes nothing.
    Duration later = one.upSince().compareTo(other.upSince()) > 0 ? one.upSince() : other.upSince();
    Duration delay = later.plus(times.establish()).minus(events.now());
    events.in(
        delay.isNegative() ? times.establish() : delay,
        () -> {
          planned.remove(meeting);
          boolean same = meeting.equals(new Meeting(pair, one.incarnation(), other.incarnation()));
          if (same && canMeet(one, other) && isConfigured(one.name(), other.name())) {
            Session session = new Session(true, List.of(), numbered++);
            views(one.name()).put(other.name(), session);
            views(other.name()).put(one.name(), session);
            one.learn();
            other.learn();
          }
        });
  }

  // Blocks go out with or without a pool, single addresses only with one (§5.4).
  private List<Destination> exports(String node) {
    return store.destinationsOf(node).stream()
        .filter(destination ->
            store
                .poolOf(destination.cidr())
                .map(pool -> !pool.disableBgpExport())
                .orElse(destination.affine()))
        .toList();
  }
}
