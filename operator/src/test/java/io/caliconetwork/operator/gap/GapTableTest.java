package io.caliconetwork.operator.gap;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.dataplane.Route;
import io.caliconetwork.local.calico.dataplane.Underlay;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What traffic loses on every way from one overlay to another, measured in the law's data plane.
 *
 * <p>Where a way begins or ends without an overlay, the routers between the subnets know the pods'
 * routes: with plain routers None itself carries nothing to another subnet, and there would be
 * nothing to measure. All other ways have the law's laboratory, whose router knows no pod: that is
 * the harder one, for a packet that leaves bare for the other subnet is lost.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GapTableTest {

  private static final Underlay ROUTED = new Underlay(true, true, false);

  /** Beyond the 121 s and 240 s after which peers and BIRD forget. */
  private static final Duration SOAK = Duration.ofMinutes(5);

  private final Map<String, Row> rows = new TreeMap<>();

  private record Pair(Encapsulation from, Encapsulation to) {
    boolean family() {
      return from.family() != to.family();
    }

    @Override
    public String toString() {
      return from + "→" + to;
    }
  }

  private record Measured(VirtualCluster cluster, Loss near, Loss far, String way) {
    int restarts() {
      return cluster.plane().felixRestarts("n1");
    }
  }

  private record Row(Pair pair, Measured pilot, Measured without, Measured naive) {}

  private static Stream<Pair> pairs() {
    return Arrays.stream(Encapsulation.values())
        .flatMap(from ->
            Arrays.stream(Encapsulation.values())
                .filter(to -> to != from)
                .map(to -> new Pair(from, to)));
  }

  @BeforeAll
  void measure() {
    pairs()
        .forEach(pair ->
            rows.put(
                pair.toString(),
                new Row(pair, byOperator(pair, true), byOperator(pair, false), naively(pair))));
  }

  static Underlay underlay(Encapsulation from, Encapsulation to) {
    return from == Encapsulation.NONE || to == Encapsulation.NONE ? ROUTED : Underlay.SWITCHED;
  }

  private static Measured byOperator(Pair pair, boolean lent) {
    var cluster = VirtualCluster.settled(pair.from(), underlay(pair.from(), pair.to()));
    var wish = lent ? Wishes.gapless(pair.to()) : Wishes.inPlace(pair.to());
    return measured(cluster, () -> new OperatorRun(cluster, wish).untilSettled().way());
  }

  private static Measured naively(Pair pair) {
    var cluster = VirtualCluster.settled(pair.from(), underlay(pair.from(), pair.to()));
    return measured(
        cluster,
        () -> {
          cluster.somebodyPatchesThePool(pair.to());
          return "";
        });
  }

  private static Measured measured(VirtualCluster cluster, Supplier<String> change) {
    var began = cluster.now();
    assertThat(cluster.plane().reachability().lost()).as("before").isEmpty();
    var way = change.get();
    cluster.pass(SOAK);
    return new Measured(cluster, Loss.near(cluster, began), Loss.far(cluster, began), way);
  }

  @Test
  void table() {
    var lines = new ArrayList<String>();
    lines.add(
        "%-36s | %-22s | %-22s | %-22s | %-8s | %s"
            .formatted(
                "seconds lost near, far",
                "with temporaryCIDR",
                "without",
                "one patch",
                "restarts",
                "rollouts"));
    pairs()
        .map(pair -> rows.get(pair.toString()))
        .forEach(r ->
            lines.add(
                "%-36s | %-22s | %-22s | %-22s | %-8s | %s"
                    .formatted(
                        r.pair(),
                        r.pilot().near() + ", " + r.pilot().far(),
                        r.without().near() + ", " + r.without().far(),
                        r.naive().near() + ", " + r.naive().far(),
                        counts(r, Measured::restarts),
                        counts(r, m -> m.cluster().calicoNode().rollouts()))));
    System.out.println("=== gaps by way\n" + String.join("\n", lines));
  }

  private static String counts(Row row, ToIntFunction<Measured> count) {
    return Stream.of(row.pilot(), row.without(), row.naive())
        .map(m -> String.valueOf(count.applyAsInt(m)))
        .collect(Collectors.joining(","));
  }

  @Test
  void nothingOfThePilotRemains() {
    for (var row : rows.values()) {
      var ipam = row.pilot().cluster().ipam();
      assertThat(StoredIpam.remains(ipam, Wishes.LENT)).as("%s", row.pair()).isEmpty();
      assertThat(ipam.pool(VirtualCluster.PILOT)).as("%s", row.pair()).isEmpty();
      for (var node : List.of("n1", "n2", "n3")) {
        assertThat(row.pilot().cluster().plane().routes(node))
            .extracting(Route::destination)
            .as("%s, routes of %s", row.pair(), node)
            .noneMatch(d -> d.startsWith("10.99."));
      }
    }
  }

  @Test
  void everyWayEndsWhereItShould() {
    for (var row : rows.values()) {
      var settled =
          VirtualCluster.settled(row.pair().to(), underlay(row.pair().from(), row.pair().to()));
      for (var measured : List.of(row.pilot(), row.without())) {
        assertThat(measured.cluster().description())
            .as("%s", row.pair())
            .isEqualTo(settled.description());
        assertThat(measured.cluster().plane().reachability().lost()).isEmpty();
      }
    }
  }

  @Test
  void fromNoneToVxlanNothingIsLostWithPilotAndFourSecondsWithout() {
    for (var to : List.of(Encapsulation.VXLAN, Encapsulation.VXLAN_CROSS_SUBNET)) {
      var row = row(Encapsulation.NONE, to);
      assertThat(row.pilot().near().total()).as("%s", row.pair()).isZero();
      assertThat(row.naive().near().longest()).as("%s", row.pair()).isBetween(3.5, 4.3);
    }
  }

  @Test
  void withinAFamilyNothingIsLost() {
    for (var row : rows.values()) {
      if (!row.pair().family()) {
        for (var way : List.of(row.pilot(), row.without(), row.naive())) {
          assertThat(way.near().total()).as("%s", row.pair()).isZero();
          assertThat(way.far().total()).as("%s", row.pair()).isZero();
        }
      }
    }
  }

  @Test
  void thePilotIsNeverWorse() {
    for (var row : rows.values()) {
      assertThat(row.pilot().near().total())
          .as("%s", row.pair())
          .isLessThanOrEqualTo(row.without().near().total());
      assertThat(row.pilot().far().total())
          .as("%s to the other subnet", row.pair())
          .isLessThanOrEqualTo(row.without().far().total());
    }
  }

  /** Nothing proves that pod addresses get through bare, so no stage sends them so. */
  @Test
  void betweenFormsForAllTrafficThereIsNoDirectStage() {
    for (var pair :
        List.of(
            new Pair(Encapsulation.IPIP, Encapsulation.VXLAN),
            new Pair(Encapsulation.VXLAN, Encapsulation.IPIP))) {
      var row = row(pair.from(), pair.to());
      assertThat(row.pilot().way()).doesNotContain("CrossSubnet").doesNotContain("→None");
    }
    assertThat(row(Encapsulation.IPIP, Encapsulation.VXLAN).pilot().near().total())
        .isLessThanOrEqualTo(0.15);
  }

  /** What the plain patch loses, with BIRD running: 0.01 to 0.11 s, at worst 2.1 (law §4.3). */
  @Test
  void onlyTheWaysOutOfVxlanLoseMoreThanTheMoveOfTheTunnels() {
    for (var row : rows.values()) {
      var outOfVxlan =
          row.pair().from().family() == Family.VXLAN && row.pair().to().family() != Family.VXLAN;
      assertThat(row.pilot().near().total())
          .as("%s", row.pair())
          .isLessThanOrEqualTo(outOfVxlan ? 0.2 : 0.15);
    }
  }

  private Row row(Encapsulation from, Encapsulation to) {
    return rows.get(new Pair(from, to).toString());
  }
}
