package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Kind;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.PodMoves;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which pods have addresses of some ranges, and what becomes of those that are evicted. Of all
 * others nothing is kept but, until they are Ready, the new ones.
 *
 * <p>What is only in memory here makes the operator wait, never act: after a restart it takes pods
 * that are being deleted for evicted ones, and pods that are young and not Ready for their
 * replacements.
 */
final class Moves {

  /** A controller creates the replacement at once; one that has not by then will not. */
  private static final Duration REPLACED = Duration.ofSeconds(30);

  /** A pod that has not ended so long after its grace period is stuck. */
  private static final Duration OVERDUE = Duration.ofSeconds(30);

  /** A replacement that takes longer is worth a word. */
  private static final Duration SLOW = Duration.ofMinutes(5);

  /** Pods that are not Ready and older than this are taken for nobody's replacement. */
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private static final long USUAL_GRACE_SECONDS = 30;

  private final List<Ipv4Range> ranges;
  private final Map<Owner, Owner> owners = new HashMap<>();
  private final NavigableMap<String, MovingPod> remaining = new TreeMap<>();
  private final Map<UUID, Newcomer> newcomers = new HashMap<>();
  private final Map<String, Ending> ending = new HashMap<>();
  private final Map<Owner, Evicted> evicted = new HashMap<>();
  private final Refusals refusals = new Refusals();
  private final Pace pace = new Pace();
  private final Set<String> cameBack = new HashSet<>();
  private final Map<UUID, Long> adopted = new HashMap<>();
  private final Set<UUID> granted = new HashSet<>();
  private final InstantSource clock;
  private boolean first = true;
  private Optional<Instant> shut = Optional.empty();
  private Optional<Set<UUID>> listing = Optional.empty();

  /** A pod outside the ranges that is not Ready. */
  private record Newcomer(String name, Owner owner, long seen) {}

  /** A pod that is being deleted. */
  private record Ending(long due, Optional<String> finalizers) {}

  /** Pods of one owner that were evicted while they were Ready, and what came in their place. */
  private static final class Evicted {
    private final Set<UUID> there = new HashSet<>();
    private final Set<UUID> arriving = new HashSet<>();
    private int gone;
    private int arrived;
    private long last;

    int onTheWay() {
      return there.size() + Math.max(0, gone - arrived);
    }
  }

  /**
   * Nothing seen yet.
   *
   * @param clock that the API server's is compared with
   */
  Moves(List<Ipv4Range> ranges, InstantSource clock) {
    this.ranges = List.copyOf(ranges);
    this.clock = clock;
  }

  List<Ipv4Range> ranges() {
    return ranges;
  }

  /** A list of all pods begins. Where nothing is known yet nothing can turn out to be gone. */
  synchronized void listing() {
    listing =
        remaining.isEmpty() && newcomers.isEmpty()
            ? Optional.empty()
            : Optional.of(new HashSet<>());
  }

  /** It has come to its end: what it did not have is gone. */
  synchronized void listed(long now) {
    first = false;
    listing.ifPresent(there -> forgetOthers(there, now));
    listing = Optional.empty();
  }

  private void forgetOthers(Set<UUID> there, long now) {
    remaining.values().stream()
        .filter(p -> !there.contains(p.uid()))
        .toList()
        .forEach(p -> gone(p.name(), p.uid(), now));
    newcomers.keySet().stream()
        .filter(uid -> !there.contains(uid))
        .toList()
        .forEach(this::goneBefore);
  }

  /** A pod as it is now. True when that changes anything here. */
  synchronized boolean seen(Pod pod, long now) {
    var read = PodReader.read(pod);
    if (!PodReader.holds(pod)) {
      return gone(read.name(), read.uid(), now);
    }
    if (PodReader.inOne(ranges, pod)) {
      listing.ifPresent(l -> l.add(read.uid()));
      newcomers.remove(read.uid());
      // It did not get away; its turn comes again.
      disown(read.uid());
      return stays(
          shared(granted.contains(read.uid()) ? read.with(State.TERMINATING) : read), pod, now);
    }
    // After a restart of its node a pod may be the same and its address another.
    var before = remaining.get(read.name());
    var moved =
        before != null && before.uid().equals(read.uid()) && gone(read.name(), read.uid(), now);
    return elsewhere(read, pod, now) || moved;
  }

