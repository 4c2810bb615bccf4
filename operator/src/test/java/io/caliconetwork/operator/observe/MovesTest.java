package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.PodMoves;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of pods that leave a range, as their events tell. */
class MovesTest {

  private static final Instant CLOCK = Instant.parse("2026-11-26T12:00:00Z");
  private static final String OLD = "10.244.0.5";
  private static final String NEW = "10.50.0.5";

  private final Moves moves = new Moves(List.of(Ipv4Range.of("10.244.0.0/16")), () -> CLOCK);
  private long now;

  private static PodBuilder pod(String name, String address, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .withUid(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString())
        .withCreationTimestamp("2026-11-26T11:00:00Z")
        .addNewOwnerReference()
        .withKind("ReplicaSet")
        .withName("web")
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("n1")
        .endSpec()
        .withNewStatus()
        .withPodIP(address)
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .endCondition()
        .endStatus();
  }

  private static Pod terminating(PodBuilder pod, String... finalizers) {
    return pod.editMetadata()
        .withDeletionTimestamp("2026-11-26T12:00:00Z")
        .withDeletionGracePeriodSeconds(30L)
        .withFinalizers(finalizers)
        .endMetadata()
        .build();
  }

  private void list(Pod... pods) {
    moves.listing();
    for (var pod : pods) {
      moves.seen(pod, now);
    }
    moves.listed(now);
  }

  private PodMoves look() {
    return moves.look(true, false, now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** The eviction of the only pod is granted, and it goes. */
  private void evictedAndGone() {
    list(pod("web-1", OLD, true).build());
    look();
    moves.granted(look().remaining().getFirst(), now);
    moves.seen(terminating(pod("web-1", OLD, true)), now);
    moves.gone(terminating(pod("web-1", OLD, true)), now);
  }

  @Test
  void anEvictedPodIsOnItsWayUntilAnotherIsReady() {
    evictedAndGone();
    assertThat(look().remaining()).isEmpty();
    assertThat(look().onTheWayInAll()).isEqualTo(1);
    moves.seen(pod("web-2", NEW, false).build(), now);
    pass(Duration.ofMinutes(1));
    assertThat(look().onTheWayInAll()).isEqualTo(1);
    moves.seen(pod("web-2", NEW, true).build(), now);
    assertThat(look().onTheWayInAll()).isZero();
  }

  @Test
  void onePodMoreIsAwaitedOnlyIfItComes() {
    evictedAndGone();
    pass(Duration.ofSeconds(31));
    assertThat(look().onTheWayInAll()).isZero();
  }

  @Test
  void aReplacementThatIsNotReadyForLongIsNamed() {
    evictedAndGone();
    moves.seen(pod("web-2", NEW, false).build(), now);
    pass(Duration.ofMinutes(6));
    assertThat(look().unready()).containsExactly("shop/web-2");
    assertThat(look().onTheWayInAll()).isEqualTo(1);
  }

  @Test
  void aPodWhoseEvictionWasGrantedIsKnownToBeOnItsWayBeforeTheWatchTells() {
    list(pod("web-1", OLD, true).build(), pod("web-2", OLD, false).build());
    look().remaining().forEach(p -> moves.granted(p, now));
    assertThat(look().remaining()).allMatch(MovingPod::leaving);
    assertThat(look().onTheWayInAll()).as("the one that was Ready").isEqualTo(1);
  }

  /** After a restart of its node kubelet makes a new sandbox for the same pod. */
  @Test
  void aPodThatGotAnotherAddressHasMoved() {
    list(pod("web-1", OLD, true).build());
    assertThat(moves.seen(pod("web-1", NEW, true).build(), now)).isTrue();
    assertThat(look().remaining()).isEmpty();
    assertThat(look().onTheWayInAll()).isZero();
  }

  @Test
  void aReplacementThatIsGoneWhenThePodsAreListedAnewIsNotAwaited() {
    evictedAndGone();
    moves.seen(pod("web-2", NEW, false).build(), now);
    list();
    pass(Duration.ofSeconds(31));
    assertThat(look().onTheWayInAll()).isZero();
  }

  @Test
  void whoeverDeletesItItIsOnItsWay() {
    list(pod("web-1", OLD, true).build());
    moves.seen(terminating(pod("web-1", OLD, true)), now);
    assertThat(look().onTheWayInAll()).isEqualTo(1);
  }

  @Test
  void onePodThatShouldBeGoneHoldsUpNobodyElse() {
    list(pod("web-1", OLD, true).build());
    moves.seen(terminating(pod("web-1", OLD, true), "example.com/slow"), now);
    pass(Duration.ofSeconds(91));
    var seen = look();
    assertThat(seen.remaining()).extracting(MovingPod::state).containsExactly(State.OVERDUE);
    assertThat(seen.finalizers()).containsEntry("shop/web-1", "example.com/slow");
    assertThat(seen.onTheWayInAll()).isZero();
  }

  /** The watch is behind: it still shows the pod as it was before the eviction was granted. */
  @Test
  void howLongAPodMayTakeIsReadWhenItIsReallyBeingDeleted() {
    list(pod("web-1", OLD, true).build());
    moves.granted(look().remaining().getFirst(), now);
    moves.seen(pod("web-1", OLD, true).build(), now);
    assertThat(look().remaining()).as("not to be evicted again").allMatch(MovingPod::leaving);
    var slow =
        new PodBuilder(terminating(pod("web-1", OLD, true), "example.com/slow"))
            .editMetadata()
            .withDeletionGracePeriodSeconds(600L)
            .endMetadata()
            .build();
    moves.seen(slow, now);
    pass(Duration.ofMinutes(10));
    assertThat(look().remaining()).extracting(MovingPod::state).containsExactly(State.TERMINATING);
    pass(Duration.ofSeconds(31));
    assertThat(look().remaining()).extracting(MovingPod::state).containsExactly(State.OVERDUE);
    assertThat(look().finalizers()).containsEntry("shop/web-1", "example.com/slow");
  }

  @Test
  void oneThatGetsSuchAnAddressAfterThePoolIsDisabledCameBack() {
    list(pod("web-1", OLD, true).build());
    look();
    moves.seen(pod("late", "10.244.0.7", true).build(), now);
    assertThat(look().cameBack()).as("it is older, and its status came late").isEmpty();
    var young =
        pod("web-2", "10.244.0.6", true)
            .editMetadata()
            .withCreationTimestamp("2099-01-01T00:00:00Z")
            .endMetadata()
            .build();
    moves.seen(young, now);
    assertThat(look().cameBack()).containsExactly("shop/web-2");
    moves.gone(young, now);
    assertThat(look().cameBack()).isEmpty();
  }

  @Test
  void podsWithoutAnAddressOfCalicosDoNotCount() {
    list(
        pod("host", OLD, true).editSpec().withHostNetwork(true).endSpec().build(),
        pod("ended", OLD, true).editStatus().withPhase("Succeeded").endStatus().build());
    assertThat(look().remaining()).isEmpty();
  }
}
