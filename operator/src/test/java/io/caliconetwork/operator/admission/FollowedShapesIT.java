package io.caliconetwork.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caliconetwork.local.cluster.AuditEntry;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
 * Calicos in the shape of other installers, on a real API server with the operator's own rights:
 * taken to VXLAN and back to IPIP where their own shape has the values, and nothing else changed.
 * There are no nodes, so every rollout ends at once.
 */
class FollowedShapesIT {

  private static final String BACKEND = "CALICO_NETWORKING_BACKEND";

  private static ControlPlane controlPlane;
  private static KubernetesClient client;
  private static InstalledCalico calico;
  private static RealOperator operator;

  /**
   * One of them.
   *
   * @param backendIn resource that the backend is written to
   * @param backend as it stands afterwards, where this shape has it
   */
  record Shape(String title, Consumer<InstalledCalico> edit, String backendIn, String backend) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Shape> shapes() {
    return Stream.of(
        new Shape(
            "literal backend",
            c -> c.variable(BACKEND, "{\"value\": \"bird\"}"),
            "daemonsets",
            "env"),
        new Shape("no backend at all", c -> c.removeVariable(BACKEND), "daemonsets", "env"),
        new Shape(
            "k0s: everything in the DaemonSet, no ConfigMap, variables written twice",
            FollowedShapesIT::likeK0s,
            "daemonsets",
            "env"),
        new Shape(
            "another key",
            c -> {
              c.configMap("add", "my_backend", "\"bird\"");
              c.variable(
                  BACKEND,
                  "{\"valueFrom\": {\"configMapKeyRef\": {\"name\": \"calico-config\", \"key\":"
                      + " \"my_backend\"}}}");
            },
            "configmaps",
            "my_backend"),
        new Shape(
            "kubespray of old: liveness by HTTP, readiness in another order",
            c -> {
              c.container(
                  "replace",
                  "/livenessProbe",
                  "{\"httpGet\": {\"host\": \"127.0.0.1\", \"path\": \"/liveness\", \"port\":"
                      + " 9099}}");
              c.container(
                  "replace",
                  "/readinessProbe/exec/command",
                  "[\"/bin/calico-node\", \"-bird-ready\", \"-felix-ready\"]");
            },
            "configmaps",
            "calico_backend"),
        new Shape(
            "probes inside a shell",
            c -> {
              c.container(
                  "replace",
                  "/livenessProbe/exec/command",
                  "[\"/bin/sh\", \"-c\", \"calico-node -felix-live -bird-live\"]");
              c.container(
                  "replace",
                  "/readinessProbe/exec/command",
                  "[\"/bin/sh\", \"-c\", \"calico-node -bird-ready -felix-ready && test -f /x\"]");
            },
            "configmaps",
            "calico_backend"),
        new Shape(
            "microk8s: no CALICO_IPV4POOL_IPIP",
            c -> c.removeVariable("CALICO_IPV4POOL_VXLAN"),
            "configmaps",
            "calico_backend"));
  }

