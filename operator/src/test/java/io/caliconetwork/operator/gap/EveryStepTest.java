package io.caliconetwork.operator.gap;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.gap.OperatorRun.Position;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens at whatever step of a gapless way, it ends where it should and costs no more
 * than it must. Every run is one of its own, disturbed once, at every step there is.
 */
class EveryStepTest {

  /** Beyond the 121 s and 240 s after which peers and BIRD forget. */
  private static final Duration SOAK = Duration.ofMinutes(5);

  /** Longer than any gate takes by itself. */
  private static final Duration STUCK = Duration.ofSeconds(30);

  private static final String DOWN = "n2";

  private static final List<Way> WAYS =
      List.of(
          new Way(Encapsulation.NONE, Encapsulation.VXLAN),
          new Way(Encapsulation.IPIP, Encapsulation.VXLAN),
          new Way(Encapsulation.IPIP_CROSS_SUBNET, Encapsulation.VXLAN_CROSS_SUBNET),
          new Way(Encapsulation.VXLAN, Encapsulation.IPIP),
          new Way(Encapsulation.NONE, Encapsulation.IPIP));

  private static final Map<Way, Undisturbed> UNDISTURBED = new HashMap<>();
  private static final Map<Way, Double> PLAIN = new HashMap<>();

  private record Way(Encapsulation from, Encapsulation to) {
    VirtualCluster cluster() {
      return VirtualCluster.settled(from, GapTableTest.underlay(from, to));
    }

    String end() {
      return VirtualCluster.settled(to, GapTableTest.underlay(from, to)).description();
    }

    @Override
    public String toString() {
      return from + "→" + to;
    }
  }

  private record Undisturbed(List<Position> positions, Loss near, Loss far) {}

  /** Where a way is to be disturbed. */
  private record Place(Way way, Position position, List<Position> before) {
    /** The tunnels are where they shall be, and nothing of the pilot is left. */
    boolean pilotIsGone() {
      return before.stream().anyMatch(p -> p.name().equals("DeletePool"));
    }

    /** Before a write, or in the middle of a gate. */
    Stand reach() {
      return reach(
          position.gate()
              ? position.since().plus(position.until()).dividedBy(2)
              : position.since());
    }

    /** As soon as it stands there. */
    Stand reachEarly() {
      return reach(position.since());
    }

    private Stand reach(Duration moment) {
      var cluster = way.cluster();
      var began = cluster.now();
      var run = new OperatorRun(cluster, Wishes.gapless(way.to())).until(moment);
      assertThat(OperatorRun.first(run.decide()).map(OperatorRun::name)).contains(position.name());
      return new Stand(this, run, began);
    }

    @Override
    public String toString() {
      return way + " at " + (before.size() + 1) + " " + position.name();
    }
  }

  /** A run that stands where it is to be disturbed. */
  private record Stand(Place place, OperatorRun run, Duration began) {
    VirtualCluster cluster() {
      return run.cluster();
    }

    Way way() {
      return place.way();
    }
  }

  private static Undisturbed undisturbed(Way way) {
    return UNDISTURBED.computeIfAbsent(
        way,
        w -> {
          var cluster = w.cluster();
          var began = cluster.now();
          var run = new OperatorRun(cluster, Wishes.gapless(w.to())).untilSettled();
          cluster.pass(SOAK);
          return new Undisturbed(
              run.positions(), Loss.near(cluster, began), Loss.far(cluster, began));
        });
  }

  private static List<Place> places(Way way) {
    var positions = undisturbed(way).positions();
    return IntStream.range(0, positions.size())
        .mapToObj(i -> new Place(way, positions.get(i), positions.subList(0, i)))
        .toList();
  }

  /** One line for each way and step; the function throws what is wrong, and all of it is shown. */
  private static void everywhere(String title, Function<Stand, String> disturbance) {
    somewhere(title, place -> true, place -> disturbance.apply(place.reach()));
  }

