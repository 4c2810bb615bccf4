package io.caliconetwork.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.caliconetwork.operator.observe.NetworkFile;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line of {@code plan}: files, options, clusters that do not answer. */
class PlanCommandTest {

  private static String network(String overlay) {
    return """
    apiVersion: caliconetwork.io/v1alpha1
    kind: CalicoNetwork
    metadata: {name: default}
    spec: {overlay: %s}
    """
        .formatted(overlay);
  }

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private MockApiServer server;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server = new MockApiServer();
    client = server.client();
    MockCalico.install(client);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private int plan(String... arguments) {
    var line = new ArrayList<>(List.of("plan"));
    line.addAll(List.of(arguments));
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(line.toArray(String[]::new));
  }

  private String file(String text) throws IOException {
    return Files.writeString(directory.resolve("cnet.yaml"), text).toString();
  }

  private String kubeconfig() throws IOException {
    return kubeconfig(client.getMasterUrl().toString());
  }

  private String kubeconfig(String url) throws IOException {
    var text =
        """
        apiVersion: v1
        kind: Config
        current-context: one
        contexts:
          - {name: one, context: {cluster: here, user: me}}
          - {name: two, context: {cluster: here, user: me}}
        clusters: [{name: here, cluster: {server: "%s"}}]
        users: [{name: me, user: {token: secret}}]
        """
            .formatted(url);
    return Files.writeString(directory.resolve("kubeconfig"), text).toString();
  }

  @Test
  void printsThePlanAndWritesNothing() throws IOException {
    var before = server.writes().size();
    var code = plan("-f", file(network("VXLAN")), "--kubeconfig", kubeconfig());
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .startsWith("CalicoNetwork default of " + directory.resolve("cnet.yaml") + " on http")
        .contains("SetPoolEncapsulation", "Exit code 2.");
    assertThat(code).isEqualTo(2);
    assertThat(server.writes()).hasSize(before);
  }

  /** For what takes every other code for a failure, such as a pod. */
  @Test
  void anyPlanMayCountAsSuccess() throws IOException {
    var file = file(network("VXLAN"));
    assertThat(plan("--exit-zero", "-f", file, "--kubeconfig", kubeconfig())).isZero();
    assertThat(out.toString()).contains("SetPoolEncapsulation");
    assertThat(plan("--exit-zero", "-f", "no-such-file", "--kubeconfig", kubeconfig())).isOne();
  }

  @Test
  void printsJsonAndYaml() throws IOException {
    var file = file(network("VXLAN"));
    assertThat(plan("-f", file, "-o", "json", "--kubeconfig", kubeconfig())).isEqualTo(2);
    assertThat(out.toString()).startsWith("{\n  \"apiVersion\" : \"caliconetwork.io/v1alpha1\"");
    var json = new ObjectMapper().readTree(out.toString());
    out.getBuffer().setLength(0);
    assertThat(plan("-f", file, "-o", "yaml", "--kubeconfig", kubeconfig())).isEqualTo(2);
    assertThat(out.toString())
        .startsWith("apiVersion: caliconetwork.io/v1alpha1\nkind: CalicoNetworkPlan\n");
    assertThat(new ObjectMapper(new YAMLFactory()).readTree(out.toString())).isEqualTo(json);
  }

