package io.caliconetwork.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepairLogTest {

  private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");
  private static final String OBJECT = "ConfigMap kube-system/calico-config";
  private static final RepairLog EMPTY = new RepairLog(List.of(), Duration.ofMinutes(10));

  private static RepairLog noticed(RepairLog log, Instant... times) {
    var next = log;
    for (var time : times) {
      next = next.noticed(OBJECT, List.of("data.calico_backend"), "kubectl (Update)", time);
    }
    return next;
  }

  private static Instant minute(int minutes) {
    return T0.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void twoRevertsAreNoFight() {
    var log = noticed(EMPTY, minute(0), minute(1));
    assertThat(log.count(OBJECT, minute(1))).isEqualTo(2);
    assertThat(log.openUntil(OBJECT, minute(1))).isEmpty();
  }

  @Test
  void threeWithinTheWindowAre() {
    var log = noticed(EMPTY, minute(0), minute(5), minute(9));
    assertThat(log.openUntil(OBJECT, minute(9))).contains(minute(19));
    assertThat(log.openUntil(OBJECT, minute(18))).contains(minute(19));
    assertThat(log.openUntil(OBJECT, minute(19))).isEmpty();
  }

  @Test
  void threeOverALongerTimeAreNot() {
    var log = noticed(EMPTY, minute(0), minute(6), minute(11));
    assertThat(log.openUntil(OBJECT, minute(11))).isEmpty();
    assertThat(log.repairs().getFirst().times()).hasSize(2);
  }

  @Test
  void thePauseGrowsWhileTheFightGoesOnUpToAnHour() {
    var log = noticed(EMPTY, minute(0), minute(0), minute(0));
    var now = minute(0);
    var pauses = new java.util.ArrayList<Long>();
    for (int i = 0; i < 5; i++) {
      var until = log.openUntil(OBJECT, now).orElseThrow();
      pauses.add(Duration.between(now, until).toMinutes());
      now = until;
      log = noticed(log, now);
    }
    assertThat(pauses).containsExactly(10L, 20L, 40L, 60L, 60L);
  }

  @Test
  void aRepairThatHeldForTheWindowEndsTheFight() {
    var log = noticed(EMPTY, minute(0), minute(0), minute(0));
    // Tried again at 10, holds; somebody's slip much later is the first of its own.
    assertThat(log.count(OBJECT, minute(19))).isEqualTo(3);
    assertThat(log.count(OBJECT, minute(20))).isZero();
    var later = noticed(log, minute(25));
    assertThat(later.openUntil(OBJECT, minute(25))).isEmpty();
    assertThat(later.repairs().getFirst().times()).containsExactly(minute(25).toString());
  }

  @Test
  void objectsAreCountedApartAndListedByName() {
    var log =
        noticed(EMPTY, minute(0), minute(0))
            .noticed("IPPool p", List.of("spec.vxlanMode"), "argocd-controller (Apply)", minute(0))
            .noticed("DaemonSet a/b", List.of("x"), "y", minute(0));
    assertThat(log.count("IPPool p", minute(0))).isEqualTo(1);
    assertThat(log.repairs())
        .extracting(r -> r.object())
        .containsExactly(OBJECT, "DaemonSet a/b", "IPPool p");
  }

  @Test
  void anEditOfTheSpecStartsAnew() {
    var status =
        new io.caliconetwork.api.v1alpha1.CalicoNetworkStatus(
            4L, null, null, null, null, null, null, noticed(EMPTY, minute(0)).repairs(), null);
    assertThat(RepairLog.known(Optional.of(status), 4)).hasSize(1);
    assertThat(RepairLog.known(Optional.of(status), 5)).isEmpty();
    assertThat(RepairLog.known(Optional.empty(), 5)).isEmpty();
  }
}
