package io.caliconetwork.local.calico.dataplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** When each pair could not exchange pod traffic. Times count from the simulation's begin. */
public final class ReachabilityLog {
  private final List<Outage> ended = new ArrayList<>();
  private final SortedMap<Pair, Outage> open = new TreeMap<>();

  /**
   * An uninterrupted loss.
   *
   * @param pair who could not talk
   * @param start when it began, inclusive
   * @param end when it ended, exclusive; empty while it lasts
   * @param reasons why, in the order in which they showed
   */
  public record Outage(Pair pair, Duration start, Optional<Duration> end, List<String> reasons) {
    public Outage {
      reasons = List.copyOf(reasons);
    }

    /** How long it has lasted at this moment. */
    public Duration length(Duration now) {
      return end.orElse(now).minus(start);
    }
  }

  /** Notes what is the case from this moment on; moments must not go back. */
  public void record(Reachability state, Duration at) {
    for (Outage outage : List.copyOf(open.values())) {
      if (!state.lost().containsKey(outage.pair())) {
        open.remove(outage.pair());
        if (outage.start().compareTo(at) < 0) {
          ended.add(new Outage(outage.pair(), outage.start(), Optional.of(at), outage.reasons()));
        }
      }
    }
    state.lost().forEach((pair, reason) -> open.merge(pair, begun(pair, at, reason), this::extend));
  }

  /** All outages so far, those that have ended first. */
  public List<Outage> outages() {
    List<Outage> all = new ArrayList<>(ended);
    all.addAll(open.values());
    return List.copyOf(all);
  }

  /** The outages of one pair that had not ended by this moment or began after it. */
  public List<Outage> outages(String from, String to, Duration since) {
    Pair pair = new Pair(from, to);
    return outages().stream()
        .filter(outage -> outage.pair().equals(pair))
        .filter(outage -> outage.end().map(end -> end.compareTo(since) > 0).orElse(true))
        .toList();
  }

  /** The time each pair was lost between two moments; pairs that never were are not listed. */
  public Map<Pair, Duration> lostTime(Duration from, Duration to) {
    SortedMap<Pair, Duration> result = new TreeMap<>();
    for (Outage outage : outages()) {
      Duration start = outage.start().compareTo(from) > 0 ? outage.start() : from;
      Duration until = outage.end().orElse(to);
      Duration end = until.compareTo(to) < 0 ? until : to;
      if (start.compareTo(end) < 0) {
        result.merge(outage.pair(), end.minus(start), Duration::plus);
      }
    }
    return result;
  }

  private static Outage begun(Pair pair, Duration at, String reason) {
    return new Outage(pair, at, Optional.empty(), List.of(reason));
  }

  private Outage extend(Outage known, Outage now) {
    if (known.reasons().getLast().equals(now.reasons().getFirst())) {
      return known;
    }
    List<String> reasons = new ArrayList<>(known.reasons());
    reasons.addAll(now.reasons());
    return new Outage(known.pair(), known.start(), Optional.empty(), reasons);
  }
}
