package io.caliconetwork.operator.moves;

import static io.caliconetwork.operator.moves.EveryInterleavingTest.A;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.B;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.LENT;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.evict;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.range;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.start;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.states;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.plan.Decision;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What people do while pods move, in every state that a change of ranges can be in. */
class InTheMiddleTest {

  private static final List<Wish> CHANGES = List.of(range(B, 26, null), range(A, 28, LENT));

  @Test
  void planOnlyWritesNothing() {
    for (var change : CHANGES) {
      var goOn = new Finish();
      for (var state : states(start(A, 26), evict(change))) {
        var paused = state.copy();
        for (int look = 0; look < 2; look++) {
          assertThat(paused.report(planOnly(evict(change)), 2).write()).isEmpty();
        }
        goOn.run(paused, evict(change), 3, true);
      }
    }
  }

  /** Nothing is begun any more and no pod is moved; what cannot harm may go on. */
  @Test
  void consentTakenBackMovesNoPod() {
    for (var change : CHANGES) {
      var goOn = new Finish();
      for (var state : states(start(A, 26), evict(change))) {
        var stopped = state.copy();
        // Evictions that were asked for come to their ends.
        for (int turn = 0; turn < 20; turn++) {
          var look = stopped.report(change, 2);
          if (look.write().isEmpty() && !Choices.moves(stopped)) {
            break;
          }
          // The rules of the model allow evictions by consent only.
          look.write().ifPresent(w -> stopped.take(look, false));
          ModelRules.hold(stopped.cluster());
        }
        goOn.run(stopped, evict(change), 3, true);
      }
    }
  }

  /** It goes on from what the pools tell, or says that it cannot know and writes nothing. */
  @Test
  void aWipedStatusIsNeverGuessedAt() {
    for (var change : CHANGES) {
      var outcomes = new TreeMap<String, Integer>();
      var goOn = new Finish();
      for (var state : states(start(A, 26), evict(change))) {
        var wiped = state.copy();
        wiped.wiped();
        var look = wiped.copy().report(evict(change), 1);
        if (look.decision() instanceof Decision.Refused refused) {
          assertThat(refused.refusals())
              .extracting(r -> r.check())
              .containsOnly(CheckId.MIGRATION_UNCLEAR);
          outcomes.merge("asks", 1, Integer::sum);
        } else {
          goOn.run(wiped, evict(change), 1, true);
          outcomes.merge("goes on", 1, Integer::sum);
        }
      }
      System.out.println("status wiped: " + outcomes);
      assertThat(outcomes).containsKey("goes on");
    }
  }

  private static Wish planOnly(Wish wish) {
    return new Wish(
        wish.overlay(), wish.pool(), wish.mtu(), true, Set.of(), wish.ipv6(), wish.consent());
  }
}
