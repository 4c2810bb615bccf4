package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever the start, the wishes, the moments at which they change and the writes that are cut off:
 * the rules of {@link ModelCalico} hold throughout, and the plan comes to its end.
 */
class PlannerPropertyTest {

  private static final int MANY = 400;

  @Property(tries = 10_000)
  void everyPlanKeepsTheRulesAndEnds(
      @ForAll Shape shape,
      @ForAll Encapsulation start,
      @ForAll boolean birdWithVxlan,
      @ForAll("wishes") List<Wish> wishes,
      @ForAll long seed) {
    var backend = start.family() == Family.VXLAN && !birdWithVxlan ? "vxlan" : "bird";
    var calico = new ModelCalico(shape, start, backend, 0);
    var random = new Random(seed);
    for (var wish : wishes.subList(0, wishes.size() - 1)) {
      run(calico, wish, random, random.nextInt(30));
    }
    var last = wishes.getLast();
    run(calico, last, random, MANY);
    calico.settledAs(last);
  }

  @Property(tries = 500)
  void aSettledClusterAsksForNothing(
      @ForAll Shape shape, @ForAll("wishes") List<Wish> wishes, @ForAll long seed) {
    var calico = new ModelCalico(shape, Encapsulation.IPIP, "bird", 0);
    var last = wishes.getLast();
    run(calico, last, new Random(seed), MANY);
    assertThat(plan(calico, last).steps()).isEmpty();
    assertThat(plan(calico, last).impact()).isEqualTo(ChangeImpact.NONE);
  }

  /** Looks, acts or waits, moves the cluster, at random, for a while or until nothing is left. */
  private static void run(ModelCalico calico, Wish wish, Random random, int turns) {
    for (int i = 0; i < turns; i++) {
      var plan = plan(calico, wish);
      if (plan.steps().isEmpty()) {
        return;
      }
      if (random.nextInt(50) == 0) {
        calico.operatorRestarts();
      } else if (plan.steps().getFirst() instanceof Step.Write write && random.nextBoolean()) {
        calico.write(write, random.nextInt(4) == 0, wish.pool().temporaryCidr().isPresent());
      } else {
        calico.move();
      }
    }
    assertThat(turns).as("the plan never ends: " + plan(calico, wish)).isLessThan(MANY);
  }

  private static Plan plan(ModelCalico calico, Wish wish) {
    var cluster = calico.look();
    return Planner.plan(Target.resolve(wish, cluster), cluster);
  }

  @Provide
  Arbitrary<List<Wish>> wishes() {
    var mtus =
        Arbitraries.of(
            Optional.<Integer>empty(), Optional.of(0), Optional.of(1450), Optional.of(1480));
    return Arbitraries.of(Encapsulation.values())
        .flatMap(e -> mtus.map(m -> Clusters.wish(e, m)))
        .flatMap(w -> Arbitraries.of(w, Clusters.lending(w)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }
}
