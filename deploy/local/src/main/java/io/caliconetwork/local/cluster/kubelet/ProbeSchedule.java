package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;

/**
 * One probe of a running container: when it is due, and what its answers so far amount to. Times
 * are simulated. Defaults are those of the API (period 10 s, failureThreshold 3, successThreshold
 * 1); the API server fills them in, objects made in tests may lack them.
 */
final class ProbeSchedule {
  private final Probe probe;
  private final Duration period;
  private final int failureThreshold;
  private final int successThreshold;

  private Duration due;
  private int run;
  private boolean lastAnswer;
  private boolean state;

  /**
   * @param initial what counts before the first answer: live, but not ready and not started
   */
  ProbeSchedule(Probe probe, Duration startedAt, boolean initial) {
    this.probe = probe;
    this.period = Duration.ofSeconds(atLeastOne(probe.getPeriodSeconds(), 10));
    this.failureThreshold = atLeastOne(probe.getFailureThreshold(), 3);
    this.successThreshold = atLeastOne(probe.getSuccessThreshold(), 1);
    Integer delay = probe.getInitialDelaySeconds();
    this.due = startedAt.plusSeconds(delay == null ? 0 : delay);
    this.state = initial;
  }

  private static int atLeastOne(Integer value, int ifAbsent) {
    return value == null || value < 1 ? ifAbsent : value;
  }

  Probe probe() {
    return probe;
  }

  Duration due() {
    return due;
  }

  boolean isDue(Duration now) {
    return now.compareTo(due) >= 0;
  }

  /** Not before: a probe that waits for the startup probe does not pile up. */
  void postpone(Duration now) {
    due = now.plus(period);
  }

  /** Takes an answer; the state changes only after as many equal ones as the thresholds say. */
  void answered(boolean success, Duration now) {
    run = success == lastAnswer ? run + 1 : 1;
    lastAnswer = success;
    if (run >= (success ? successThreshold : failureThreshold)) {
      state = success;
    }
    // A late answer does not shift the beat, and a very late one does not cause a burst.
    due = due.plus(period);
    if (due.compareTo(now) <= 0) {
      due = now.plus(period);
    }
  }

  boolean state() {
    return state;
  }

  /** Whether the last answers were failures, as many as the threshold says. */
  boolean failed() {
    return !lastAnswer && run >= failureThreshold;
  }
}
