package io.caliconetwork.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calicos of a shape that the operator must not touch, on a real API server with the operator's own
 * rights: each ends in a condition that names the object, although a change is wanted; nothing is
 * written and nothing lost.
 */
class UnusualCalicoIT {

  private static final String TIGERA = "installations.operator.tigera.io";

  private static ControlPlane controlPlane;
  private static KubernetesClient client;
  private static InstalledCalico calico;
  private static RealOperator operator;

  /**
   * One of them.
   *
   * @param names what the sentence must mention
   * @param wish fields of the spec beside overlay VXLAN, in calico.yaml's IPIP
   */
  record Shape(
      String title,
      Consumer<InstalledCalico> edit,
      String reason,
      String names,
      Map<String, ?> wish) {
    @Override
    public String toString() {
      return title;
    }
  }

  private static Shape shape(
      String title, Consumer<InstalledCalico> edit, String reason, String names) {
    return new Shape(title, edit, reason, names, Map.of());
  }

  static Stream<Shape> shapes() {
    return Stream.of(
        shape(
            "no container calico-node",
            c -> c.container("replace", "/name", "\"node\""),
            "CalicoNodeContainerMissing",
            "DaemonSet kube-system/calico-node"),
        shape(
            "no ConfigMap",
            InstalledCalico::removeConfigMap,
            "CalicoConfigMapMissing",
            "ConfigMap calico-config"),
        shape(
            "no backend in the ConfigMap",
            c -> c.configMap("remove", "calico_backend", "null"),
            "CalicoConfigMapMissing",
            "key calico_backend"),
        shape(
            "backend from another ConfigMap",
            c ->
                c.variable(
                    "CALICO_NETWORKING_BACKEND",
                    "{\"valueFrom\": {\"configMapKeyRef\": {\"name\": \"mine\", \"key\": \"b\"}}}"),
            "CalicoConfigMapMissing",
            "ConfigMap mine, key b"),
        shape(
            "backend from a Secret",
            c ->
                c.variable(
                    "CALICO_NETWORKING_BACKEND",
                    "{\"valueFrom\": {\"secretKeyRef\": {\"name\": \"s\", \"key\": \"k\"}}}"),
            "BackendSource",
            "comes from a secretKeyRef"),
        shape(
            "backend none",
            c -> c.configMap("replace", "calico_backend", "\"none\""),
            "BackendNone",
            "CALICO_NETWORKING_BACKEND=none"),
        shape(
            "liveness by a script",
            c -> c.container("replace", "/livenessProbe/exec/command", "[\"check-calico\"]"),
            "ProbeNotRecognised",
            "livenessProbe exec [check-calico]"),
        shape(
            "readiness by HTTP, and not of Felix",
            c ->
                c.container(
                    "replace",
                    "/readinessProbe",
                    "{\"httpGet\": {\"path\": \"/ready\", \"port\": 8080}}"),
            "ProbeNotRecognised",
            "readinessProbe httpGet /ready"),
        shape(
            "disabled pool",
            c -> c.poolField("disabled", "true"),
            "PoolDisabled",
            "IPPool default-ipv4-ippool"),
        shape(
            "pool that is no range",
            c -> c.pool("broken", "{\"cidr\": \"notacidr\"}"),
            "PoolCIDRInvalid",
            "IPPool broken"),
        shape(
            "several pools, none the default",
            c -> {
              c.removePool("default-ipv4-ippool");
              c.pool("east", "{\"cidr\": \"10.8.0.0/16\"}");
              c.pool("west", "{\"cidr\": \"10.9.0.0/16\"}");
            },
            "DefaultPoolAmbiguous",
            "2 IPv4 pools (east, west)"),
        shape(
            "another pool over the default",
            c -> c.pool("lb", "{\"cidr\": \"192.168.7.0/24\", \"disabled\": true}"),
            "PoolOverlap",
            "lb (192.168.7.0/24, disabled)"),
        shape(
            "tigera-operator",
            c -> installTigera(),
            "TigeraOperator",
            "Installation 'default' of operator.tigera.io"),
        shape("canal", InstalledCalico::becomeCanal, "Canal", "DaemonSet 'canal'"),
        shape(
            "host-local IPAM in the CNI configuration",
            c ->
                c.configMap(
                    "replace",
                    "cni_network_config",
                    "\"{\\\"plugins\\\": [{\\\"ipam\\\": {\\\"type\\\": \\\"host-local\\\"}}]}\""),
            "HostLocalIPAM",
            "Calico's ConfigMap does not use calico-ipam"),
        shape(
            "USE_POD_CIDR",
            c -> c.variable("USE_POD_CIDR", "{\"value\": \"true\"}"),
            "HostLocalIPAM",
            "USE_POD_CIDR=true"),
        shape(
            "etcd datastore",
            c -> c.variable("DATASTORE_TYPE", "{\"value\": \"etcdv3\"}"),
            "EtcdDatastore",
            "DATASTORE_TYPE is etcdv3"),
        shape(
            "locked datastore", InstalledCalico::lock, "DatastoreLocked", "datastoreReady: false"),
        shape(
            "CALICO_API_GROUP",
            c -> {
              // Older ones do not know the variable.
              c.container("replace", "/image", "\"quay.io/calico/node:v3.32.1\"");
              c.variable("CALICO_API_GROUP", "{\"value\": \"projectcalico.org/v3\"}");
            },
            "CalicoAPIGroup",
            "projectcalico.org/v3"),
        shape(
            "a variable from a Secret",
            c ->
                c.variable(
                    "CALICO_IPV4POOL_VXLAN",
                    "{\"valueFrom\": {\"secretKeyRef\": {\"name\": \"s\", \"key\": \"k\"}}}"),
            "PoolEnvSource",
            "CALICO_IPV4POOL_VXLAN (from a secretKeyRef)"),
        new Shape(
            "NO_DEFAULT_POOLS with a cidr",
            c -> c.variable("NO_DEFAULT_POOLS", "{\"value\": \"true\"}"),
            "NoDefaultPools",
            "NO_DEFAULT_POOLS=true",
            Map.of("cidr", "192.168.0.0/16")),
        new Shape(
            "MTU that is a literal",
            c -> c.variable("FELIX_VXLANMTU", "{\"value\": \"1410\"}"),
            "MTULiteral",
            "FELIX_VXLANMTU",
            Map.of("mtu", 1400)),
        new Shape(
            "another block size than the live pool's",
            c -> {},
            "TemporaryCIDRRequired",
            "192.168.0.0/16 in blocks of /24 overlaps IPPool default-ipv4-ippool",
            Map.of("blockSize", 24)),
        new Shape(
            "an IPv6 pool where another one is",
            c ->
                c.pool(
                    "lb6",
                    "{\"cidr\": \"fd00:10:244:80::/64\", \"allowedUses\": [\"LoadBalancer\"]}"),
            "PoolOverlap",
            "lb6 (fd00:10:244:80::/64)",
            Map.of("ipv6", Map.of("cidr", "fd00:10:244::/56"))));
  }

