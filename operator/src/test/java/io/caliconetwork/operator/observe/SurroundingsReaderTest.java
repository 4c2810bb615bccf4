package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.MockApiServer;
import io.caliconetwork.operator.snapshot.FelixFacts;
import io.caliconetwork.operator.snapshot.NodeHost;
import io.caliconetwork.operator.snapshot.Surroundings.IpamFacts;
import io.caliconetwork.operator.snapshot.Surroundings.KubeControllers;
import io.caliconetwork.operator.snapshot.Surroundings.Pin;
import io.caliconetwork.operator.snapshot.Surroundings.Sourced;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Other parts of the cluster, as kubeadm and Calico write them. */
class SurroundingsReaderTest {

  private static <T extends HasMetadata> T read(String yaml, Class<T> type) {
    return Serialization.unmarshal("metadata: {name: x}\n" + yaml, type);
  }

  @Test
  void kubeadmNamesPodsAndServices() {
    var kubeadm =
        RangeReader.kubeadm(
            read(
                """
                data:
                  ClusterConfiguration: |
                    networking:
                      dnsDomain: cluster.local
                      podSubnet: 10.244.0.0/16,fd00:10:244::/56
                      serviceSubnet: "10.96.0.0/12"
                """,
                ConfigMap.class));
    assertThat(kubeadm.podSubnets()).containsExactly("10.244.0.0/16");
    assertThat(kubeadm.serviceSubnets())
        .containsExactly(new Sourced("10.96.0.0/12", "serviceSubnet of kubeadm-config"));
    assertThat(RangeReader.kubeadm(read("", ConfigMap.class)).podSubnets()).isEmpty();
  }

  @Test
  void kubeProxyMayNameNoRange() {
    var yaml =
        "data:\n  config.conf: |\n    bindAddress: 0.0.0.0\n    clusterCIDR: %s\n    mode: x";
    assertThat(RangeReader.kubeProxy(read(yaml.formatted("10.244.0.0/16"), ConfigMap.class)))
        .containsExactly("10.244.0.0/16");
    assertThat(
            RangeReader.kubeProxy(
                read(yaml.formatted("'fd00::/48,10.244.0.0/16'"), ConfigMap.class)))
        .containsExactly("10.244.0.0/16");
    assertThat(RangeReader.kubeProxy(read(yaml.formatted("\"\""), ConfigMap.class))).isEmpty();
  }

  @Test
  void servicesHaveRangesAndTheApiServerAnAddress() {
    var cidr =
        Serialization.unmarshal(
            "---\n{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: kubernetes},"
                + " spec: {cidrs: [10.96.0.0/12, 'fd00::/108']}}",
            GenericKubernetesResource.class);
    assertThat(RangeReader.serviceCidr(cidr))
        .containsExactly(
            new Sourced("10.96.0.0/12", "ServiceCIDR kubernetes"),
            new Sourced("fd00::/108", "ServiceCIDR kubernetes"));
    assertThat(RangeReader.service(read("spec: {clusterIP: 10.96.0.1}", Service.class)))
        .containsExactly(new Sourced("10.96.0.1/32", "Service default/kubernetes"));
    assertThat(
            RangeReader.service(
                read(
                    "spec: {clusterIP: 'fd00::1', clusterIPs: ['fd00::1', 10.96.0.1]}",
                    Service.class)))
        .containsExactly(
            new Sourced("fd00::1/128", "Service default/kubernetes"),
            new Sourced("10.96.0.1/32", "Service default/kubernetes"));
    assertThat(RangeReader.service(read("spec: {clusterIP: None}", Service.class))).isEmpty();
  }

  @Test
  void kubeControllersAreWhatTheirDeploymentSays() {
    assertThat(
            RangeReader.kubeControllers(
                read(
                    """
                    spec:
                      replicas: 0
                      template:
                        spec:
                          containers:
                            - {name: c, env: [{name: ENABLED_CONTROLLERS, value: node}]}
                    """,
                    Deployment.class)))
        .isEqualTo(new KubeControllers(0, Optional.of("node")));
    assertThat(
            RangeReader.kubeControllers(
                read("spec: {template: {spec: {containers: [{name: c}]}}}", Deployment.class)))
        .isEqualTo(KubeControllers.USUAL);
  }

