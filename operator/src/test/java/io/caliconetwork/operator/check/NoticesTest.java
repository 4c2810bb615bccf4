package io.caliconetwork.operator.check;

import static io.caliconetwork.operator.calico.Encapsulation.IPIP;
import static io.caliconetwork.operator.calico.Encapsulation.NONE;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN;
import static io.caliconetwork.operator.calico.Encapsulation.VXLAN_CROSS_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.calico.HealthProbe;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {

  private static List<Notice> notices(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Notices.of(Target.resolve(wish, snapshot), snapshot).stream()
        .filter(n -> !n.isAdvice())
        .toList();
  }

  private static List<String> ids(Wish wish, Cluster cluster) {
    return notices(wish, cluster).stream().map(Notice::id).toList();
  }

  private static String message(Wish wish, Cluster cluster, String id) {
    return notices(wish, cluster).stream()
        .filter(n -> n.id().equals(id))
        .map(Notice::message)
        .findFirst()
        .orElse("");
  }

  private static Cluster vxlan() {
    return Cluster.installed()
        .configMap("calico_backend", "vxlan")
        .pool(
            Cluster.pool(
                IpPool.DEFAULT_NAME, "192.168.0.0/16", new IpPool.Modes("Never", "Always", false)));
  }

  @Test
  void thereIsNothingToSayAboutCalicoAsInstalled() {
    assertThat(notices(Wishes.overlay(IPIP), Cluster.installed())).isEmpty();
    assertThat(notices(Wishes.overlay(NONE), Cluster.installed())).isEmpty();
    assertThat(notices(Wishes.overlay(VXLAN), Cluster.empty().withoutNodes())).isEmpty();
  }

  @Test
  void podsKeepAnMtuThatTheNewOverlayHasNoRoomFor() {
    assertThat(message(Wishes.overlay(VXLAN), Cluster.installed(), "StaleMTU"))
        .contains("30 bytes more than VXLAN leaves", "rollout restart");
    assertThat(ids(Wishes.overlay(IPIP), vxlan())).doesNotContain("StaleMTU");
    assertThat(ids(Wishes.overlay(VXLAN_CROSS_SUBNET), vxlan())).doesNotContain("StaleMTU");
    var fixed = Cluster.installed().configMap("veth_mtu", "1400");
    assertThat(ids(Wishes.overlay(VXLAN), fixed)).doesNotContain("StaleMTU");
    assertThat(message(Wishes.mtu(IPIP, 1390), fixed, "StaleMTU"))
        .contains("more than the new 1390");
    assertThat(ids(Wishes.mtu(IPIP, 1410), fixed)).doesNotContain("StaleMTU");
    assertThat(Notices.stays("StaleMTU")).isTrue();
    assertThat(Notices.stays("NetworkManager")).isFalse();
  }

  @Test
  void birdThatStaysIsToldWithWhoNeedsIt() {
    var peering = Cluster.installed().bgp(List.of("rack-1"), List.of("serviceClusterIPs"));
    assertThat(message(Wishes.overlay(VXLAN), peering, "BIRDKept"))
        .contains("BGPPeer rack-1", "BGPConfiguration default advertises serviceClusterIPs");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Red Hat Enterprise Linux 9.4 (Plow)",
        "Rocky Linux 9.4 (Blue Onyx)",
        "AlmaLinux 9.4",
        "CentOS Stream 9",
        "Fedora CoreOS 40",
        "Oracle Linux Server 8.9",
        "SUSE Linux Enterprise Server 15 SP5",
        "openSUSE Leap 15.5"
      })
  void networkManagerIsHintedAtWhereItUsuallyRuns(String system) {
    assertThat(
            message(
                Wishes.overlay(IPIP),
                Cluster.installed().host(Around.system(system)),
                "NetworkManager"))
        .contains("3 nodes run", system, "/etc/NetworkManager/conf.d/calico.conf", "cali*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ubuntu 24.04 LTS", "Debian GNU/Linux 12", "Flatcar Container Linux", ""})
  void networkManagerIsNotHintedAtElsewhere(String system) {
    assertThat(ids(Wishes.overlay(IPIP), Cluster.installed().host(Around.system(system))))
        .isEmpty();
  }

  @Test
  void aTunnelAddressThatNoPoolFeedsBetraysAnInterface() {
    // The nodes have IP-in-IP addresses, the pool does VXLAN.
    assertThat(message(Wishes.overlay(VXLAN), vxlan(), "LeftoverInterface"))
        .contains("node-1 (192.168.0.1)", "tunl0");
    assertThat(ids(Wishes.overlay(VXLAN), vxlan().pool(Cluster.pool("east", "10.9.0.0/16"))))
        .doesNotContain("LeftoverInterface");
    assertThat(ids(Wishes.overlay(VXLAN), Cluster.installed()))
        .as("a change that is still to come")
        .doesNotContain("LeftoverInterface");
  }

  @Test
  void podsBehindAnOverlayNeedNat() {
    var pool = Cluster.pool(IpPool.DEFAULT_NAME, "192.168.0.0/16");
    var off =
        Cluster.installed()
            .pool(
                new IpPool(
                    pool.name(),
                    "1",
                    pool.cidr(),
                    26,
                    pool.modes(),
                    new PoolOptions(false, "all()", false),
                    false,
                    List.of()));
    assertThat(message(Wishes.overlay(IPIP), off, "NoNATOutgoing"))
        .contains("192.168.0.0/16", "spec.natOutgoing: true");
    assertThat(ids(Wishes.overlay(NONE), off)).doesNotContain("NoNATOutgoing");
  }

  @Test
  void anAcceptedRiskThatIsNotThereIsTold() {
    var wish = Wishes.accepting(IPIP, AcceptableRisk.CLOUD_FABRIC);
    assertThat(message(wish, Cluster.installed(), "AcceptedRiskAbsent"))
        .contains("spec.acceptRisks names CloudFabric");
    var cross = Wishes.accepting(VXLAN_CROSS_SUBNET, AcceptableRisk.CLOUD_FABRIC);
    assertThat(ids(cross, Cluster.installed().host(Around.cloud("gce"))))
        .contains("CloudFabric")
        .doesNotContain("AcceptedRiskAbsent");
  }

  private static Optional<String> advice(Wish wish, Cluster cluster) {
    return advices(wish, cluster).filter(a -> !a.startsWith("spec.temporaryCIDR")).findFirst();
  }

  private static Optional<String> loan(Wish wish, Cluster cluster) {
    return advices(wish, cluster).filter(a -> a.startsWith("spec.temporaryCIDR")).findFirst();
  }

  private static Stream<String> advices(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Notices.of(Target.resolve(wish, snapshot), snapshot).stream()
        .filter(Notice::isAdvice)
        .map(Notice::message);
  }

  @Test
  void aRangeToLendWouldSpareTheGap() {
    assertThat(loan(Wishes.overlay(VXLAN), Cluster.installed()))
        .contains(
            "spec.temporaryCIDR, a range of /28 or larger that nothing uses, would let the"
                + " VXLAN tunnels be built before the pool needs them, and spare the gap");
    var inside =
        Cluster.installed()
            .surroundings(Around.clusterRanges(List.of("192.168.0.0/15"), List.of()));
    assertThat(loan(Wishes.overlay(VXLAN), inside).orElse(""))
        .endsWith("; free inside the cluster's pod range is 192.169.255.240/28");
    inside.pool(Cluster.pool("another", "192.169.128.0/17"));
    assertThat(loan(Wishes.overlay(VXLAN), inside).orElse("")).endsWith("192.169.127.240/28");
    assertThat(
            loan(
                    Wishes.overlay(VXLAN),
                    Cluster.installed()
                        .surroundings(Around.clusterRanges(List.of("192.168.0.0/16"), List.of())))
                .orElse(""))
        .as("the pool has it all")
        .endsWith("spare the gap");
    var vxlan =
        Cluster.installed()
            .pool(
                Cluster.pool(
                    IpPool.DEFAULT_NAME,
                    "192.168.0.0/16",
                    new IpPool.Modes("Never", "Always", false)));
    assertThat(loan(Wishes.overlay(IPIP), vxlan).orElse(""))
        .contains("leave a gap of about 0.1 seconds, at worst 2");
    assertThat(loan(Wishes.overlay(NONE), Cluster.installed())).isEmpty();
    assertThat(loan(Wishes.overlay(IPIP), Cluster.installed())).isEmpty();
    assertThat(loan(Wishes.lending(VXLAN, "10.245.0.0/24"), Cluster.installed())).isEmpty();
  }

  @Test
  void inOneSubnetTheEncapsulationCouldBeSpared() {
    assertThat(advice(Wishes.overlay(IPIP), Cluster.installed()))
        .hasValueSatisfying(a ->
            assertThat(a)
                .startsWith(
                    "all 3 nodes are in 10.0.0.0/24: None or IPIPCrossSubnet would spare the"
                        + " encapsulation, 20 bytes"));
    assertThat(advice(Wishes.overlay(VXLAN), Cluster.installed()).orElse(""))
        .contains("None or VXLANCrossSubnet", "50 bytes");
    assertThat(advice(Wishes.overlay(NONE), Cluster.installed())).isEmpty();
    assertThat(advice(Wishes.overlay(VXLAN_CROSS_SUBNET), Cluster.installed())).isEmpty();
  }

  @Test
  void inSeveralSubnetsCrossSubnetSparesAShare() {
    var two = Cluster.installed().node("node-4", "10.0.1.4/24").node("node-5", "10.0.1.5/24");
    assertThat(advice(Wishes.overlay(VXLAN), two).orElse(""))
        .contains(
            "the 5 nodes are in 2 subnets, 10.0.0.0/24 (3), 10.0.1.0/24 (2): VXLANCrossSubnet",
            "40 % of the pairs");
    var apart = Cluster.installed().withoutNodes();
    apart.node("node-1", "10.0.1.1/24").node("node-2", "10.0.2.1/24");
    assertThat(advice(Wishes.overlay(VXLAN), apart)).isEmpty();
  }

  @Test
  void whereSubnetsProveNothingThatIsSaid() {
    assertThat(
            advice(Wishes.overlay(VXLAN), Cluster.installed().host(Around.cloud("aws"))).orElse(""))
        .contains("all 3 nodes are in 10.0.0.0/24, but in AWS that proves nothing");
    assertThat(advice(Wishes.overlay(VXLAN), Cluster.installed().node("node-4", "10.0.0.4/32")))
        .isEmpty();
    assertThat(advice(Wishes.overlay(VXLAN), Cluster.installed().windowsNode("win-1"))).isEmpty();
  }
}
