package io.caliconetwork.operator.report;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.snapshot.Rollout;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnouncementTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private Optional<CalicoNetworkStatus> last = Optional.empty();

  private List<Announcement> after(Wish wish, Cluster cluster) {
    return after(Decider.decide(wish, cluster.snapshot(), false));
  }

  private List<Announcement> after(Decision decision) {
    var status = StatusReport.of(decision, last, 1, NOW);
    StatusInvariants.assertHold(status);
    var announcements = Announcement.between(last, status);
    last = Optional.of(status);
    return announcements;
  }

  private static Cluster settled() {
    return Cluster.installed().podSubnet("192.168.0.0/16");
  }

  @Test
  void aPlanIsAnnouncedOnceAndItsWritesWhenTheyAreMade() {
    assertThat(after(Wishes.overlay(VXLAN), settled()))
        .extracting(Announcement::reason)
        .containsExactly("Planned");
    var write = Decider.decide(Wishes.overlay(VXLAN), settled().snapshot(), false).next();
    assertThat(Announcement.made(write.orElseThrow()))
        .satisfies(a -> {
          assertThat(a.warning()).isFalse();
          assertThat(a.reason()).isEqualTo("SetPoolEncapsulation");
          assertThat(a.message()).contains("IPIP → VXLAN");
        });
    assertThat(after(Wishes.overlay(VXLAN), settled())).isEmpty();
  }

  @Test
  void gatesAreNoEvents() {
    after(Wishes.overlay(IPIP), settled().rollout(new Rollout(2, 2, 3, 1, 2)));
    assertThat(after(Wishes.overlay(IPIP), settled().rollout(new Rollout(2, 2, 3, 2, 2))))
        .isEmpty();
  }

  @Test
  void becomingReadyIsAnnouncedOnce() {
    assertThat(after(Wishes.overlay(IPIP), settled()))
        .containsExactly(
            new Announcement(
                false, "Converged", "pods of 192.168.0.0/16 are carried with overlay IPIP"));
    assertThat(after(Wishes.overlay(IPIP), settled())).isEmpty();
  }

  @Test
  void aRefusalIsAWarningOnceAndAgainWhenItChanges() {
    assertThat(after(Wishes.overlay(VXLAN), settled().locked()))
        .singleElement()
        .satisfies(a -> {
          assertThat(a.warning()).isTrue();
          assertThat(a.reason()).isEqualTo("DatastoreLocked");
        });
    assertThat(after(Wishes.overlay(VXLAN), settled().locked())).isEmpty();
    assertThat(after(Wishes.overlay(VXLAN), settled().withoutContainer()))
        .extracting(Announcement::reason)
        .containsExactly("CalicoNodeContainerMissing");
    assertThat(after(Wishes.overlay(IPIP), settled()))
        .extracting(Announcement::reason)
        .containsExactly("Converged");
  }

  @Test
  void inModePlanOnlyThePlanIsAnnounced() {
    assertThat(after(Wishes.planOnly(VXLAN), settled()))
        .extracting(Announcement::reason)
        .containsExactly("Planned");
  }

  @Test
  void anInvalidSpecIsAWarning() {
    assertThat(after(new Decision.InvalidSpec(List.of("spec: is missing; write it"))))
        .containsExactly(new Announcement(true, "InvalidSpec", "spec: is missing; write it"));
  }
}