  private static void somewhere(
      String title, Predicate<Place> where, Function<Place, String> disturbance) {
    var lines = new ArrayList<String>();
    var faults = new ArrayList<String>();
    for (var way : WAYS) {
      lines.add(way.toString());
      for (var place : places(way).stream().filter(where).toList()) {
        String outcome;
        try {
          outcome = disturbance.apply(place);
        } catch (AssertionError | IllegalStateException e) {
          outcome = "FAULT";
          faults.add(place + ": " + e.getMessage());
        }
        lines.add("  %-24s %s".formatted(place.position().name(), outcome));
      }
    }
    System.out.println("=== " + title + "\n" + String.join("\n", lines));
    assertThat(faults).as(String.join("\n\n", faults)).isEmpty();
  }

  private static void ended(Stand stand, String description) {
    var cluster = stand.cluster();
    cluster.pass(SOAK);
    assertThat(cluster.description()).isEqualTo(description);
    assertThat(StoredIpam.remains(cluster.ipam(), Wishes.LENT)).as("remains").isEmpty();
    assertThat(cluster.plane().reachability().lost()).as("lost at the end").isEmpty();
  }

  /** What the patch of the pool alone costs where BIRD runs everywhere, within a subnet. */
  private static double plainPatch(Way back, Way way) {
    return PLAIN.computeIfAbsent(
        back,
        b -> {
          if (b.from() == b.to()) {
            return 0.0;
          }
          var cluster =
              VirtualCluster.settled(b.from(), "bird", GapTableTest.underlay(way.from(), way.to()));
          var began = cluster.now();
          cluster.somebodyPatchesThePool(b.to());
          cluster.pass(SOAK);
          return Loss.near(cluster, began).total();
        });
  }

  @Test
  void theSpecReturns() {
    everywhere(
        "the spec returns: seconds lost in the subnet from then on, and by the plain patch",
        stand -> {
          var run = stand.run();
          var turned = stand.cluster().now();
          var plain =
              plainPatch(new Way(stand.cluster().encapsulation(), stand.way().from()), stand.way());
          var before = run.positions().size();
          run.wish(Wishes.gapless(stand.way().from()));
          run.untilSettled();
          ended(stand, stand.way().cluster().description());
          var lost = Loss.near(stand.cluster(), turned);
          assertThat(lost.total()).as("lost by %s", run.way()).isLessThanOrEqualTo(plain);
          var back = run.positions().subList(before, run.positions().size());
          return "%s of %.2f; %s".formatted(lost, plain, names(back));
        });
  }

  private static String names(List<Position> positions) {
    return String.join(", ", positions.stream().map(Position::name).toList());
  }

  @Test
  void aNodeJoins() {
    everywhere(
        "a node joins: seconds lost by the others, and the next write",
        stand -> {
          var cluster = stand.cluster();
          var run = stand.run();
          var writes = new ArrayList<String>();
          cluster.nodeJoins();
          run.beforeWrite(step -> {
            var up = cluster.calicoNode().ready("n4");
            writes.add(step.name() + (up ? "" : " (it is not up yet)"));
            // Where calico-node has not started, there is no pod whose traffic could be cut.
            if (!stand.place().pilotIsGone()) {
              assertThat(up).as("calico-node of n4 is up before %s", step.name()).isTrue();
            }
            if (up) {
              hasTunnels(cluster, "n4", step);
            }
          });
          run.untilSettled();
          cluster.pass(Duration.ofSeconds(10));
          cluster.joinedNodeGetsAPod();
          ended(stand, stand.way().end());
          var before = undisturbed(stand.way());
          var near = Loss.near(cluster, stand.began());
          var far = Loss.far(cluster, stand.began());
          assertThat(near.total()).isLessThanOrEqualTo(before.near().total());
          assertThat(far.total()).isLessThanOrEqualTo(before.far().total());
          return near + ", " + far + "; " + (writes.isEmpty() ? "none" : writes.getFirst());
        });
  }

  private static void hasTunnels(VirtualCluster cluster, String node, Step step) {
    var annotations = cluster.annotations(node);
    for (var pool : cluster.ipam().pools()) {
      var family =
          StoredIpam.pool(pool).encapsulation().map(Encapsulation::family).orElse(Family.NONE);
      if (!pool.disabled() && family != Family.NONE) {
        assertThat(annotations)
            .as("%s has a tunnel of %s before %s", node, family, step.name())
            .containsKey(
                family == Family.VXLAN
                    ? TunnelAddresses.VXLAN_ANNOTATION
                    : TunnelAddresses.IPIP_ANNOTATION);
      }
    }
  }

