package io.caliconetwork.operator.plan;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.IPIP_CROSS_SUBNET;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.check.Target;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetreatTest {

  /** A cluster whose pool, backend and probes are as three different hands left them. */
  private static ClusterSnapshot cluster(Encapsulation pool, String backend, String probes) {
    var calico = new ModelCalico(pool, probes, 0);
    calico.somebodySetsTheBackend(backend);
    return calico.look();
  }

  private static Optional<Step.Write> retreat(
      Encapsulation wish, ClusterSnapshot cluster, String... contested) {
    return Retreat.step(
        Target.resolve(Clusters.wish(wish, Optional.empty()), cluster), cluster, Set.of(contested));
  }

  @Test
  void whatFitsIsLeftAlone() {
    for (var pool : Encapsulation.values()) {
      var bird = cluster(pool, "bird", "bird");
      assertThat(Retreat.danger(bird)).isEqualTo(Retreat.Danger.NONE);
      assertThat(retreat(VXLAN, bird, "DaemonSet", "ConfigMap", "IPPool")).isEmpty();
    }
    assertThat(Retreat.danger(cluster(VXLAN, "vxlan", "vxlan"))).isEqualTo(Retreat.Danger.NONE);
    // Without probes that ask for it BIRD may run.
    assertThat(Retreat.danger(cluster(VXLAN, "bird", "vxlan"))).isEqualTo(Retreat.Danger.NONE);
  }

  /** Somebody holds on to backend vxlan under a pool that needs BIRD: the pool gives way. */
  @Test
  void aContestedBackendMakesThePoolVxlan() {
    for (var pool : new Encapsulation[] {NONE, IPIP, IPIP_CROSS_SUBNET}) {
      var cut = cluster(pool, "vxlan", "vxlan");
      assertThat(Retreat.danger(cut)).isEqualTo(Retreat.Danger.NO_ROUTES);
      assertThat(retreat(pool, cut, "ConfigMap"))
          .get()
          .isInstanceOfSatisfying(
              Step.SetPoolEncapsulation.class,
              s ->
                  assertThat(s.to())
                      .isEqualTo(pool == IPIP_CROSS_SUBNET ? VXLAN_CROSS_SUBNET : VXLAN));
      assertThat(retreat(pool, cut, "DaemonSet", "ConfigMap")).isPresent();
    }
  }

  /** Somebody holds on to an IPIP pool over backend vxlan: BIRD is started, without bird-ready. */
  @Test
  void aContestedPoolGetsItsBird() {
    var cut = cluster(IPIP, "vxlan", "vxlan");
    assertThat(retreat(VXLAN, cut, "IPPool"))
        .get()
        .isInstanceOfSatisfying(
            Step.ReviseCalicoNode.class,
            s -> {
              assertThat(s.purpose()).isEqualTo(Step.ReviseCalicoNode.Purpose.START_BIRD);
              assertThat(s.revision().configMapKeys()).containsEntry("calico_backend", "bird");
            });
  }

  @Test
  void whoHoldsOnToBothLeavesNothingToWrite() {
    assertThat(retreat(VXLAN, cluster(IPIP, "vxlan", "vxlan"), "IPPool", "DaemonSet")).isEmpty();
  }

  /** The DaemonSet's probes ask for BIRD for ever: then BIRD shall be there. */
  @Test
  void contestedProbesGetTheirBackend() {
    var killed = cluster(VXLAN, "vxlan", "bird");
    assertThat(Retreat.danger(killed)).isEqualTo(Retreat.Danger.PROBES_KILL);
    assertThat(retreat(VXLAN, killed, "DaemonSet"))
        .contains(new Step.FitBackend(io.caliconetwork.operator.calico.Backend.BIRD));
    assertThat(retreat(VXLAN, killed, "DaemonSet", "ConfigMap")).isEmpty();
    assertThat(retreat(VXLAN, killed, "IPPool")).isEmpty();
  }
}
