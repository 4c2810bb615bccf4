package io.caliconetwork.operator.moves;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.snapshot.MovingPod.Owner;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every state that any interleaving of the operator's writes, cut off or not, and the cluster's own
 * moves can bring a change of ranges into; and from each of them to the end, or, the spec edited
 * there, to another. {@link ModelRules} hold throughout.
 */
class EveryInterleavingTest {

  static final String A = "10.244.0.0/16";
  static final String B = "10.50.0.0/16";
  static final String C = "10.60.0.0/16";
  static final String LENT = "10.99.0.0/24";

  @Test
  void disjoint() {
    explore("disjoint", start(A, 26), evict(range(B, 26, null)), turns());
  }

  @Test
  void anotherBlockSize() {
    explore("another block size", start(A, 26), evict(range(A, 28, LENT)), turns());
  }

  @Test
  void growth() {
    explore("growth", start("10.244.0.0/20", 26), evict(range(A, 26, LENT)), turns());
  }

  @Test
  void whatIsDoneStaysShown() {
    for (var wish :
        List.of(range(B, 26, null), range(A, 28, LENT), range("10.244.0.0/20", 26, LENT))) {
      for (var writesFirst : List.of(true, false)) {
        new Finish().uninterrupted(start(A, 26), evict(wish), writesFirst);
        new Finish()
            .uninterrupted(
                start(A, 26, Map.of(ModelPods.WEB, 2, ModelPods.DB, 2, ModelPods.LONE, 1)),
                Wishes.consenting(wish, MigrationStrategy.MANUAL),
                writesFirst);
      }
    }
  }

  static ModelOperator start(String range, int blockSize) {
    return start(range, blockSize, Map.of(ModelPods.WEB, 1));
  }

  static ModelOperator start(String range, int blockSize, Map<Owner, Integer> pods) {
    return new ModelOperator(
        new ModelCluster(IpPool.DEFAULT_NAME, range, blockSize, Encapsulation.IPIP, pods));
  }

  static Wish range(String cidr, Integer blockSize, String lent) {
    return Wishes.range(Encapsulation.IPIP, cidr, blockSize, lent);
  }

  static Wish evict(Wish wish) {
    return Wishes.consenting(wish, MigrationStrategy.EVICT);
  }

  private static List<Wish> turns() {
    return List.of(
        evict(range(A, 26, LENT)),
        evict(range(C, 26, LENT)),
        evict(range(B, 28, LENT)),
        evict(range(null, null, LENT)),
        Wishes.consenting(range(B, 26, LENT), MigrationStrategy.MANUAL),
        evict(Wishes.range(Encapsulation.VXLAN, B, 26, LENT)),
        evict(Wishes.range(Encapsulation.NONE, A, 26, LENT)));
  }

  private static void explore(String name, ModelOperator start, Wish wish, List<Wish> turns) {
    var began = System.nanoTime();
    var states = states(start, wish);
    var finish = new Finish();
    int i = 0;
    int most = 0;
    for (var state : states) {
      most = Math.max(most, finish.run(state, wish, 1, i % 2 == 0));
      most = Math.max(most, finish.run(state, turns.get(i % turns.size()), 2, i / 4 % 2 == 0));
      i++;
    }
    System.out.printf(
        "%-40s %5d states, %6d more on the ways to their ends, at most %d turns, %d ms%n",
        name, states.size(), finish.seen(), most, (System.nanoTime() - began) / 1_000_000);
    assertThat(states.size()).isGreaterThan(30);
  }

  /** Every distinct state between the start and the end. */
  static List<ModelOperator> states(ModelOperator start, Wish wish) {
    var found = new LinkedHashMap<String, ModelOperator>();
    var open = new ArrayDeque<ModelOperator>(List.of(start));
    found.put(start.state(wish, 1), start);
    while (!open.isEmpty()) {
      var from = open.poll();
      for (var choice : Choices.of(from, wish)) {
        var next = from.copy();
        if (!choice.take(next)) {
          continue;
        }
        ModelRules.hold(next.cluster());
        var key = next.state(wish, 1);
        if (found.putIfAbsent(key, next) == null) {
          open.add(next);
        }
      }
    }
    return List.copyOf(found.values());
  }
}