  @Test
  void aHostIsKnownByWhatItsNodeSays() {
    var node =
        read(
            """
            spec: {providerID: "aws:///eu-west-1a/i-0123"}
            status:
              allocatable: {pods: "110"}
              nodeInfo: {osImage: Rocky Linux 9.4}
              addresses:
                - {type: InternalIP, address: 10.0.0.1}
                - {type: InternalIP, address: "fd00::1"}
                - {type: ExternalIP, address: 203.0.113.7}
                - {type: Hostname, address: 10.9.9.9}
              conditions:
                - {type: NetworkUnavailable, status: "True", reason: CalicoIsDown}
            """,
            Node.class);
    node.getMetadata().setLabels(Map.of("zone", "west"));
    assertThat(HostReader.host(node))
        .isEqualTo(
            new NodeHost(
                "aws",
                "Rocky Linux 9.4",
                110,
                List.of("10.0.0.1", "203.0.113.7"),
                Map.of("zone", "west"),
                Optional.of("CalicoIsDown")));
    assertThat(HostReader.host(read("", Node.class))).isEqualTo(NodeHost.UNKNOWN);
  }

  private static GenericKubernetesResource object(String name, String spec) {
    return Serialization.unmarshal(
        "---\n{metadata: {name: " + name + "}, spec: " + spec + "}",
        GenericKubernetesResource.class);
  }

  @Test
  void felixAndIpamAreReadFieldByField() {
    var facts =
        FelixFacts.of(
            Stream.of(
                    object("node.b", "{vxlanEnabled: false}"),
                    object("node.a", "{logSeverityScreen: Info}"),
                    object(
                        "default",
                        "{ipipEnabled: true, programClusterRoutes: Enabled, awsSrcDstCheck: Disable,"
                            + " wireguardEnabled: true}"))
                .map(CalicoReader::felix)
                .toList());
    assertThat(facts.global().ipipEnabled()).contains(true);
    assertThat(facts.global().vxlanEnabled()).isEmpty();
    assertThat(facts.global().programClusterRoutes()).contains("Enabled");
    assertThat(facts.global().awsSrcDstCheck()).contains("Disable");
    assertThat(facts.global().wireguard()).isTrue();
    assertThat(facts.perNode()).extracting(n -> n.name()).containsExactly("node.b");
    assertThat(FelixFacts.of(List.of())).isEqualTo(FelixFacts.NONE);
    assertThat(CalicoReader.ipam(object("default", "{strictAffinity: true, maxBlocksPerHost: 4}")))
        .isEqualTo(new IpamFacts(true, 4));
    assertThat(CalicoReader.ipam(object("default", "{}"))).isEqualTo(IpamFacts.DEFAULT);
  }

  @Test
  void ofAllPodsOnlyThoseWithSomethingToSayAreKept() {
    try (var server = new MockApiServer();
        var client = server.client()) {
      client
          .resource(
              "---\n{apiVersion: v1, kind: Namespace, metadata: {name: web, annotations:"
                  + " {cni.projectcalico.org/ipv4pools: '[\"east\"]'}}}")
          .create();
      for (var pod :
          List.of(
              "metadata: {namespace: web, name: plain}, spec: {containers: []}",
              "metadata: {namespace: web, name: pinned, annotations:"
                  + " {cni.projectcalico.org/ipv4pools: '[\"10.9.0.0/16\", \"east\"]'}}, spec:"
                  + " {containers: []}",
              "metadata: {namespace: kube-system, name: api, labels: {component: kube-apiserver}},"
                  + " spec: {containers: [{name: a, command: [kube-apiserver,"
                  + " '--service-cluster-ip-range=10.96.0.0/12,fd00::/108']}]}",
              "metadata: {namespace: kube-system, name: kcm, labels: {component:"
                  + " kube-controller-manager}}, spec: {containers: [{name: a, command:"
                  + " [kube-controller-manager, '--cluster-cidr=10.244.0.0/16',"
                  + " '--cluster-cidr-of-another=10.9.0.0/16']}]}")) {
        client.resource("---\n{apiVersion: v1, kind: Pod, " + pod + "}").create();
      }
      var now = new AtomicLong();
      var survey = new PodSurvey(client, now::get);
      var seen = survey.look();
      assertThat(seen.pins())
          .containsExactly(
              new Pin("Namespace web", List.of("east")),
              new Pin("Pod web/pinned", List.of("10.9.0.0/16", "east")));
      assertThat(seen.serviceRanges())
          .containsExactly(
              new Sourced("10.96.0.0/12", "--service-cluster-ip-range of kube-apiserver"),
              new Sourced("fd00::/108", "--service-cluster-ip-range of kube-apiserver"));
      assertThat(seen.controllerRanges())
          .containsExactly(
              new Sourced("10.244.0.0/16", "--cluster-cidr of kube-controller-manager"));

      client.pods().inNamespace("web").withName("pinned").delete();
      now.set(Duration.ofSeconds(29).toNanos());
      assertThat(survey.look()).isSameAs(seen);
      now.set(Duration.ofSeconds(31).toNanos());
      assertThat(survey.look().pins()).hasSize(1);
    }
  }
}
