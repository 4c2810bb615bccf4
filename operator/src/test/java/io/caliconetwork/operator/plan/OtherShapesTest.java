package io.caliconetwork.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Encapsulation.Family;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.check.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All twenty pairs of overlays on every shape of DaemonSet, each to its end. */
class OtherShapesTest {

  private static final int MANY = 100;

  static Stream<Arguments> walks() {
    return Stream.of(Shape.values())
        .flatMap(shape ->
            Stream.of(Encapsulation.values())
                .flatMap(from ->
                    Stream.of(Encapsulation.values())
                        .filter(to -> to != from)
                        .map(to -> Arguments.of(shape, from, to))));
  }

  @ParameterizedTest(name = "{0}: {1} → {2}")
  @MethodSource("walks")
  void walksToTheEnd(Shape shape, Encapsulation from, Encapsulation to) {
    var calico = new ModelCalico(shape, from, from.family() == Family.VXLAN ? "vxlan" : "bird", 0);
    var steps = run(calico, wish(to));
    calico.settledAs(wish(to));
    assertThat(steps.stream().filter(s -> s instanceof Step.ReviseCalicoNode))
        .as("rolling restarts")
        .hasSize(expectedRolls(from, to));
  }

  /** The second one adds bird-ready, or the variables alone where no probe can ask for BIRD. */
  private static int expectedRolls(Encapsulation from, Encapsulation to) {
    var starts = from.family() == Family.VXLAN && to.family() != Family.VXLAN;
    return starts ? 2 : 1;
  }

  /** One apply of the DaemonSet: there is no moment at which only half of it is written. */
  @Test
  void aLiteralBackendIsChangedInOneRevisionWithItsProbes() {
    var calico = new ModelCalico(Shape.LITERAL, Encapsulation.IPIP, "bird", 0);
    var revision =
        run(calico, wish(Encapsulation.VXLAN)).stream()
            .filter(s -> s instanceof Step.ReviseCalicoNode)
            .map(s -> ((Step.ReviseCalicoNode) s).revision())
            .findFirst()
            .orElseThrow();
    assertThat(revision.configMapKeys()).isEmpty();
    assertThat(revision.env())
        .containsEntry("CALICO_NETWORKING_BACKEND", "vxlan")
        .containsEntry("CALICO_IPV4POOL_VXLAN", "Always");
    assertThat(revision.probes()).contains(BirdProbes.WITHOUT);
    assertThat(revision.annotations()).doesNotContainKey("caliconetwork.io/calico-config-revision");
  }

  /** An installer that re-applies its manifest brings bird and bird-ready back at once. */
  @ParameterizedTest
  @EnumSource(names = {"MANIFEST", "LITERAL", "OTHER_KEY"})
  void birdReadyBroughtBackByAnInstallerDoesNotLockTheRollout(Shape shape) {
    var calico = new ModelCalico(shape, Encapsulation.IPIP, "bird", 0);
    run(calico, wish(Encapsulation.VXLAN));
    calico.somebodyAppliesCalicoYaml();
    var cluster = calico.look();
    var plan = Planner.plan(Target.resolve(wish(Encapsulation.NONE), cluster), cluster);
    assertThat(plan.steps().getFirst().name()).isEqualTo("StartBIRD");
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void whatIsAsWishedIsAdopted(Shape shape) {
    for (var overlay : Encapsulation.values()) {
      var backend = overlay.family() == Family.VXLAN ? "vxlan" : "bird";
      var calico = new ModelCalico(shape, overlay, backend, 0);
      assertThat(run(calico, wish(overlay))).as("%s", overlay).isEmpty();
    }
  }

  private static Wish wish(Encapsulation overlay) {
    return Clusters.wish(overlay, Optional.empty());
  }

  /** Acts at once, and lets the cluster follow at every gate; returns the writes. */
  private static List<Step> run(ModelCalico calico, Wish wish) {
    var written = new ArrayList<Step>();
    for (int i = 0; i < MANY; i++) {
      var cluster = calico.look();
      var plan = Planner.plan(Target.resolve(wish, cluster), cluster);
      if (plan.steps().isEmpty()) {
        return written;
      }
      if (plan.steps().getFirst() instanceof Step.Write write) {
        calico.write(write, false);
        written.add(write);
      } else {
        assertThat(calico.move()).as("waits for nothing: " + plan).isTrue();
      }
    }
    throw new AssertionError("never ends: " + written);
  }
}
