package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one file, the kustomize base, and an overlay of it, with kubectl on a real API server. */
class KubectlInstallIT {

  private static final Path DEPLOY = RepositoryLayout.find().root().resolve("deploy");

  private static ControlPlane controlPlane;
  private static Program kubectl;

  @BeforeAll
  static void starts() {
    controlPlane = ControlPlane.start();
    kubectl =
        new Program(
            controlPlane.binaries().resolve("kubectl"),
            Map.of("KUBECONFIG", controlPlane.kubeconfig().toString()));
  }

  @AfterAll
  static void stops() {
    controlPlane.close();
  }

  @Test
  void theBaseIsTheOneFile() throws IOException {
    var built = Rendered.of(kubectl.succeed("kustomize", DEPLOY.toString()));
    var file = Rendered.of(Files.readString(DEPLOY.resolve("install.yaml")));
    assertThat(built.names()).containsExactlyInAnyOrderElementsOf(file.names());
  }

  @Test
  void appliesTwiceAndGoes() {
    var first = kubectl.succeed("apply", "--server-side", "-k", DEPLOY.toString());
    assertThat(first).contains("deployment.apps/calico-network-operator serverside-applied");
    var version = version();
    kubectl.succeed("apply", "--server-side", "-f", DEPLOY.resolve("install.yaml").toString());
    assertThat(version()).isEqualTo(version);
    kubectl.succeed(
        "apply", "--server-side", "-f", DEPLOY.resolve("rbac-plan-reader.yaml").toString());
    kubectl.succeed("delete", "--wait=false", "-k", DEPLOY.toString());
  }

  private static String version() {
    return kubectl.succeed(
        "get",
        "deployment",
        "calico-network-operator",
        "-n",
        "calico-network-operator",
        "-o",
        "jsonpath={.metadata.generation}");
  }

  @Test
  void anOverlayChangesWhatTheReadmeSays(@TempDir Path directory) throws IOException {
    var readme = Files.readString(DEPLOY.resolve("README.md"));
    var overlay = readme.substring(readme.indexOf("```yaml\nresources:") + "```yaml\n".length());
    overlay = overlay.substring(0, overlay.indexOf("```"));
    Files.writeString(
        directory.resolve("kustomization.yaml"),
        // kustomize takes no absolute path.
        overlay.replaceFirst(
            "(?m)^  - .*deploy.*$",
            "  - " + directory.toRealPath().relativize(DEPLOY.toRealPath())));
    var built = Rendered.of(kubectl.succeed("kustomize", directory.toString()));
    var deployment = built.only(Deployment.class).getSpec();
    assertThat(deployment.getReplicas()).isEqualTo(1);
    var container = deployment.getTemplate().getSpec().getContainers().getFirst();
    assertThat(container.getImage())
        .isEqualTo("registry.example/net/calico-network-operator:0.1.0");
    assertThat(container.getEnv())
        .anySatisfy(e -> {
          assertThat(e.getName()).isEqualTo("ROLLOUT_TIME_LIMIT");
          assertThat(e.getValue()).isEqualTo("20m");
        })
        .anySatisfy(e -> assertThat(e.getName()).isEqualTo("POD_NAMESPACE"));
  }
}
