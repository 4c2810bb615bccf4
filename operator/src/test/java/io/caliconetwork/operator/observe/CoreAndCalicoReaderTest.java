package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.BgpFacts;
import io.caliconetwork.operator.snapshot.Datastore.ClusterInfo;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoreAndCalicoReaderTest {

  private static GenericKubernetesResource object(String spec) {
    return Serialization.unmarshal(
        "apiVersion: crd.projectcalico.org/v1\nkind: IPPool\nmetadata: {name: p, resourceVersion:"
            + " '3'}\n"
            + spec,
        GenericKubernetesResource.class);
  }

  private static IpPool pool(String spec) {
    return CalicoReader.pool(object("spec: " + spec));
  }

  @Test
  void aPoolIsReadWithEveryFieldAbsent() {
    assertThat(CalicoReader.pool(object("")))
        .isEqualTo(
            new IpPool(
                "p",
                "3",
                "",
                null,
                new IpPool.Modes(null, null, false),
                new PoolOptions(false, "all()", false),
                false,
                java.util.List.of()));
  }

  @Test
  void aPoolIsReadWithEveryField() {
    var pool =
        pool(
            "{cidr: 10.0.0.0/16, blockSize: 24, ipipMode: Never, vxlanMode: CrossSubnet,"
                + " natOutgoing: true, nodeSelector: has(x), disableBGPExport: true, disabled: true,"
                + " allowedUses: [Workload]}");
    assertThat(pool.encapsulation()).contains(Encapsulation.VXLAN_CROSS_SUBNET);
    assertThat(pool.options()).isEqualTo(new PoolOptions(true, "has(x)", true));
    assertThat(pool.effectiveBlockSize()).isEqualTo(24);
    assertThat(pool.disabled()).isTrue();
    assertThat(pool.forTunnels()).isFalse();
  }

  /** §3.3: they override the others on read, whatever they hold. */
  @ParameterizedTest
  @CsvSource({
    "'{ipip: {enabled: true, mode: always}}', true",
    "'{ipip: {}}', true",
    "'{nat-outgoing: true}', true",
    "'{nat-outgoing: false}', false",
    "'{ipip: null}', false",
  })
  void fieldsOfCalicoV2AreTold(String spec, boolean legacy) {
    assertThat(pool(spec).modes().legacy()).isEqualTo(legacy);
  }

  /** §3.3: ipip overrides ipipMode, nat-outgoing is OR-ed into natOutgoing. */
  @ParameterizedTest
  @CsvSource({
    "'{ipip: {enabled: true, mode: always}, ipipMode: Never}',          IPIP,              false",
    "'{ipip: {enabled: true, mode: cross-subnet}, ipipMode: Always}',   IPIP_CROSS_SUBNET, false",
    "'{ipip: {enabled: true}}',                                         IPIP,              false",
    "'{ipip: {enabled: false, mode: always}, ipipMode: Always}',        NONE,              false",
    "'{ipip: {}, ipipMode: Always, vxlanMode: Always}',                 VXLAN,             false",
    "'{nat-outgoing: true, natOutgoing: false, ipipMode: CrossSubnet}', IPIP_CROSS_SUBNET, true",
    "'{nat-outgoing: false, natOutgoing: true}',                        NONE,              true",
  })
  void fieldsOfCalicoV2AreReadAsCalicoDoes(String spec, Encapsulation inForce, boolean nat) {
    assertThat(pool(spec).encapsulation()).contains(inForce);
    assertThat(pool(spec).options().natOutgoing()).isEqualTo(nat);
  }

  @ParameterizedTest
  @CsvSource({
    "'status: {conditions: [{type: Allocatable, status: \"True\", reason: OK}]}', ''",
    "'status: {conditions: [{type: Allocatable, status: \"False\", reason: CIDROverlap}]}',"
        + " CIDROverlap",
    "'status: {conditions: [{type: Allocatable, status: \"False\", reason: PoolDisabled}]}', ''",
    "'status: {conditions: [{type: Other, status: \"False\", reason: CIDROverlap}]}', ''",
    "'status: {conditions: none}', ''",
    "'spec: {}', ''",
  })
  void whatThePoolControllerOfNativeV3SaysIsRead(String object, String reason) {
    assertThat(CalicoReader.pool(object(object)).notAllocatable().orElse("")).isEqualTo(reason);
  }

  /** Up to v3.31 the schema says little: whatever is stored must be survived. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{cidr: 7}",
        "{blockSize: big}",
        "{ipipMode: [Always]}",
        "{allowedUses: Workload}",
        "{natOutgoing: 'true'}",
        "{nodeSelector: {}}",
        "{blockSize: 26.0}",
        "[]",
        "null",
        "text",
      })
  void aPoolOfRubbishIsReadAsFarAsItGoes(String spec) {
    assertThat(pool(spec).name()).isEqualTo("p");
  }

  @Test
  void theDatastoreIsReadyUnlessItSaysNo() {
    assertThat(CalicoReader.info(object("spec: {calicoVersion: v3.30.7, datastoreReady: true}")))
        .isEqualTo(new ClusterInfo("v3.30.7", true));
    assertThat(CalicoReader.info(object("spec: {datastoreReady: false}")))
        .isEqualTo(new ClusterInfo("", false));
    assertThat(CalicoReader.info(object("")).ready()).isTrue();
  }

  @Test
  void advertisementsAreListsWithEntries() {
    assertThat(
            CalicoReader.bgp(
                object(
                    "spec: {serviceClusterIPs: [{cidr: 10.96.0.0/12}], serviceExternalIPs: [],"
                        + " programClusterRoutes: Disabled}")))
        .isEqualTo(new BgpFacts(List.of(), List.of("serviceClusterIPs"), Optional.of("Disabled")));
    assertThat(CalicoReader.bgp(object(""))).isEqualTo(BgpFacts.NONE);
  }

  @Test
  void aBlockThatIsBeingDeletedIsNone() {
    assertThat(CalicoReader.block(object("spec: {cidr: 10.0.0.0/26}"))).isEqualTo("10.0.0.0/26");
    assertThat(CalicoReader.block(object("spec: {cidr: 10.0.0.0/26, deleted: true}"))).isEmpty();
    assertThat(CalicoReader.block(object(""))).isEmpty();
  }

  private static Node node(String yaml) {
    return Serialization.unmarshal("apiVersion: v1\nkind: Node\n" + yaml, Node.class);
  }

  @Test
  void aNodeIsReadFromAnnotationsAndAddresses() {
    var facts =
        CoreReader.node(
            node(
                """
                metadata:
                  name: n
                  labels: {kubernetes.io/os: linux}
                  annotations:
                    projectcalico.org/IPv4Address: 10.0.0.1/24
                    projectcalico.org/IPv4VXLANTunnelAddr: 192.168.0.1
                status:
                  addresses: [{type: Hostname, address: n}, {type: InternalIP, address: 10.0.0.1}]
                """));
    assertThat(facts.linux()).isTrue();
    assertThat(facts.runsCalico()).isTrue();
    assertThat(facts.internalIp()).contains("10.0.0.1");
    assertThat(facts.vxlanAddress()).contains("192.168.0.1");
    assertThat(facts.ipipAddress()).isEmpty();
  }

  @Test
  void aNodeThatHasNothingYetIsReadToo() {
    var facts = CoreReader.node(node("metadata: {name: n}"));
    assertThat(facts.linux()).isTrue();
    assertThat(facts.runsCalico()).isFalse();
    assertThat(facts.internalIp()).isEmpty();
    assertThat(
            CoreReader.node(node("metadata: {name: w, labels: {kubernetes.io/os: windows}}"))
                .linux())
        .isFalse();
  }

  /** §1.1 step 3: first match in any key, comma split, quotes not understood. */
  @ParameterizedTest
  @CsvSource({
    "'podSubnet: 10.244.0.0/16', 10.244.0.0/16",
    "'podSubnet: fd00::/48,10.244.0.0/16', 10.244.0.0/16",
    "'podSubnet: 10.244.0.0/16, fd00::/48', 10.244.0.0/16",
    "'podSubnet: \"10.244.0.0/16\"', ",
    "'podSubnet: fd00::/48', ",
    "'podSubnet:10.244.0.0/16', ",
    "'serviceSubnet: 10.96.0.0/12', ",
  })
  void kubeadmsRangeIsWhatCalicoNodeWouldRecognise(String line, String range) {
    var map = new ConfigMap();
    map.setData(
        java.util.Map.of("ClusterConfiguration", "networking:\n  " + line + "\n  dnsDomain: x\n"));
    assertThat(CoreReader.podSubnet(map)).isEqualTo(Optional.ofNullable(range));
    assertThat(CoreReader.podSubnet(new ConfigMap())).isEmpty();
  }

  @Test
  void theConfigMapNamesTheRevisionThatWeWroteItFor() {
    var map =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              namespace: kube-system
              name: calico-config
              annotations: {caliconetwork.io/calico-config-revision: "4711"}
            data: {calico_backend: vxlan, veth_mtu: "0"}
            """,
            ConfigMap.class);
    var facts = CoreReader.configMap(map);
    assertThat(facts.revision()).contains("4711");
    assertThat(facts.value("veth_mtu")).contains("0");
    assertThat(facts.value("other")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', '{conditions: [{type: Established, status: \"True\"}]}', true",
    "'{}', '{conditions: [{type: Established, status: \"False\"}]}', false",
    "'{}', '{}', false",
    "'{deletionTimestamp: \"2026-11-23T12:00:00Z\"}', '{conditions: [{type: Established, status:"
        + " \"True\"}]}', false",
  })
  void aCrdServesWhileItIsEstablishedAndStays(String meta, String status, boolean established) {
    var crd =
        Serialization.unmarshal(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: "
                + meta
                + "\nstatus: "
                + status,
            CustomResourceDefinition.class);
    assertThat(CoreReader.established(crd)).isEqualTo(established);
  }
}