  private boolean elsewhere(MovingPod read, Pod pod, long now) {
    if (read.state() == State.NOT_READY && read.owner().who() == Kind.CONTROLLED) {
      listing.ifPresent(l -> l.add(read.uid()));
      var newcomer = shared(read);
      if (first) {
        adopt(newcomer, pod, now);
      }
      return arrives(newcomer, now);
    }
    var came = newcomers.remove(read.uid()) != null;
    var itsOwner = evicted.get(read.owner());
    if (itsOwner != null && itsOwner.arriving.remove(read.uid())) {
      itsOwner.arrived += read.state() == State.READY ? 1 : 0;
      itsOwner.last = now;
      return true;
    }
    return came;
  }

  private boolean stays(MovingPod pod, Pod object, long now) {
    var before = remaining.put(pod.name(), pod);
    if (before != null && !before.uid().equals(pod.uid())) {
      left(before, now);
    }
    if ((before == null || !before.uid().equals(pod.uid())) && createdSinceShut(object)) {
      cameBack.add(pod.name());
    }
    if (pod.state() == State.TERMINATING) {
      // Not what the watch still brings from before a granted eviction: it knows no grace period.
      if (object.getMetadata().getDeletionTimestamp() != null) {
        ending.computeIfAbsent(pod.name(), name -> ending(object, now));
      }
      if (before == null || before.state() == State.READY) {
        track(pod, now);
      }
    } else {
      ending.remove(pod.name());
    }
    return !pod.equals(before);
  }

  private static Ending ending(Pod object, long now) {
    var grace = object.getMetadata().getDeletionGracePeriodSeconds();
    return new Ending(
        now
            + Duration.ofSeconds(grace == null ? USUAL_GRACE_SECONDS : grace)
                .plus(OVERDUE)
                .toNanos(),
        PodReader.finalizers(object));
  }

  /** Whoever deletes it: it is on its way. */
  private void track(MovingPod pod, long now) {
    if (pod.owner().who() == Kind.CONTROLLED) {
      var its = evicted.computeIfAbsent(pod.owner(), o -> new Evicted());
      its.there.add(pod.uid());
      its.last = now;
    }
  }

  /** Perhaps it came in place of a pod that this operator evicted before it was restarted. */
  private void adopt(MovingPod pod, Pod object, long now) {
    var age = Duration.between(created(object), clock.instant());
    if (age.compareTo(YOUNG) < 0) {
      var its = evicted.computeIfAbsent(pod.owner(), o -> new Evicted());
      its.gone++;
      its.last = now;
      adopted.put(pod.uid(), now + YOUNG.minus(age).toNanos());
    }
  }

  /** One that is older had its address before, and its status comes late. */
  private boolean createdSinceShut(Pod pod) {
    return shut.filter(created(pod)::isAfter).isPresent();
  }