  @Test
  void aNodeIsDown() {
    somewhere(
        "n2 is down, then back: where the way stands meanwhile",
        place -> !place.pilotIsGone(),
        place -> waitsForNode(place.reach(), Set.of()));
  }

  /**
   * What is left then are a change within the family, which needs no node's tunnel, and a revision
   * of calico-node, whose rollout waits.
   */
  @Test
  void aNodeIsDownWhenThePilotIsGone() {
    somewhere(
        "n2 is down when the pilot is gone, then back: where the way stands meanwhile",
        Place::pilotIsGone,
        place ->
            waitsForNode(
                place.reach(), Set.of("→" + place.way().to(), "StopBIRD", "SyncCalicoNode")));
  }

  /** It writes nothing but these. */
  private static String waitsForNode(Stand stand, Set<String> allowed) {
    var cluster = stand.cluster();
    var run = stand.run();
    cluster.nodeGoesDown(DOWN);
    run.beforeWrite(step ->
        assertThat(allowed)
            .as("writes while " + DOWN + " is down")
            .contains(OperatorRun.name(step)));
    var where = naming(run.untilStuck(STUCK));
    cluster.nodeComesBack(DOWN);
    run.beforeWrite(step -> {});
    run.untilSettled();
    ended(stand, stand.way().end());
    return where;
  }

  /** The gate the plan stands at, and who says which node it is about. */
  private static String naming(Decision decision) {
    if (decision instanceof Decision.Refused refused) {
      assertThat(refused.refusals()).anyMatch(r -> r.toString().contains(DOWN));
      return "refused to begin";
    }
    assertThat(decision).as("stands at a gate").isInstanceOf(Decision.Proceed.class);
    var proceed = (Decision.Proceed) decision;
    var gate = (Step.Gate) proceed.plan().steps().getFirst();
    var named = gate.lagging().contains(DOWN) || gate.detail().contains(DOWN);
    var noticed = proceed.notices().stream().anyMatch(n -> n.toString().contains(DOWN));
    assertThat(named || noticed).as("%s names %s", gate, DOWN).isTrue();
    return gate.name() + (named ? " names it" : ", a notice names it");
  }

  @Test
  void aNodeThatIsDownIsNotWaitedFor() {
    everywhere(
        "n2 is down and not waited for, then back: how far it goes without",
        stand -> {
          var cluster = stand.cluster();
          var run = stand.run();
          cluster.nodeGoesDown(DOWN);
          run.wish(Wishes.unwaited(stand.way().to()));
          var decision = run.untilStuck(STUCK);
          var holders = StoredIpam.holders(cluster.ipam(), Wishes.LENT);
          assertThat(holders).as("holds an address of the pilot").isSubsetOf(List.of(DOWN));
          var pilot = cluster.ipam().pool(VirtualCluster.PILOT);
          if (holders.isEmpty()) {
            assertThat(pilot).as("nobody needs it").isEmpty();
          } else {
            assertThat(pilot).hasValueSatisfying(p -> assertThat(p.disabled()).isTrue());
          }
          var stuck =
              decision instanceof Decision.Settled
                  ? "settled"
                  : "stands at " + OperatorRun.first(decision).map(OperatorRun::name).orElse("?");
          cluster.nodeComesBack(DOWN);
          run.untilSettled();
          ended(stand, stand.way().end());
          return stuck + ", pilot " + (holders.isEmpty() ? "gone" : "kept for " + holders);
        });
  }

  @Test
  void theOperatorStartsAnew() {
    somewhere(
        "the operator starts anew: seconds lost in the subnet and to the other",
        place -> true,
        place -> {
          // Early: of what it forgets, the time that forwarding entries have had is worth most.
          var stand = place.reachEarly();
          stand.cluster().operatorStartsAnew();
          stand.run().untilSettled();
          ended(stand, stand.way().end());
          var before = undisturbed(stand.way());
          var near = Loss.near(stand.cluster(), stand.began());
          var far = Loss.far(stand.cluster(), stand.began());
          assertThat(near.total()).isLessThanOrEqualTo(before.near().total());
          assertThat(far.total()).isLessThanOrEqualTo(before.far().total());
          return near + ", " + far;
        });
  }
}
