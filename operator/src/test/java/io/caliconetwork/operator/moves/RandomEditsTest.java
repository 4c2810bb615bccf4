package io.caliconetwork.operator.moves;

import static io.caliconetwork.operator.moves.EveryInterleavingTest.A;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.B;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.C;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.LENT;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.evict;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.range;
import static io.caliconetwork.operator.moves.EveryInterleavingTest.start;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Somebody edits the spec again and again, while everything else happens in any order. */
class RandomEditsTest {

  private static final List<Wish> WISHES =
      List.of(
          evict(range(A, 26, LENT)),
          evict(range(A, 28, LENT)),
          evict(range("10.244.0.0/20", 26, LENT)),
          evict(range(B, 26, LENT)),
          evict(range(B, 28, LENT)),
          evict(range(C, 27, LENT)),
          range(C, 26, LENT),
          Wishes.consenting(range(B, 27, LENT), MigrationStrategy.MANUAL),
          evict(Wishes.range(Encapsulation.VXLAN, B, 26, LENT)),
          evict(Wishes.range(Encapsulation.NONE, A, 28, LENT)));

  private final Finish finish = new Finish();

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void endsAsLastWished(@ForAll long seed) {
    var random = new Random(seed);
    var pods =
        random.nextBoolean()
            ? Map.of(ModelPods.WEB, 1)
            : Map.of(ModelPods.WEB, 2, ModelPods.DB, 2, ModelPods.LONE, 1);
    var operator = start(A, 26, pods);
    long generation = 1;
    var wish = any(random);
    for (int turn = 0; turn < 60; turn++) {
      if (random.nextInt(12) == 0) {
        wish = any(random);
        generation++;
      }
      var look = operator.report(wish, generation);
      if (look.write().isPresent() && random.nextBoolean()) {
        operator.take(look, false);
      } else {
        var choices = new ArrayList<>(Choices.ofCluster(operator));
        choices.get(random.nextInt(choices.size())).take(operator);
      }
      ModelRules.hold(operator.cluster());
    }
    var last = evict(WISHES.get(random.nextInt(6)));
    finish.run(operator, last, generation + 1, random.nextBoolean());
  }

  private static Wish any(Random random) {
    return WISHES.get(random.nextInt(WISHES.size()));
  }
}
