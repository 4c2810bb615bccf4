package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pods ask for nothing of their node but its network; the API server judges it too, in an IT.
 */
class PodSecurityTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "{hostNetwork: false}"})
  void theDeploymentsPodsAreRestricted(String values) {
    var rendered = Chart.ours().render(values);
    isRestricted(rendered.only(Deployment.class).getSpec().getTemplate().getSpec());
  }

  /** Apart from the node's network and its ports. */
  static void isRestricted(PodSpec pod) {
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getInitContainers()).isEmpty();
    assertThat(pod.getVolumes()).allSatisfy(v -> assertThat(v.getHostPath()).isNull());
    containersAreRestricted(pod);
  }

  private static void containersAreRestricted(PodSpec pod) {
    assertThat(pod.getContainers())
        .singleElement()
        .extracting(c -> c.getSecurityContext())
        .satisfies(c -> {
          assertThat(c.getAllowPrivilegeEscalation()).isFalse();
          assertThat(c.getReadOnlyRootFilesystem()).isTrue();
          assertThat(c.getPrivileged()).isNull();
          assertThat(c.getCapabilities().getDrop()).containsExactly("ALL");
          assertThat(c.getCapabilities().getAdd()).isEmpty();
        });
  }
}
