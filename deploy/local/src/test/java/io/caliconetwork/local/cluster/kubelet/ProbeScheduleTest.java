package io.caliconetwork.local.cluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeScheduleTest {
  private static final Duration START = Duration.ofSeconds(100);

  private static Duration at(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void theFirstProbeWaitsForTheInitialDelay() {
    Probe probe = new ProbeBuilder().withInitialDelaySeconds(10).withPeriodSeconds(5).build();
    ProbeSchedule schedule = new ProbeSchedule(probe, START, false);
    assertThat(schedule.isDue(at(109))).isFalse();
    assertThat(schedule.isDue(at(110))).isTrue();
    schedule.answered(true, at(110));
    assertThat(schedule.due()).isEqualTo(at(115));
  }

  @Test
  void onlyAsManyFailuresInARowAsTheThresholdCount() {
    Probe probe = new ProbeBuilder().withFailureThreshold(3).build();
    ProbeSchedule liveness = new ProbeSchedule(probe, START, true);
    liveness.answered(false, at(100));
    liveness.answered(false, at(110));
    liveness.answered(true, at(120));
    liveness.answered(false, at(130));
    liveness.answered(false, at(140));
    assertThat(liveness.state()).isTrue();
    liveness.answered(false, at(150));
    assertThat(liveness.state()).isFalse();
  }

  @Test
  void theDefaultsAreThoseOfTheApi() {
    ProbeSchedule readiness = new ProbeSchedule(new Probe(), START, false);
    assertThat(readiness.isDue(START)).isTrue();
    readiness.answered(true, START);
    assertThat(readiness.state()).isTrue();
    assertThat(readiness.due()).isEqualTo(at(110));
    readiness.answered(false, at(110));
    readiness.answered(false, at(120));
    assertThat(readiness.state()).isTrue();
    readiness.answered(false, at(130));
    assertThat(readiness.state()).isFalse();
  }

  @Test
  void aLateAnswerCausesNoBurst() {
    ProbeSchedule schedule = new ProbeSchedule(new Probe(), START, true);
    schedule.answered(true, at(155));
    assertThat(schedule.due()).isEqualTo(at(165));
  }
}