  @BeforeAll
  static void start() throws IOException {
    controlPlane = ControlPlane.start();
    client = controlPlane.client();
    calico = InstalledCalico.install(client);
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
    client.resources(DeclaredNetwork.class).withName("default").delete();
    client
        .resources(DeclaredNetwork.class)
        .withName("default")
        .waitUntilCondition(n -> n == null, 30, TimeUnit.SECONDS);
    client.apiextensions().v1().customResourceDefinitions().withName(TIGERA).delete();
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(TIGERA)
        .waitUntilCondition(c -> c == null, 30, TimeUnit.SECONDS);
    calico.restore();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void isLeftAloneWithAConditionThatNamesIt(Shape shape) {
    shape.edit().accept(calico);
    var before = calico.contents();
    // In mode Plan until the operator's watches have caught up with the edits above.
    create("Plan", shape.wish());
    assertThat(operator.awaitStalled("default").reason()).isEqualTo(shape.reason());
    var since = Instant.now();
    enforce();
    var stalled = operator.awaitStalled("default");
    System.out.println("shape | " + shape + " | " + stalled.reason() + " | " + stalled.message());
    assertThat(stalled.reason()).isEqualTo(shape.reason());
    assertThat(stalled.message()).contains(shape.names());
    assertThat(operator.foreignWrites(since)).isEmpty();
    assertThat(calico.contents()).isEqualTo(before);
    assertThat(operator.isAlive()).isTrue();
  }

  /** The same wish on the same Calico without any of the above is acted upon. */
  @Test
  void theUsualCalicoIsChanged() {
    var since = Instant.now();
    create("Enforce", Map.of());
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(operator.foreignWrites(since))
                .extracting(AuditEntry::resource)
                .contains("ippools", "configmaps", "daemonsets"));
  }

  /** What was repaired is acted upon without another edit of the CalicoNetwork. */
  @Test
  void whatIsRepairedIsChanged() {
    calico.poolField("disabled", "true");
    create("Enforce", Map.of());
    assertThat(operator.awaitStalled("default").reason()).isEqualTo("PoolDisabled");
    var since = Instant.now();
    calico.poolField("disabled", "false");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(operator.foreignWrites(since))
                .extracting(AuditEntry::resource)
                .contains("ippools"));
  }

  private static void create(String mode, Map<String, ?> wish) {
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    var spec = JsonNodeFactory.instance.objectNode().put("overlay", "VXLAN").put("mode", mode);
    wish.forEach(spec::putPOJO);
    network.setSpec(spec);
    client.resource(network).create();
  }

  private static void enforce() {
    client
        .resources(DeclaredNetwork.class)
        .withName("default")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"mode\": \"Enforce\"}}");
  }

  private static void installTigera() {
    client
        .resource(
            new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName(TIGERA)
                .endMetadata()
                .withNewSpec()
                .withGroup("operator.tigera.io")
                .withScope("Cluster")
                .withNewNames()
                .withKind("Installation")
                .withListKind("InstallationList")
                .withPlural("installations")
                .withSingular("installation")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withOpenAPIV3Schema(
                    new JSONSchemaPropsBuilder()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .build())
                .endSchema()
                .endVersion()
                .endSpec()
                .build())
        .create();
    var installation = new GenericKubernetesResource();
    installation.setApiVersion("operator.tigera.io/v1");
    installation.setKind("Installation");
    installation.setMetadata(new ObjectMetaBuilder().withName("default").build());
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(KubernetesClientException.class)
        .until(() -> client.resource(installation).create() != null);
  }
}
