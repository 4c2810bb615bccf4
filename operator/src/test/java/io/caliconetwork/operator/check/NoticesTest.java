package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.HealthProbe;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {

  private static List<Notice> notices(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Notices.of(Target.resolve(wish, snapshot), snapshot);
  }

  private static List<String> ids(Wish wish, Cluster cluster) {
    return notices(wish, cluster).stream().map(Notice::id).toList();
  }

  @Test
  void thereIsNothingToSayAboutCalicoAsInstalled() {
    assertThat(notices(Wishes.overlay(VXLAN), Cluster.installed())).isEmpty();
    assertThat(notices(Wishes.overlay(VXLAN), Cluster.empty())).isEmpty();
  }

  @Test
  void aFixedMtuIsToldWhenTheNewOverlayTakesMore() {
    var fixed = Cluster.installed().configMap("veth_mtu", "1480");
    assertThat(notices(Wishes.overlay(VXLAN), fixed))
        .singleElement()
        .satisfies(n -> {
          assertThat(n.id()).isEqualTo("FixedMTU");
          assertThat(n.message()).contains("1480", "30 bytes more", "spec.mtu");
        });
    assertThat(ids(Wishes.overlay(IPIP), fixed)).isEmpty();
    assertThat(ids(Wishes.overlay(NONE), fixed)).isEmpty();
    assertThat(ids(Wishes.mtu(VXLAN, 1450), fixed)).isEmpty();
  }

  @Test
  void birdThatStaysIsToldWithWhoNeedsIt() {
    var peering = Cluster.installed().bgp(List.of("rack-1"), List.of("serviceClusterIPs"));
    assertThat(notices(Wishes.overlay(VXLAN), peering))
        .singleElement()
        .satisfies(n ->
            assertThat(n.message())
                .contains(
                    "BGPPeer rack-1", "BGPConfiguration default advertises serviceClusterIPs"));
    assertThat(ids(Wishes.overlay(IPIP), peering)).isEmpty();
  }

  @Test
  void unusualShapesAreToldBeforeTheyGetInTheWay() {
    var unusual =
        Cluster.installed()
            .env("CALICO_NETWORKING_BACKEND", "bird")
            .liveness(new HealthProbe.Other("tcpSocket"))
            .onDelete();
    assertThat(ids(Wishes.overlay(IPIP), unusual))
        .containsExactly("ProbeNotRecognised", "UpdateStrategyOnDelete");
  }
}
