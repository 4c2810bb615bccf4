package io.caliconetwork.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.caliconetwork.api.v1alpha1.Warning;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Risks that API objects can produce, on a real API server with the operator's own rights: refused
 * with nothing written, and where acceptable the plan goes on once the risk is accepted.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PreflightIT {

  private static final String FELIX =
      "{apiVersion: crd.projectcalico.org/v1, kind: FelixConfiguration, metadata: {name: default}, spec: {%s}}";

  private static ControlPlane controlPlane;
  private static KubernetesClient client;
  private static InstalledCalico calico;
  private static Surroundings surroundings;
  private static RealOperator operator;
  private static AdminsNetwork network;

  /**
   * One of them.
   *
   * @param objects that make the risk
   * @param wish fields of the spec
   * @param names what the sentence must mention
   */
  record Risk(
      String check, boolean acceptable, List<String> objects, Map<String, ?> wish, String names) {
    @Override
    public String toString() {
      return check;
    }
  }

  private static Risk refused(String check, String object, Map<String, ?> wish, String names) {
    return new Risk(check, false, List.of(object), wish, names);
  }

  private static Risk acceptable(String check, String object, Map<String, ?> wish, String names) {
    return new Risk(check, true, List.of(object), wish, names);
  }

  private static String node(String name, String more) {
    return "{apiVersion: v1, kind: Node, metadata: {name: " + name + ", " + more + "}";
  }

  private static String address(String address) {
    return "annotations: {projectcalico.org/IPv4Address: " + address + "}}";
  }

  static Stream<Risk> risks() {
    var vxlan = Map.of("overlay", "VXLAN");
    var none = Map.of("overlay", "None");
    return Stream.of(
        refused(
            "ServiceRangeOverlap",
            "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: more}, spec:"
                + " {cidrs: [10.77.0.0/16]}}",
            Map.of("overlay", "VXLAN", "temporaryCIDR", "10.77.3.0/24"),
            "10.77.0.0/16 (ServiceCIDR more)"),
        refused(
            "NodeAddressOverlap",
            node("far", address("10.88.0.9/24")),
            Map.of("overlay", "VXLAN", "temporaryCIDR", "10.88.0.0/24"),
            "far (10.88.0.9)"),
        refused(
            "BlocksFewerThanNodes",
            "{apiVersion: crd.projectcalico.org/v1, kind: IPPool, metadata: {name:"
                + " default-ipv4-ippool}, spec: {cidr: 192.168.0.0/26}}",
            vxlan,
            "1 block of /26 for 2 Linux nodes"),
        refused(
            "FelixDisablesOverlay",
            FELIX.formatted("vxlanEnabled: false"),
            vxlan,
            "FelixConfiguration default with vxlanEnabled: false"),
        refused(
            "CrossSubnetWithWindows",
            node("win", "labels: {kubernetes.io/os: windows}}"),
            Map.of("overlay", "VXLANCrossSubnet"),
            "1 Windows node: win"),
        refused(
            "PoolPinned",
            "{apiVersion: v1, kind: Namespace, metadata: {name: pinned, annotations:"
                + " {cni.projectcalico.org/ipv4pools: '[\"default-ipv4-ippool\"]'}}}",
            Map.of("overlay", "IPIP", "cidr", "10.9.0.0/16"),
            "Namespace pinned (default-ipv4-ippool)"),
        acceptable(
            "NodesInSeveralSubnets",
            node("far", address("10.0.9.9/24")),
            none,
            "10.0.0.0/24 (2), 10.0.9.0/24 (1)"),
        acceptable(
            "AsymmetricSubnets",
            node("odd", address("10.0.0.200/25")),
            Map.of("overlay", "IPIPCrossSubnet"),
            "odd (10.0.0.200/25)"),
        acceptable(
            "NodeAddressesWithoutSubnet",
            node("lone", address("10.0.5.1")),
            none,
            "lone (10.0.5.1)"),
        acceptable(
            "CloudFabric",
            node("amazon", address("10.0.0.9/24") + ", spec: {providerID: 'aws:///a/i-1'}"),
            Map.of("overlay", "VXLANCrossSubnet"),
            "AWS is 1 node: amazon"),
        acceptable(
            "MTUTooLarge",
            node("more", address("10.0.0.9/24")),
            Map.of("overlay", "VXLAN", "mtu", 1460),
            "packets of 1510 bytes"),
        acceptable(
            "FelixKeepsTunnel",
            FELIX.formatted("ipipEnabled: true"),
            vxlan,
            "ipipEnabled: true keeps tunl0"),
        acceptable(
            "KubeControllersCannotCleanUp",
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: calico-kube-controllers,"
                + " namespace: kube-system}, spec: {replicas: 0}}",
            Map.of("overlay", "VXLAN", "temporaryCIDR", "10.77.3.0/24"),
            "is scaled to 0"));
  }

  /** The first of them need that there is no pool yet, and a range. */
  static Stream<Risk> risksOfANewPool() {
    return Stream.of(
        acceptable(
            "OutsidePodSubnet",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: kubeadm-config, namespace:"
                + " kube-system}, data: {ClusterConfiguration: 'podSubnet: 10.244.0.0/16'}}",
            Map.of("overlay", "VXLAN", "cidr", "10.9.0.0/16"),
            "outside podSubnet 10.244.0.0/16"),
        acceptable(
            "OutsideClusterCIDR",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: kube-proxy, namespace:"
                + " kube-system}, data: {config.conf: 'clusterCIDR: 10.244.0.0/16'}}",
            Map.of("overlay", "VXLAN", "cidr", "10.9.0.0/16"),
            "outside clusterCIDR 10.244.0.0/16"),
        acceptable(
            "FewAddressesPerNode",
            "{apiVersion: crd.projectcalico.org/v1, kind: IPAMConfig, metadata: {name: default},"
                + " spec: {strictAffinity: true, autoAllocateBlocks: true,"
                + " maxBlocksPerHost: 1}}",
            Map.of("overlay", "VXLAN", "cidr", "10.9.0.0/16"),
            "1 block (maxBlocksPerHost) of /26"));
  }

  @BeforeAll
  static void start() throws IOException {
    controlPlane = ControlPlane.start();
    client = controlPlane.client();
    network = new AdminsNetwork(client);
    calico = InstalledCalico.install(client);
    surroundings = new Surroundings(client);
    surroundings.twoNodes();
    RealOperator.install(client);
    operator = RealOperator.start(controlPlane, client);
  }

  @AfterAll
  static void stop() {
    operator.close();
    client.close();
    controlPlane.close();
  }

  @AfterEach
  void restore() {
    network.delete();
    surroundings.restore();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("risks")
  void aRiskIsRefusedUntilItIsAccepted(Risk risk) {
    risk.objects().forEach(surroundings::apply);
    refusedThenAccepted(risk);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("risksOfANewPool")
  void aRiskOfANewPoolIsRefusedUntilItIsAccepted(Risk risk) {
    calico.removePool("default-ipv4-ippool");
    try {
      risk.objects().forEach(surroundings::apply);
      refusedThenAccepted(risk);
    } finally {
      calico.pool("default-ipv4-ippool", "{\"cidr\": \"192.168.0.0/16\"}");
    }
  }

  private static void refusedThenAccepted(Risk risk) {
    var before = surroundings.versions();
    // In mode Plan until the operator's watches have caught up with the edits above.
    network.create("Plan", risk.wish());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> network.blockers().stream().anyMatch(b -> b.check().equals(risk.check())));
    var since = Instant.now();
    network.patch("{\"spec\": {\"mode\": \"Enforce\"}}");
    operator.awaitStalled("default");
    var blocker =
        network.blockers().stream()
            .filter(b -> b.check().equals(risk.check()))
            .findFirst()
            .orElseThrow();
    assertThat(blocker.message()).contains(risk.names());
    assertThat(blocker.acceptable()).isEqualTo(risk.acceptable());
    assertThat(operator.foreignWrites(since)).isEmpty();
    assertThat(surroundings.versions()).isEqualTo(before);
    var goesOn = "not acceptable";
    if (risk.acceptable()) {
      network.patch(
          "{\"spec\": {\"mode\": \"Plan\", \"acceptRisks\": [\"" + risk.check() + "\"]}}");
      goesOn = operator.awaitReason("default", "PlanOnly").message();
      assertThat(operator.status("default").warnings())
          .extracting(Warning::check)
          .contains(risk.check());
    }
    System.out.println("risk | " + risk + " | " + blocker.message() + " | " + goesOn);
  }

  /** The last, for it is the one that changes Calico. */
  @Test
  @Order(Integer.MAX_VALUE)
  void anAcceptedRiskIsTaken() {
    surroundings.apply(FELIX.formatted("ipipEnabled: true"));
    network.create("Enforce", Map.of("overlay", "VXLAN"));
    assertThat(operator.awaitStalled("default").reason()).isEqualTo("FelixKeepsTunnel");
    var since = Instant.now();
    network.patch("{\"spec\": {\"acceptRisks\": [\"FelixKeepsTunnel\"]}}");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(operator.foreignWrites(since))
                .extracting(AuditEntry::resource)
                .contains("ippools"));
  }

  @Test
  void aChangeDoesNotBeginWhileACalicoNodeIsDown() {
    surroundings.scheduleOneCalicoNode(true);
    network.create("Enforce", Map.of("overlay", "VXLAN"));
    var since = Instant.now();
    var stalled = operator.awaitStalled("default");
    assertThat(stalled.reason()).isEqualTo("CalicoNodeUnavailable");
    assertThat(stalled.message()).contains("1 of 1 calico-node pod is not ready");
    assertThat(operator.foreignWrites(since)).isEmpty();
    network.patch("{\"spec\": {\"mode\": \"Plan\"}}");
    surroundings.scheduleOneCalicoNode(false);
    operator.awaitReason("default", "PlanOnly");
  }

  /** The cluster lives with every one of these; what is declared is what there is. */
  @Test
  void adoptingWhatIsThereIsNeverRefused() {
    surroundings.apply(node("far", address("10.0.9.9/24") + ", spec: {providerID: 'azure:///x'}"));
    surroundings.apply(FELIX.formatted("ipipEnabled: false, vxlanEnabled: true"));
    surroundings.apply(
        "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: more}, spec:"
            + " {cidrs: [192.168.7.0/24]}}");
    network.create("Plan", Map.of("overlay", "IPIP"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(operator.status("default").warnings())
                .extracting(Warning::check)
                .contains(
                    "ServiceRangeOverlap",
                    "IPIPOnAzure",
                    "FelixDisablesOverlay",
                    "FelixKeepsTunnel"));
    assertThat(operator.status("default").blockers()).isNull();
    assertThat(operator.status("default").advice()).isNull();
  }
}
