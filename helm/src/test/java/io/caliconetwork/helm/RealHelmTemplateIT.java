package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What helm-java does not render: hooks, notes, and what depends on the APIs of the cluster. */
class RealHelmTemplateIT {

  private static final Path CHART = Chart.ours().directory();
  private static final String MONITORING = "--api-versions=monitoring.coreos.com/v1";

  @TempDir static Path directory;

  private static Program helm;

  @BeforeAll
  static void builds() {
    helm = RealHelm.of(directory.resolve("none"), directory);
  }

  @Test
  void lints() {
    assertThat(helm.succeed("lint", "--strict", CHART.toString())).contains("0 chart(s) failed");
  }

  @Test
  void theTestPodPlansWithTheOperatorsRightsAndIsNoneOfTheDeployments() {
    var rendered = render(CHART, "--set", "network.spec.overlay=IPIP");
    var pod = rendered.only(Pod.class);
    var deployment = rendered.only(Deployment.class).getSpec();
    var selected = deployment.getSelector().getMatchLabels().entrySet();
    assertThat(pod.getMetadata().getLabels().entrySet().containsAll(selected)).isFalse();
    assertThat(pod.getMetadata().getAnnotations()).containsEntry("helm.sh/hook", "test");
    PodSecurityTest.isRestricted(pod.getSpec());
    assertThat(pod.getSpec().getServiceAccountName())
        .isEqualTo(deployment.getTemplate().getSpec().getServiceAccountName());
    var container = pod.getSpec().getContainers().getFirst();
    assertThat(container.getArgs()).startsWith("plan", "--exit-zero", "-f");
    // It would take the port of the operator.
    assertThat(container.getPorts()).isEmpty();
    assertThat(rendered.only(ConfigMap.class).getData().get("network.yaml"))
        .contains("overlay: IPIP");
  }

  @Test
  void theNetworkIsAnOrdinaryObjectWhereItIsServed() {
    String[] values = {"--set", "network.create=true", "--set", "network.spec.overlay=IPIP"};
    assertThat(annotations(render(CHART, values)))
        .containsEntry("helm.sh/hook", "post-install,post-upgrade")
        // Helm's default would delete it, status and all, before it creates it.
        .containsEntry("helm.sh/hook-delete-policy", "hook-failed")
        .containsEntry("meta.helm.sh/release-name", Chart.NAME);
    var served =
        new String[] {
          values[0], values[1], values[2], values[3], "--api-versions=caliconetwork.io/v1alpha1"
        };
    assertThat(annotations(render(CHART, served)))
        .containsExactly(Map.entry("helm.sh/resource-policy", "keep"));
  }

  @Test
  void aNetworkWithoutItsCrdIsRefused() {
    var refused =
        helm.run(
            "template",
            CHART.toString(),
            "--set=network.create=true,network.spec.overlay=IPIP,crds.install=false");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.text()).contains("there is no CRD caliconetworks.caliconetwork.io");
  }

  @Test
  void monitoringIsWhatPrometheusAndGrafanaSelect() throws IOException {
    var chart = copy();
    Files.writeString(chart.resolve("files/alerts.yaml"), ALERTS);
    Files.writeString(chart.resolve("files/dashboard.json"), "{\"title\": \"{{x}}\"}\n");
    var rendered =
        render(
            chart,
            MONITORING,
            "--set=metrics.podMonitor.create=true,metrics.podMonitor.interval=30s",
            "--set=metrics.serviceMonitor.create=true,metrics.serviceMonitor.labels.release=prom",
            "--set=metrics.prometheusRule.create=true,metrics.dashboard.create=true",
            "--set=metrics.prometheusRule.runbooks=https://git.example/runbooks");
    var selected = rendered.only(Deployment.class).getSpec().getSelector().getMatchLabels();
    assertThat(
            custom(rendered, "PodMonitor")
                .<Map<String, String>>get("spec", "selector", "matchLabels"))
        .isEqualTo(selected);
    assertThat(
            custom(rendered, "PodMonitor")
                .<String>get("spec", "podMetricsEndpoints", 0, "interval"))
        .isEqualTo("30s");
    assertThat(custom(rendered, "ServiceMonitor").getMetadata().getLabels())
        .containsEntry("release", "prom");
    assertThat(rendered.only(Service.class).getMetadata().getLabels())
        .containsAllEntriesOf(selected);
    assertThat(rendered.only(Service.class).getSpec().getSelector()).isEqualTo(selected);
    assertThat(
            custom(rendered, "PrometheusRule")
                .<String>get("spec", "groups", 0, "rules", 0, "annotations", "summary"))
        .isEqualTo("{{ $labels.instance }}");
    assertThat(
            custom(rendered, "PrometheusRule")
                .<String>get("spec", "groups", 0, "rules", 0, "annotations", "runbook_url"))
        .isEqualTo("https://git.example/runbooks/{{ $labels.reason }}.md");
    assertThat(rendered.all(ConfigMap.class))
        .filteredOn(c -> c.getMetadata().getName().endsWith("-dashboard"))
        .singleElement()
        .satisfies(c -> {
          assertThat(c.getData()).containsValue("{\"title\": \"{{x}}\"}");
          assertThat(c.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        });
  }

  private static final String ALERTS =
      """
      groups:
        - name: test
          rules:
            - alert: Down
              expr: up == 0
              annotations:
                summary: "{{ $labels.instance }}"
                runbook_url: 'deploy/monitoring/runbooks/{{ $labels.reason }}.md'
      """;

  @Test
  void saysWhatToDoNext() {
    var said =
        helm.succeed("install", Chart.NAME, CHART.toString(), "--dry-run=client", "-n", Chart.NAME);
    assertThat(said.substring(said.indexOf("NOTES:")))
        .contains("mode: Plan", "helm test " + Chart.NAME, "Uninstalling leaves the network")
        .doesNotContain("<no value>");
  }

  private static Rendered render(Path chart, String... more) {
    var arguments =
        new ArrayList<>(List.of("template", Chart.NAME, chart.toString(), "-n", Chart.NAME));
    arguments.addAll(List.of(more));
    return Rendered.of(helm.succeed(arguments.toArray(String[]::new)));
  }

  private static GenericKubernetesResource custom(Rendered rendered, String kind) {
    return rendered.all(GenericKubernetesResource.class).stream()
        .filter(o -> o.getKind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> annotations(Rendered rendered) {
    return custom(rendered, "CalicoNetwork").getMetadata().getAnnotations();
  }

  private static Path copy() throws IOException {
    var to = directory.resolve("chart").resolve(Chart.NAME);
    try (var files = Files.walk(CHART)) {
      for (var file : files.toList()) {
        var target = to.resolve(CHART.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }
}
