package io.caliconetwork.operator.observe;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.check.Notice;
import io.caliconetwork.operator.check.Refusal;
import io.caliconetwork.operator.check.Wish;
import io.caliconetwork.operator.check.Wishes;
import io.caliconetwork.operator.plan.Decider;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Revision;
import io.caliconetwork.operator.plan.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clusters of other installers: what is done to each, and where. */
class InstallersTest {

  private static Decision decide(Installers installer, Wish wish) {
    var decision = Decider.decide(wish, ManifestSnapshot.of("v3.30.7", installer.objects()), false);
    System.out.println(installer + " → " + wish.overlay() + " | " + sentence(decision));
    return decision;
  }

  private static String sentence(Decision decision) {
    return switch (decision) {
      case Decision.Proceed d -> d.plan().summary();
      case Decision.Refused d ->
          d.refusals().getFirst().check().id() + ": " + d.refusals().getFirst().message();
      case Decision.Settled d -> "nothing to do";
      default -> decision.toString();
    };
  }

  private static List<Revision> revisions(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Proceed.class);
    return ((Decision.Proceed) decision)
        .plan().steps().stream()
            .filter(s -> s instanceof Step.ReviseCalicoNode)
            .map(s -> ((Step.ReviseCalicoNode) s).revision())
            .toList();
  }

  private static List<CheckId> refusals(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused) decision).refusals().stream().map(Refusal::check).toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"KUBESPRAY_BIRD", "KOPS_BPF"})
  void aBackendInTheConfigMapIsChangedThere(Installers installer) {
    assertThat(revisions(decide(installer, Wishes.overlay(VXLAN))))
        .singleElement()
        .satisfies(r -> {
          assertThat(r.configMapKeys()).isEqualTo(Map.of("calico_backend", "vxlan"));
          assertThat(r.env()).doesNotContainKey("CALICO_NETWORKING_BACKEND");
          assertThat(r.probes()).isPresent();
        });
  }

  @Test
  void aLiteralBackendIsChangedInTheDaemonSet() {
    assertThat(revisions(decide(Installers.K0S_BIRD, Wishes.overlay(VXLAN))))
        .singleElement()
        .satisfies(r -> {
          assertThat(r.configMapKeys()).isEmpty();
          assertThat(r.env())
              .isEqualTo(
                  Map.of(
                      "CALICO_NETWORKING_BACKEND",
                      "vxlan",
                      "CALICO_IPV4POOL_IPIP",
                      "Never",
                      "CALICO_IPV4POOL_VXLAN",
                      "Always"));
        });
  }

  /** Of a variable written twice the process sees the last, and so do we. */
  @Test
  void whatAnAdminGivesK0sBesidesCounts() {
    var cluster = ManifestSnapshot.of("v3.30.7", Installers.K0S_BIRD.objects());
    assertThat(cluster.managedPool().flatMap(IpPool::encapsulation))
        .contains(Encapsulation.IPIP_CROSS_SUBNET);
    assertThat(decide(Installers.K0S_BIRD, Wishes.overlay(Encapsulation.IPIP_CROSS_SUBNET)))
        .isInstanceOf(Decision.Settled.class);
  }

  /** Never is what calico-node takes without the variable: no restart of the fleet for that. */
  @Test
  void microk8sIsAdoptedWithoutAWrite() {
    assertThat(decide(Installers.MICROK8S, Wishes.overlay(VXLAN)))
        .isInstanceOf(Decision.Settled.class);
    assertThat(revisions(decide(Installers.MICROK8S, Wishes.overlay(NONE))))
        .hasSize(2)
        .last()
        .satisfies(r ->
            assertThat(r.env())
                .containsEntry("CALICO_IPV4POOL_IPIP", "Never")
                .containsEntry("CALICO_IPV4POOL_VXLAN", "Never"));
  }

  @Test
  void anMtuThatStandsInSeveralPlacesIsRefusedWithAllOfThem() {
    var decision = decide(Installers.KUBESPRAY_VXLAN_MTU, Wishes.mtu(VXLAN, 1400));
    assertThat(refusals(decision)).containsExactly(CheckId.MTU_LITERAL);
    assertThat(((Decision.Refused) decision).refusals().getFirst().message())
        .contains(
            "spec.mtu is 1400",
            "FELIX_VXLANMTU is the literal '1440'",
            "\"mtu\": 1440 in the CNI configuration");
    assertThat(refusals(decide(Installers.K0S_BIRD, Wishes.mtu(VXLAN, 1400))))
        .containsExactly(CheckId.MTU_LITERAL);
  }

  /** What already is as wished is not refused for where it stands. */
  @Test
  void anMtuThatIsAsWishedEverywhereIsFine() {
    assertThat(decide(Installers.KUBESPRAY_VXLAN_MTU, Wishes.mtu(IPIP, 1440)))
        .isInstanceOf(Decision.Proceed.class);
    assertThat(decide(Installers.K0S_BIRD, Wishes.mtu(VXLAN, 0)))
        .isInstanceOf(Decision.Proceed.class);
    assertThat(decide(Installers.KUBESPRAY_BIRD, Wishes.mtu(VXLAN, 0)))
        .isInstanceOf(Decision.Proceed.class);
    assertThat(refusals(decide(Installers.KUBESPRAY_BIRD, Wishes.mtu(VXLAN, 1450))))
        .containsExactly(CheckId.MTU_LITERAL);
  }

  @Test
  void ebpfIsWarnedAboutOverIpipOnly() {
    assertThat(notices(decide(Installers.KOPS_BPF, Wishes.overlay(IPIP))))
        .containsExactly("EBPFOverIPIP");
    assertThat(notices(decide(Installers.KOPS_BPF, Wishes.overlay(VXLAN)))).isEmpty();
  }

  @Test
  void hostLocalAddressesAreNotOurs() {
    assertThat(refusals(decide(Installers.GARDENER, Wishes.overlay(VXLAN))))
        .containsExactly(CheckId.HOST_LOCAL_IPAM);
  }

  private static List<String> notices(Decision decision) {
    return ((Decision.Proceed) decision)
        .notices().stream()
            .filter(n -> !n.isAdvice() && !n.id().equals("StaleMTU"))
            .map(Notice::id)
            .toList();
  }
}
