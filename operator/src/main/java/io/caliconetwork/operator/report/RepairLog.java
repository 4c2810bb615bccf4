package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.api.v1alpha1.Repair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody else reverted, as status keeps it, and whether that is a fight. Pure.
 *
 * <p>Three reverts of one object within the window open the breaker. It stays open for the window,
 * then one repair is tried; if that is reverted too, for twice the window, and so on up to an hour.
 *
 * @param repairs as in status
 * @param window of {@code TimeLimits.repairs}
 */
record RepairLog(List<Repair> repairs, Duration window) {

  /** As many reverts within the window are a fight. */
  static final int FIGHT = 3;

  private static final int MOST_TIMES = 10;
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  RepairLog {
    repairs = List.copyOf(repairs);
  }

  /** What the status says for this generation of the spec; an edit of the spec starts anew. */
  static List<Repair> known(Optional<CalicoNetworkStatus> status, long generation) {
    return status
        .filter(s -> s.observedGeneration() != null && s.observedGeneration() == generation)
        .map(CalicoNetworkStatus::repairs)
        .orElse(List.of());
  }

  /** With one more revert of the object. */
  RepairLog noticed(String object, List<String> fields, String manager, Instant now) {
    var times = new ArrayList<String>();
    for (var time : times(object)) {
      if (counts(object, time, now)) {
        times.add(time.toString());
      }
    }
    times.add(now.truncatedTo(ChronoUnit.SECONDS).toString());
    var kept = times.subList(Math.max(0, times.size() - MOST_TIMES), times.size());
    return new RepairLog(
        Stream.concat(
                repairs.stream().filter(r -> !r.object().equals(object)),
                Stream.of(new Repair(object, fields, manager, List.copyOf(kept))))
            .sorted(Comparator.comparing(Repair::object))
            .toList(),
        window);
  }

  /** How often the object was reverted lately; a fight is forgotten when a repair has held. */
  int count(String object, Instant now) {
    return (int) times(object).stream().filter(t -> counts(object, t, now)).count();
  }

  /** When the last revert of the object was noticed. */
  Optional<Instant> last(String object) {
    return times(object).stream().max(Comparator.naturalOrder());
  }

  /** Until when the object is left alone; empty when it is not, or no longer. */
  Optional<Instant> openUntil(String object, Instant now) {
    return count(object, now) < FIGHT
        ? Optional.empty()
        : last(object).map(t -> t.plus(pause(object))).filter(now::isBefore);
  }

  private boolean counts(String object, Instant time, Instant now) {
    var fought = times(object).size() >= FIGHT;
    return fought
        ? now.isBefore(last(object).orElseThrow().plus(pause(object)).plus(window))
        : now.isBefore(time.plus(window));
  }

  private Duration pause(String object) {
    var doublings = Math.max(0, times(object).size() - FIGHT);
    var pause = window;
    for (int i = 0; i < doublings && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 && window.compareTo(LONGEST_PAUSE) < 0
        ? LONGEST_PAUSE
        : pause;
  }

  private List<Instant> times(String object) {
    return repairs.stream()
        .filter(r -> r.object().equals(object))
        .flatMap(r -> r.times().stream())
        .map(Instant::parse)
        .toList();
  }
}
