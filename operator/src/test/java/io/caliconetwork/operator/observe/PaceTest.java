package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private final Pace pace = new Pace();

  @Test
  void tellsNothingBeforeHalfAMinute() {
    assertThat(pace.left(100, seconds(0))).isEmpty();
    assertThat(pace.left(90, seconds(29))).isEmpty();
    assertThat(pace.left(90, seconds(30))).contains(Duration.ofSeconds(270));
  }

  @Test
  void tellsNothingWhileNoneLeaves() {
    pace.left(100, seconds(0));
    assertThat(pace.left(100, seconds(60))).isEmpty();
    assertThat(pace.left(120, seconds(70))).isEmpty();
    assertThat(pace.left(0, seconds(80))).isEmpty();
  }

  /** What went fast an hour ago says nothing of pods that wait for a budget now. */
  @Test
  void goesByTheLastFiveMinutes() {
    pace.left(1000, seconds(0));
    for (int t = 10; t <= 100; t += 10) {
      pace.left(1000 - 5 * t, seconds(t));
    }
    for (int t = 110; t <= 500; t += 10) {
      pace.left(500, seconds(t));
    }
    assertThat(pace.left(500, seconds(510))).isEmpty();
    assertThat(pace.left(490, seconds(520)).orElseThrow()).isGreaterThan(Duration.ofHours(4));
  }

  @Test
  void startsAnywhereOnTheClock() {
    var start = Long.MAX_VALUE - seconds(15);
    pace.left(100, start);
    assertThat(pace.left(50, start + seconds(60))).contains(Duration.ofSeconds(60));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
