package io.caliconetwork.operator.observe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast pods leave, from the last minutes. */
final class Pace {

  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  /** Before that the first evictions tell little. */
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long at, int remaining) {}

  /** Time until none remains, at this pace; empty while none leaves. */
  Optional<Duration> left(int remaining, long now) {
    if (samples.isEmpty() || now - samples.getLast().at() >= BETWEEN.toNanos()) {
      samples.addLast(new Sample(now, remaining));
    }
    while (samples.size() > 1 && now - samples.getFirst().at() > WINDOW.toNanos()) {
      samples.removeFirst();
    }
    var first = samples.getFirst();
    var gone = first.remaining() - remaining;
    var time = now - first.at();
    return gone <= 0 || remaining == 0 || time < ENOUGH.toNanos()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(time / gone).multipliedBy(remaining));
  }
}