  /** A wish that was fulfilled once does not wait for a node that restarts later. */
  @Test
  void knowsWhatTheLiveCalicoNetworkHasBehindIt() throws IOException {
    var file = file(network("IPIP"));
    client
        .apps()
        .daemonSets()
        .inNamespace("kube-system")
        .withName("calico-node")
        .edit(d -> {
          d.getStatus().setNumberAvailable(1);
          d.getSpec()
              .getTemplate()
              .getSpec()
              .getContainers()
              .getFirst()
              .getEnv()
              .addAll(
                  List.of(
                      env("CALICO_IPV4POOL_VXLAN", "Never"),
                      env("CALICO_IPV4POOL_CIDR", "192.168.0.0/16")));
          return d;
        });
    assertThat(plan("-f", file, "--kubeconfig", kubeconfig())).isEqualTo(2);
    assertThat(out.toString()).contains("AwaitRollout");

    var live = NetworkFile.read("live", network("IPIP")).network().orElseThrow();
    live.getMetadata().setGeneration(1L);
    live.setStatus(
        new ObjectMapper()
            .readTree(
                """
                {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True",
                  "observedGeneration": 1, "lastTransitionTime": "2026-11-23T12:00:00Z",
                  "reason": "Converged", "message": "as declared"}]}\
                """));
    client.resources(DeclaredNetwork.class).resource(live).create();
    out.getBuffer().setLength(0);
    assertThat(plan("-f", file, "--kubeconfig", kubeconfig())).as(out.toString()).isZero();
    assertThat(out.toString()).contains("CalicoNodeNotReady", "Nothing to do");
  }

  private static io.fabric8.kubernetes.api.model.EnvVar env(String name, String value) {
    return new io.fabric8.kubernetes.api.model.EnvVarBuilder()
        .withName(name)
        .withValue(value)
        .build();
  }

  @Test
  void wrongUsageIsNoPlan() {
    assertThat(plan()).isEqualTo(1);
    assertThat(plan("-f", "x", "-o", "xml")).isEqualTo(1);
    assertThat(plan("-f", "x", "--timeout", "soon")).isEqualTo(1);
    assertThat(err.toString()).contains("'soon' is no time; write for example 30s or 2m");
    assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute("plam")).isEqualTo(1);
  }

  @Test
  void aFileThatCannotBeReadIsNoPlan() throws IOException {
    assertThat(plan("-f", directory.resolve("none.yaml").toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("cannot read " + directory.resolve("none.yaml") + ": there is no such file\n");
    err.getBuffer().setLength(0);
    var file = directory.resolve("binary");
    Files.write(file, new byte[] {(byte) 0xc3, (byte) 0x28});
    assertThat(plan("-f", file.toString())).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("cannot read " + file + ": it is not UTF-8 text\n");
    err.getBuffer().setLength(0);
    assertThat(plan("-f", file(network("Geneve")))).isEqualTo(1);
    assertThat(err.toString()).startsWith("spec.overlay: is not a known value; write None or IPIP");
  }

  @Test
  void aClusterThatIsNotThereIsToldInOneSentence() throws IOException {
    String gone;
    try (var socket = new ServerSocket(0)) {
      gone = "http://127.0.0.1:" + socket.getLocalPort();
    }
    var file = file(network("IPIP"));
    assertThat(plan("-f", file, "--kubeconfig", kubeconfig(gone))).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("cannot reach " + gone + "/: connection refused\n");
    err.getBuffer().setLength(0);
    assertThat(plan("-f", file, "--kubeconfig", kubeconfig("http://none.invalid:1"))).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("cannot reach http://none.invalid:1/: no such host\n");
  }

  /** It accepts connections and says nothing, as behind a firewall that drops. */
  @Test
  void aClusterThatDoesNotAnswerIsGivenUp() throws IOException {
    try (var silent = new ServerSocket(0)) {
      var url = "http://127.0.0.1:" + silent.getLocalPort();
      var file = file(network("IPIP"));
      assertThat(plan("-f", file, "--kubeconfig", kubeconfig(url), "--timeout", "1s")).isEqualTo(1);
      assertThat(err.toString()).isEqualTo("cannot reach " + url + "/: no answer in time\n");
    }
  }

  @Test
  void aKubeconfigThatCannotBeUsedIsTold() throws IOException {
    var file = file(network("IPIP"));
    assertThat(plan("-f", file, "--kubeconfig", "/nowhere")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("cannot read the kubeconfig /nowhere\n");
    err.getBuffer().setLength(0);
    assertThat(plan("-f", file, "--kubeconfig", kubeconfig(), "--context", "three")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("there is no context 'three' in the kubeconfig; it has one, two\n");
    assertThat(plan("-f", file, "--kubeconfig", kubeconfig(), "--context", "two")).isZero();
  }
}
