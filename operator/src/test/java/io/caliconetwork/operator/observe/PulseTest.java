package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PulseTest {

  private final AtomicInteger told = new AtomicInteger();
  private final Deque<Runnable> rests = new ArrayDeque<>();
  private final Pulse pulse = new Pulse(told::incrementAndGet, rests::add);

  private void restIsOver() {
    rests.remove().run();
  }

  @Test
  void whatComesFirstIsToldAtOnce() {
    pulse.run();
    assertThat(told).hasValue(1);
  }

  @Test
  void whatComesDuringTheRestIsToldTogetherAfterIt() {
    pulse.run();
    pulse.run();
    pulse.run();
    assertThat(told).hasValue(1);
    restIsOver();
    assertThat(told).hasValue(2);
  }

  @Test
  void aRestFollowsThatNewsToo() {
    pulse.run();
    pulse.run();
    restIsOver();
    pulse.run();
    assertThat(told).hasValue(2);
    restIsOver();
    assertThat(told).hasValue(3);
  }

  @Test
  void afterAQuietRestNewsIsToldAtOnceAgain() {
    pulse.run();
    restIsOver();
    assertThat(rests).isEmpty();
    pulse.run();
    assertThat(told).hasValue(2);
  }
}
