package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshnessTest {

  private static long seconds(int count) {
    return Duration.ofSeconds(count).toNanos();
  }

  @Test
  void anAnswerServesForHalfAMinuteAfterTheLook() {
    assertThat(Freshness.until(seconds(100), seconds(101))).isEqualTo(seconds(131));
  }

  @Test
  void afterALookThatTookLongItServesLonger() {
    assertThat(Freshness.until(seconds(100), seconds(220))).isEqualTo(seconds(700));
  }
}