  private static void likeK0s(InstalledCalico c) {
    c.removeConfigMap();
    c.variable(BACKEND, "{\"value\": \"bird\"}");
    for (var mtu : List.of("FELIX_IPINIPMTU", "FELIX_VXLANMTU", "FELIX_WIREGUARDMTU")) {
      c.variable(mtu, "{\"value\": \"0\"}");
    }
    c.container(
        "replace",
        "/livenessProbe/exec/command",
        "[\"/usr/bin/calico-node\", \"-felix-live\", \"-bird-live\"]");
    // What the admin gives k0s besides comes last, over what is there already.
    c.container("add", "/env/-", "{\"name\": \"CALICO_IPV4POOL_IPIP\", \"value\": \"Always\"}");
    c.container("add", "/env/-", "{\"name\": \"IP\", \"value\": \"autodetect\"}");
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
    calico.restore();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void isFollowedThereAndBack(Shape shape) {
    shape.edit().accept(calico);
    var before = container("kube-system", "calico-node");
    declare(Map.of("overlay", "IPIP", "mode", "Plan"));
    operator.awaitAnswered("default");
    var since = Instant.now();
    declare(Map.of("overlay", "VXLAN"));
    operator.awaitReason("default", "Converged");
    System.out.println("followed | " + shape + " | " + written(since));
    assertThat(written(since)).contains(shape.backendIn());
    if (shape.backendIn().equals("daemonsets")) {
      assertThat(written(since)).doesNotContain("configmaps");
    }
    assertThat(backend(shape)).isEqualTo("vxlan");
    var vxlan = container("kube-system", "calico-node");
    assertThat(commands(vxlan)).noneMatch(w -> w.contains("bird"));
    assertThat(value(vxlan, "CALICO_IPV4POOL_VXLAN")).isEqualTo("Always");
    assertThat(value(vxlan, "CALICO_IPV4POOL_IPIP")).isEqualTo("Never");

    declare(Map.of("overlay", "IPIP"));
    operator.awaitReason("default", "Converged");
    assertThat(backend(shape)).isEqualTo("bird");
    var ipip = container("kube-system", "calico-node");
    assertThat(commands(ipip).stream().filter(w -> w.contains("bird")).count())
        .isEqualTo(commands(before).stream().filter(w -> w.contains("bird")).count());
    assertThat(value(ipip, "CALICO_IPV4POOL_IPIP")).isEqualTo("Always");
    assertThat(untouched(ipip)).isEqualTo(untouched(before));
    assertThat(ipip.getLivenessProbe().getHttpGet())
        .isEqualTo(before.getLivenessProbe().getHttpGet());
  }

  /** Under other names the message has the Role to paste; pasted, the operator goes on. */
  @Test
  void otherNamesNeedTheRoleThatTheMessageHas() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("cni").endMetadata().build())
        .create();
    var map = client.configMaps().inNamespace("kube-system").withName("calico-config").require();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("cni")
                .withName("settings")
                .endMetadata()
                .withData(map.getData())
                .build())
        .create();
    calico.variable(
        BACKEND,
        "{\"valueFrom\": {\"configMapKeyRef\": {\"name\": \"settings\", \"key\":"
            + " \"calico_backend\"}}}");
    var set =
        client.apps().daemonSets().inNamespace("kube-system").withName("calico-node").require();
    client
        .resource(
            new DaemonSetBuilder(set)
                .withNewMetadata()
                .withNamespace("cni")
                .withName("nodes")
                .endMetadata()
                .withStatus(null)
                .build())
        .create();
    var names = Map.of("namespace", "cni", "daemonSet", "nodes", "configMap", "settings");
    declare(Map.of("overlay", "VXLAN", "calico", names));
    var stalled = operator.awaitStalled("default");
    System.out.println("other names | " + stalled.reason() + " | " + stalled.message());
    assertThat(stalled.reason()).isEqualTo("PermissionDenied");
    var pasted = stalled.message().replaceAll("(?s)^.*<<'EOF'\n|EOF$", "");
    new ManifestInstaller(client)
        .apply(
            client.load(new ByteArrayInputStream(pasted.getBytes(StandardCharsets.UTF_8))).items());
    operator.awaitReason("default", "Converged");
    assertThat(client.configMaps().inNamespace("cni").withName("settings").require().getData())
        .containsEntry("calico_backend", "vxlan");
    assertThat(commands(container("cni", "nodes"))).noneMatch(w -> w.contains("bird"));
    assertThat(commands(container("kube-system", "calico-node"))).anyMatch(w -> w.contains("bird"));
  }

  private static void declare(Map<String, ?> wish) {
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    var spec = JsonNodeFactory.instance.objectNode();
    wish.forEach(spec::putPOJO);
    network.setSpec(spec);
    new ManifestInstaller(client).apply(List.of(network));
  }

  private static List<String> written(Instant since) {
    return operator.foreignWrites(since).stream().map(AuditEntry::resource).toList();
  }

  private static String backend(Shape shape) {
    return shape.backendIn().equals("daemonsets")
        ? value(container("kube-system", "calico-node"), BACKEND)
        : client
            .configMaps()
            .inNamespace("kube-system")
            .withName("calico-config")
            .require()
            .getData()
            .get(shape.backend());
  }

  private static Container container(String namespace, String name) {
    return client
        .apps()
        .daemonSets()
        .inNamespace(namespace)
        .withName(name)
        .require()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst();
  }

  /** What the process sees: of two entries the last. */
  private static String value(Container container, String variable) {
    return container.getEnv().stream()
        .filter(e -> e.getName().equals(variable))
        .map(EnvVar::getValue)
        .reduce((first, last) -> last)
        .orElse(null);
  }

  private static List<EnvVar> untouched(Container container) {
    return container.getEnv().stream()
        .filter(e -> !e.getName().startsWith("CALICO_IPV4POOL_") && !e.getName().equals(BACKEND))
        .toList();
  }

  private static List<String> commands(Container container) {
    return Stream.of(container.getLivenessProbe(), container.getReadinessProbe())
        .filter(p -> p.getExec() != null)
        .flatMap(p -> p.getExec().getCommand().stream())
        .toList();
  }
}
