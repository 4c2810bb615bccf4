package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The spec is edited in the middle: in every state that any interleaving of the operator's writes,
 * cut off or not, and the nodes' moves can bring a pair of overlays into, and to every overlay. The
 * rules of {@link ModelCalico} hold throughout, and the new plan comes to its end.
 */
class RevertTest {

  private static final int MANY = 400;

  /** What happens next. */
  private enum Choice {
    /** The first step is taken. */
    WRITE,
    /** The operator dies in the middle of it. */
    CUT_OFF,
    /** A node follows the pool, or restarts into the newest revision. */
    MOVE
  }

  @ParameterizedTest
  @EnumSource(Encapsulation.class)
  void everyStateOfEveryPairLeadsToEveryOverlay(Encapsulation start) {
    explore(start, false);
  }

  /** Through a pilot pool: it is left behind nowhere, and no tunnel comes too late. */
  @ParameterizedTest
  @EnumSource(Encapsulation.class)
  void withARangeLentAsWell(Encapsulation start) {
    explore(start, true);
  }

  private static void explore(Encapsulation start, boolean lent) {
    var rows = new ArrayList<String>();
    for (var to : Encapsulation.values()) {
      if (to == start) {
        continue;
      }
      var wish = wish(to, lent);
      var states = states(start, wish);
      var steps = new EnumMap<Encapsulation, Integer>(Encapsulation.class);
      for (var path : states.values()) {
        for (var then : thereafter(lent)) {
          for (var writesFirst : List.of(true, false)) {
            var calico = replay(start, wish, path);
            steps.merge(then.overlay(), finish(calico, then, writesFirst), Integer::max);
            calico.settledAs(then);
          }
        }
      }
      rows.add(
          "%-16s → %-16s %3d states, at most %d writes back to the start, %d to anywhere"
              .formatted(
                  start.overlay(),
                  to.overlay(),
                  states.size(),
                  steps.get(start),
                  steps.values().stream().mapToInt(n -> n).max().orElseThrow()));
      assertThat(states.size()).isGreaterThan(5);
    }
    System.out.println(
        "=== edited in the middle"
            + (lent ? ", a range lent" : "")
            + "\n"
            + String.join("\n", rows));
  }

  /** Every overlay, and where a range was lent it may be withdrawn with the edit. */
  private static List<Wish> thereafter(boolean lent) {
    return Stream.of(Encapsulation.values())
        .flatMap(e -> lent ? Stream.of(wish(e, true), wish(e, false)) : Stream.of(wish(e, false)))
        .toList();
  }

  /** The exploration sees what it must: a half-rolled fleet, and a write that was cut off. */
  @Test
  void theStatesIncludeHalfRolledFleetsAndCutOffWrites() {
    var states = states(Encapsulation.VXLAN, wish(Encapsulation.NONE, false));
    assertThat(states.keySet())
        .anyMatch(s -> s.contains("[bird, vxlan, vxlan]"))
        .anyMatch(s -> s.contains("[bird, bird, vxlan]"))
        .anyMatch(s -> s.contains("[null, MAIN, MAIN]"))
        .anyMatch(s -> s.contains("interrupted true"));
  }

  /** Every distinct state between the start and the end, with a way to get there. */
  private static Map<String, List<Choice>> states(Encapsulation start, Wish wish) {
    var found = new LinkedHashMap<String, List<Choice>>();
    var open = new ArrayDeque<List<Choice>>(List.of(List.of()));
    while (!open.isEmpty()) {
      var path = open.poll();
      var calico = replay(start, wish, path);
      if (found.putIfAbsent(calico.state(), path) != null) {
        continue;
      }
      for (var choice : Choice.values()) {
        if (take(replay(start, wish, path), wish, choice)) {
          open.add(Stream.concat(path.stream(), Stream.of(choice)).toList());
        }
      }
    }
    return found;
  }

  private static ModelCalico replay(Encapsulation start, Wish wish, List<Choice> path) {
    var calico = new ModelCalico(start, start.family() == Family.VXLAN ? "vxlan" : "bird", 0);
    path.forEach(choice -> take(calico, wish, choice));
    return calico;
  }

  /** False when there is nothing of that kind to do. */
  private static boolean take(ModelCalico calico, Wish wish, Choice choice) {
    if (choice == Choice.MOVE) {
      return calico.move();
    }
    var steps = plan(calico, wish).steps();
    if (steps.isEmpty() || !(steps.getFirst() instanceof Step.Write write)) {
      return false;
    }
    if (choice == Choice.CUT_OFF
        && !(write instanceof Step.ReviseCalicoNode || write instanceof PoolStep.ReleaseBlocks)) {
      return false;
    }
    calico.write(write, choice == Choice.CUT_OFF, lent(wish));
    return true;
  }

  /** Number of writes to the end. */
  private static int finish(ModelCalico calico, Wish wish, boolean writesFirst) {
    int writes = 0;
    for (int i = 0; i < MANY; i++) {
      var plan = plan(calico, wish);
      if (plan.steps().isEmpty()) {
        return writes;
      }
      var write =
          plan.steps().getFirst() instanceof Step.Write w
              ? Optional.of(w)
              : Optional.<Step.Write>empty();
      if (write.isPresent() && (writesFirst || !calico.move())) {
        calico.write(write.get(), false, lent(wish));
        writes++;
      } else if (write.isEmpty()) {
        assertThat(calico.move()).as("waits for ever: " + plan).isTrue();
      }
    }
    throw new AssertionError("never ends: " + plan(calico, wish));
  }

  private static Plan plan(ModelCalico calico, Wish wish) {
    var cluster = calico.look();
    return Planner.plan(Target.resolve(wish, cluster), cluster);
  }

  private static Wish wish(Encapsulation overlay, boolean lent) {
    var wish = Clusters.wish(overlay, Optional.empty());
    return lent ? Clusters.lending(wish) : wish;
  }

  private static boolean lent(Wish wish) {
    return wish.pool().temporaryCidr().isPresent();
  }
}