  private static Instant created(Pod pod) {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  private boolean arrives(MovingPod pod, long now) {
    var its = evicted.get(pod.owner());
    if (its != null) {
      its.arriving.add(pod.uid());
    }
    return newcomers.putIfAbsent(pod.uid(), new Newcomer(pod.name(), pod.owner(), now)) == null;
  }

  /** A pod that is no more. True when that changes anything here. */
  synchronized boolean gone(Pod pod, long now) {
    var read = PodReader.read(pod);
    return gone(read.name(), read.uid(), now);
  }

  /** One that was still to become Ready; false when it was none. */
  private boolean goneBefore(UUID uid) {
    var newcomer = newcomers.remove(uid);
    if (newcomer != null && evicted.containsKey(newcomer.owner())) {
      evicted.get(newcomer.owner()).arriving.remove(uid);
    }
    return newcomer != null;
  }

  private boolean gone(String name, UUID uid, long now) {
    var newcomer = goneBefore(uid);
    var pod = remaining.get(name);
    if (pod == null || !pod.uid().equals(uid)) {
      return newcomer;
    }
    remaining.remove(name);
    granted.remove(uid);
    ending.remove(name);
    cameBack.remove(name);
    left(pod, now);
    return true;
  }

  private void left(MovingPod pod, long now) {
    var its = evicted.get(pod.owner());
    if (its != null && its.there.remove(pod.uid())) {
      its.gone++;
      its.last = now;
    }
  }

  /** An eviction was granted. */
  synchronized void granted(MovingPod pod, long now) {
    refusals.granted(pod.owner());
    var known = remaining.get(pod.name());
    if (known == null || !known.uid().equals(pod.uid())) {
      return;
    }
    // What the watch brings of it in the next moment may be older than the answer.
    granted.add(pod.uid());
    remaining.put(pod.name(), known.with(State.TERMINATING));
    // Nobody waits for a replacement to become what the pod itself was not.
    if (pod.state() == State.READY) {
      track(known, now);
    }
  }

  /** An eviction was refused. */
  synchronized void refused(MovingPod pod, String why, long now) {
    refusals.refused(pod.owner(), why, now);
  }

  /**
   * What is known now.
   *
   * @param closed whether no pod can get an address of the ranges any more
   * @param jobsDue whether Jobs have had their time
   * @param now nanoseconds of a clock that only goes forward
   */
  synchronized PodMoves look(boolean closed, boolean jobsDue, long now) {
    if (!closed) {
      shut = Optional.empty();
      cameBack.clear();
    } else if (shut.isEmpty()) {
      shut = Optional.of(clock.instant());
    }
    settle(now);
    var finalizers = new HashMap<String, String>();
    overdue(finalizers, now);
    var onTheWay = new HashMap<Owner, Integer>();
    evicted.forEach((owner, its) -> {
      if (its.onTheWay() > 0) {
        onTheWay.put(owner, its.onTheWay());
      }
    });
    return new PodMoves(
        List.copyOf(remaining.values()),
        onTheWay,
        slow(now),
        refusals.look(now),
        finalizers,
        cameBack.stream().sorted().toList(),
        jobsDue,
        pace.left(remaining.size(), now));
  }

  private void overdue(Map<String, String> finalizers, long now) {
    ending.forEach((name, its) -> {
      if (now >= its.due()) {
        its.finalizers().ifPresent(f -> finalizers.put(name, f));
        var pod = remaining.get(name);
        remaining.put(name, pod.with(State.OVERDUE));
        // Stuck: it holds up nobody but itself.
        Optional.ofNullable(evicted.get(pod.owner())).ifPresent(e -> e.there.remove(pod.uid()));
      }
    });
  }

  /** Evictions are over when as many new pods are Ready, or when none comes. */
  private void settle(long now) {
    adopted.entrySet().removeIf(e -> e.getValue() <= now && disown(e.getKey()));
    evicted
        .values()
        .removeIf(its ->
            its.there.isEmpty()
                && (its.arrived >= its.gone
                    || (its.arriving.isEmpty() && now - its.last > REPLACED.toNanos())));
    refusals.forget(remaining.values());
  }

  private boolean disown(UUID uid) {
    evicted.values().stream().filter(its -> its.arriving.remove(uid)).forEach(its -> its.arrived++);
    return true;
  }

  private List<String> slow(long now) {
    return newcomers.entrySet().stream()
        .filter(e -> now - e.getValue().seen() > SLOW.toNanos())
        .filter(e ->
            Optional.ofNullable(evicted.get(e.getValue().owner()))
                .filter(its -> its.arriving.contains(e.getKey()))
                .isPresent())
        .map(e -> e.getValue().name())
        .sorted()
        .toList();
  }

  private MovingPod shared(MovingPod pod) {
    return new MovingPod(
        pod.name(), pod.uid(), owners.computeIfAbsent(pod.owner(), o -> o), pod.state());
  }
}
