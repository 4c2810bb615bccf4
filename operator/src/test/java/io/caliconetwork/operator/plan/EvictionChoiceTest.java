package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.check.Pods;
import io.caliconetwork.operator.check.Wish.Consent;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import io.caliconetwork.operator.snapshot.MovingPod.State;
import io.caliconetwork.operator.snapshot.PodMoves;
import io.caliconetwork.operator.snapshot.PodMoves.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which pods are evicted now, and what is said of the others. */
class EvictionChoiceTest {

  private static final Owner API = Pods.replicaSet("api");
  private static final Owner WEB = Pods.replicaSet("web");
  private static final Owner DB = Pods.statefulSet("db");
  private static final Owner ETL = Pods.job("etl");

  private static Consent consent(int most) {
    return new Consent(MigrationStrategy.EVICT, most);
  }

  private static List<MovingPod> all(List<MovingPod> some, List<MovingPod> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static PodMoves moves(List<MovingPod> pods, Map<Owner, Integer> onTheWay) {
    return moves(pods, onTheWay, Map.of(), false);
  }

  private static PodMoves moves(
      List<MovingPod> pods,
      Map<Owner, Integer> onTheWay,
      Map<Owner, Refusal> refused,
      boolean jobsDue) {
    return new PodMoves(
        pods, onTheWay, List.of(), refused, Map.of(), List.of(), jobsDue, Optional.empty());
  }

  private static List<String> now(PodMoves moves, int most) {
    return Evictions.now(moves, consent(most)).stream()
        .map(p -> p.name().replaceFirst(".*/", ""))
        .toList();
  }

  @Test
  void aQuarterOfAControllersPodsAndNoMoreThanAllowed() {
    assertThat(now(moves(Pods.of(API, 12), Map.of()), 100))
        .containsExactly("api-0", "api-1", "api-10");
    assertThat(now(moves(Pods.of(API, 3), Map.of()), 100)).containsExactly("api-0");
    assertThat(now(moves(Pods.of(API, 12), Map.of(API, 2)), 100)).containsExactly("api-0");
    assertThat(now(moves(Pods.of(API, 12), Map.of(API, 3)), 100)).isEmpty();
    assertThat(now(moves(all(Pods.of(API, 12), Pods.of(WEB, 12)), Map.of()), 4))
        .containsExactly("api-0", "api-1", "api-10", "web-0");
    assertThat(now(moves(Pods.of(API, 12), Map.of(WEB, 4)), 4)).isEmpty();
  }

  @Test
  void aStatefulSetGoesOneByOneTheLastOrdinalFirst() {
    assertThat(now(moves(Pods.of(DB, 12), Map.of()), 100)).containsExactly("db-11");
    assertThat(now(moves(Pods.of(DB, 12), Map.of(DB, 1)), 100)).isEmpty();
  }

  @Test
  void whoIsLeavingAlreadyIsNotAskedAgain() {
    var pods = List.of(Pods.pod(API, 0, State.TERMINATING), Pods.pod(API, 1, State.OVERDUE));
    assertThat(now(moves(pods, Map.of()), 5)).isEmpty();
  }

  @Test
  void jobsWhenTheyHaveHadTheirTime() {
    var pods = all(Pods.of(ETL, 2), Pods.of(API, 1));
    assertThat(now(moves(pods, Map.of()), 5)).containsExactly("api-0");
    assertThat(now(moves(pods, Map.of(), Map.of(), true), 5)).contains("api-0", "etl-0");
    assertThat(now(moves(Pods.of(ETL, 1), Map.of()), 5)).isEmpty();
    assertThat(now(moves(Pods.of(ETL, 1), Map.of(), Map.of(), true), 5)).containsExactly("etl-0");
  }

  @Test
  void dnsAndThenTheOperatorLastAndOneByOne() {
    var last = all(Pods.of(Pods.dns(), 8), Pods.of(Pods.operator(), 2));
    assertThat(now(moves(all(Pods.of(API, 1), last), Map.of()), 5)).containsExactly("api-0");
    assertThat(now(moves(last, Map.of()), 5)).containsExactly("coredns-0");
    assertThat(now(moves(last, Map.of(API, 1)), 5)).isEmpty();
    assertThat(now(moves(Pods.of(Pods.operator(), 2), Map.of()), 5)).containsExactly("operator-0");
  }

  @Test
  void whoHasNoControllerIsNeverEvicted() {
    var pods = List.of(Pods.bare("lone"), Pods.fixed("fixed"));
    assertThat(now(moves(pods, Map.of(), Map.of(), true), 5)).isEmpty();
  }

  @Test
  void whoWasRefusedAMomentAgoWaits() {
    var pods = all(Pods.of(API, 4), Pods.of(WEB, 4));
    var lately = Map.of(API, new Refusal("PodDisruptionBudget shop/api", true, false));
    assertThat(now(moves(pods, Map.of(), lately, false), 5)).containsExactly("web-0");
    var before = Map.of(API, new Refusal("PodDisruptionBudget shop/api", false, true));
    assertThat(now(moves(pods, Map.of(), before, false), 5)).containsExactly("api-0", "web-0");
  }

  @Test
  void everythingThatMattersIsSaidInOneLine() {
    var moves =
        new PodMoves(
            all(
                all(Pods.of(API, 12), Pods.of(ETL, 1)),
                List.of(Pods.bare("lone"), Pods.pod(WEB, 0, State.OVERDUE))),
            Map.of(DB, 1),
            List.of("shop/db-3"),
            Map.of(
                API, new Refusal("PodDisruptionBudget shop/api (needs 2 and has 2)", true, true)),
            Map.of("shop/web-0", "example.com/held"),
            List.of(),
            false,
            Optional.of(Duration.ofMinutes(14)));
    assertThat(MovePods.of(moves, 40, consent(5)).detail())
        .isEqualTo(
            "moved 25 of 40 pods, 1 on their way, 12 waiting for PodDisruptionBudget shop/api (needs"
                + " 2 and has 2), of which ReplicaSet shop/api may never be evicted as things are:"
                + " give it one more replica that is Ready, or its PodDisruptionBudget more room, or"
                + " recreate its pods yourself, 1 recreated but not Ready for long, so that no more"
                + " are evicted in their place: shop/db-3, 1 should be gone by now: shop/web-0"
                + " (finalizer example.com/held) (see that its node is up, or what its finalizer"
                + " waits for), 1 of Jobs left to finish: shop/etl-0, 1 without a controller, which"
                + " nobody would create anew: shop/lone (delete and recreate it yourself), about 14"
                + " minutes left");
  }

  @Test
  void onlyConsentToEvictEvicts() {
    var moves = moves(Pods.of(API, 4), Map.of());
    assertThat(MovePods.of(moves, 4, consent(5)).meanwhile()).isPresent();
    for (var other : List.of(MigrationStrategy.MANUAL, MigrationStrategy.FORBID)) {
      var gate = MovePods.of(moves, 4, new Consent(other, 5));
      assertThat(gate.meanwhile()).isEmpty();
      assertThat(gate.detail()).contains("4 in namespace shop", "Evict");
    }
  }

  @Test
  void whoWaitsForYouOrForJobsHasNoLimit() {
    assertThat(MovePods.of(moves(Pods.of(API, 1), Map.of()), 1, consent(5)).patient()).isFalse();
    assertThat(MovePods.of(moves(Pods.of(ETL, 1), Map.of()), 1, consent(5)).patient()).isTrue();
    assertThat(
            MovePods.of(moves(Pods.of(ETL, 1), Map.of(), Map.of(), true), 1, consent(5)).patient())
        .isFalse();
    assertThat(
            MovePods.of(
                    moves(Pods.of(API, 1), Map.of()), 1, new Consent(MigrationStrategy.MANUAL, 5))
                .patient())
        .isTrue();
  }
}
