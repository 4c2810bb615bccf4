package io.caliconetwork.local.calico.dataplane;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** Virtual time: what is to happen, in order of time and then of planning. */
final class EventQueue {
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::number));
  private Duration now = Duration.ZERO;
  private long planned;

  private record Event(Duration at, long number, Runnable action) {}

  Duration now() {
    return now;
  }

  /** Plans something for this long from now. */
  void in(Duration delay, Runnable action) {
    events.add(new Event(now.plus(delay), planned++, action));
  }

  Optional<Duration> next() {
    return Optional.ofNullable(events.peek()).map(Event::at);
  }

  /** Lets everything up to this moment happen; after each moment's events, calls back. */
  void runUntil(Duration to, Runnable afterMoment) {
    while (!events.isEmpty() && events.peek().at().compareTo(to) <= 0) {
      now = events.peek().at();
      while (!events.isEmpty() && events.peek().at().equals(now)) {
        events.poll().action().run();
      }
      afterMoment.run();
    }
    if (to.compareTo(now) > 0) {
      now = to;
    }
  }
}
