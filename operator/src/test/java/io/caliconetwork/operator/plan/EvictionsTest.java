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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which pods are evicted now. */
class EvictionsTest {

  private static final Owner WEB = Pods.replicaSet("web");
  private static final Owner DB = Pods.statefulSet("db");

  private static List<String> now(PodMoves moves, int most) {
    return Evictions.now(moves, new Consent(MigrationStrategy.EVICT, most)).stream()
        .map(MovingPod::name)
        .toList();
  }

  private static PodMoves moves(
      Map<Owner, Integer> onTheWay,
      Map<Owner, Refusal> refused,
      boolean jobsDue,
      List<MovingPod> pods) {
    return new PodMoves(
        pods, onTheWay, List.of(), refused, Map.of(), List.of(), jobsDue, Optional.empty());
  }

  private static List<MovingPod> all(List<List<MovingPod>> pods) {
    return pods.stream().flatMap(List::stream).toList();
  }

  @Test
  void aQuarterOfAControllersPodsButAtLeastOne() {
    assertThat(now(PodMoves.of(Pods.of(WEB, 8)), 5)).containsExactly("shop/web-0", "shop/web-1");
    assertThat(now(PodMoves.of(Pods.of(WEB, 3)), 5)).containsExactly("shop/web-0");
  }

  @Test
  void noMoreThanTheSpecAllowsCountingThoseOnTheirWay() {
    assertThat(now(PodMoves.of(Pods.of(WEB, 40)), 5)).hasSize(5);
    assertThat(now(moves(Map.of(DB, 3), Map.of(), false, Pods.of(WEB, 40)), 5)).hasSize(2);
    assertThat(now(moves(Map.of(DB, 5), Map.of(), false, Pods.of(WEB, 40)), 5)).isEmpty();
  }

  @Test
  void ofAStatefulSetTheLastOrdinalFirstAndOne() {
    assertThat(now(PodMoves.of(Pods.of(DB, 12)), 5)).containsExactly("shop/db-11");
    assertThat(now(moves(Map.of(DB, 1), Map.of(), false, Pods.of(DB, 11)), 5)).isEmpty();
  }

  @Test
  void neverWhatNobodyCreatesAnewOrWhatIsOnItsWay() {
    var pods = List.of(Pods.bare("lone"), Pods.fixed("fixed"), Pods.pod(WEB, 0, State.TERMINATING));
    assertThat(now(PodMoves.of(pods), 5)).isEmpty();
  }

  @Test
  void jobsWhenTheyHaveHadTheirTime() {
    var pods = all(List.of(Pods.of(WEB, 1), Pods.of(Pods.job("etl"), 1)));
    assertThat(now(moves(Map.of(), Map.of(), false, pods), 5)).containsExactly("shop/web-0");
    assertThat(now(moves(Map.of(), Map.of(), true, pods), 5))
        .containsExactlyInAnyOrder("shop/web-0", "shop/etl-0");
  }

  @Test
  void dnsAndThisOperatorLastAndSingly() {
    var dns = Pods.of(Pods.dns(), 8);
    var operator = Pods.of(Pods.operator(), 1);
    assertThat(now(PodMoves.of(all(List.of(Pods.of(WEB, 1), dns, operator))), 5))
        .containsExactly("shop/web-0");
    assertThat(now(PodMoves.of(all(List.of(dns, operator))), 5))
        .hasSize(1)
        .allMatch(name -> name.startsWith("kube-system/coredns"));
    assertThat(now(moves(Map.of(WEB, 1), Map.of(), false, dns), 5)).isEmpty();
    assertThat(now(PodMoves.of(operator), 5)).containsExactly("net/operator-0");
  }

  @Test
  void anOwnerThatWasRefusedLatelyIsAskedLater() {
    var pods = Stream.concat(Pods.of(WEB, 1).stream(), Pods.of(DB, 1).stream()).toList();
    var refused = Map.of(WEB, new Refusal("a budget", true, false));
    assertThat(now(moves(Map.of(), refused, false, pods), 5)).containsExactly("shop/db-0");
    var askedAgain = Map.of(WEB, new Refusal("a budget", false, false));
    assertThat(now(moves(Map.of(), askedAgain, false, pods), 5)).hasSize(2);
  }
}
