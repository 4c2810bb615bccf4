package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What values make of the chart. */
class ChartTest {

  private static final Chart CHART = Chart.ours();

  @Test
  void lintsWithoutAWord() {
    var result = new Helm(CHART.directory()).lint().strict().call();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    assertThat(result.getMessages()).noneMatch(m -> m.contains("WARNING") || m.contains("ERROR"));
  }

  @Test
  void hasTheVersionOfTheBuild() throws IOException {
    var chart =
        Serialization.unmarshal(
            Files.readString(CHART.directory().resolve("Chart.yaml")), Map.class);
    var build = System.getProperty("project.version").replace("-SNAPSHOT", "");
    assertThat(chart.get("version")).isEqualTo(build);
    assertThat(chart.get("appVersion")).isEqualTo(build);
  }

  @Test
  void isNamedByTheRelease() {
    var rendered = CHART.render("net", "kube-system", "{rbac: {planReader: true}}");
    assertThat(rendered.names())
        .contains(
            "Deployment kube-system/net-calico-network-operator",
            "ClusterRole net-calico-network-operator",
            "ServiceAccount kube-system/net-calico-network-operator",
            "CustomResourceDefinition caliconetworks.caliconetwork.io");
    assertThat(CHART.render("net", "kube-system", "{fullnameOverride: cno}").names())
        .contains("Deployment kube-system/cno", "ClusterRole cno");
  }

  @Test
  void noObjectIsRenderedTwice() {
    for (var namespace :
        new String[] {"calico-network-operator", "kube-system", "default", "cni"}) {
      assertThat(
              CHART
                  .render("net", namespace, "{rbac: {planReader: true}, calico: {namespace: cni}}")
                  .names())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void bringsWhatIsAskedFor() {
    var rendered =
        CHART.render(
            """
            replicas: 3
            image: {registry: registry.example:5000, repository: net/cno, tag: "7"}
            imagePullSecrets: [{name: pull}]
            serviceAccount: {name: account, annotations: {a: b}}
            apiServer: {host: api.example, port: 6443}
            timeLimits: {rollout: 20m, settle: 30s, job: 2h}
            logLevel: DEBUG
            logFormat: json
            extraEnv: [{name: HTTPS_PROXY, value: none}]
            httpPort: 19377
            priorityClassName: ""
            tolerations: []
            nodeSelector: {node-role.kubernetes.io/control-plane: ""}
            podLabels: {team: net}
            podAnnotations: {note: x}
            topologySpreadConstraints: [{topologyKey: rack, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}]
            """);
    var deployment = rendered.only(Deployment.class).getSpec();
    assertThat(deployment.getReplicas()).isEqualTo(3);
    var pod = deployment.getTemplate();
    assertThat(pod.getMetadata().getLabels()).containsEntry("team", "net");
    assertThat(pod.getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSelector().getMatchLabels());
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("note", "x");
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("account");
    assertThat(rendered.only(ServiceAccount.class).getMetadata().getAnnotations())
        .containsEntry("a", "b");
    assertThat(pod.getSpec().getImagePullSecrets())
        .singleElement()
        .returns("pull", s -> s.getName());
    assertThat(pod.getSpec().getPriorityClassName()).isNull();
    assertThat(pod.getSpec().getTolerations()).isEmpty();
    assertThat(pod.getSpec().getTopologySpreadConstraints())
        .singleElement()
        .returns("rack", c -> c.getTopologyKey());
    var container = pod.getSpec().getContainers().getFirst();
    assertThat(container.getImage()).isEqualTo("registry.example:5000/net/cno:7");
    assertThat(container.getPorts().getFirst().getHostPort()).isEqualTo(19377);
    assertThat(container.getEnv())
        .filteredOn(e -> e.getValue() != null)
        .extracting(e -> e.getName() + "=" + e.getValue())
        .containsExactlyInAnyOrder(
            "HTTP_PORT=19377",
            "LOG_LEVEL=DEBUG",
            "LOG_FORMAT=json",
            "KUBERNETES_SERVICE_HOST=api.example",
            "KUBERNETES_SERVICE_PORT=6443",
            "ROLLOUT_TIME_LIMIT=20m",
            "SETTLE_TIME=30s",
            "JOB_TIME_LIMIT=2h",
            "HTTPS_PROXY=none");
  }

  @Test
  void aDigestWinsOverTheTag() {
    var digest = "sha256:" + "0".repeat(64);
    assertThat(container("{image: {tag: x, digest: \"" + digest + "\"}}").getImage())
        .isEqualTo("calico-network-operator@" + digest);
  }

  @Test
  void theApiServersConfigMapNeedNotBeThere() {
    assertThat(container("").getEnv())
        .filteredOn(e -> e.getName().startsWith("KUBERNETES_SERVICE_"))
        .extracting(e -> e.getValueFrom().getConfigMapKeyRef())
        .hasSize(2)
        .allSatisfy(ref -> {
          assertThat(ref.getName()).isEqualTo("kubernetes-services-endpoint");
          assertThat(ref.getOptional()).isTrue();
        });
    assertThat(container("{apiServer: {configMap: \"\"}}").getEnv())
        .extracting(EnvVar::getName)
        .containsExactly("POD_NAME", "POD_NAMESPACE", "HTTP_PORT");
  }

  @Test
  void oneReplicaHasNoBudget() {
    assertThat(CHART.render("{replicas: 1}").all(PodDisruptionBudget.class)).isEmpty();
    var budget = CHART.render("").only(PodDisruptionBudget.class);
    assertThat(budget.getSpec().getSelector())
        .isEqualTo(CHART.render("").only(Deployment.class).getSpec().getSelector());
  }

  /** With as many nodes as replicas a new pod finds no free port before an old one has ended. */
  @Test
  void replacesPodsWhereTheyWere() {
    var rolling = CHART.render("").only(Deployment.class).getSpec().getStrategy();
    assertThat(rolling.getRollingUpdate().getMaxSurge().getIntVal()).isZero();
    assertThat(rolling.getRollingUpdate().getMaxUnavailable().getIntVal()).isEqualTo(1);
  }

  @Test
  void withoutTheNodesNetworkItTakesNoPortOfTheNode() {
    var pod = CHART.render("{hostNetwork: false}").only(Deployment.class).getSpec().getTemplate();
    assertThat(pod.getSpec().getHostNetwork()).isNull();
    assertThat(pod.getSpec().getDnsPolicy()).isNull();
    assertThat(pod.getSpec().getContainers().getFirst().getPorts().getFirst().getHostPort())
        .isNull();
  }

  private static Container container(String values) {
    return CHART
        .render(values)
        .only(Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .getFirst();
  }
}
