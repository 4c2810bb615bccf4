package io.caliconetwork.local.cluster.calico;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import org.junit.jupiter.api.Test;

class ProbeCheckTest {
  private static Probe exec(String... command) {
    return new ProbeBuilder().withNewExec().withCommand(command).endExec().build();
  }

  private static Probe get(String path, int port) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(port))
        .endHttpGet()
        .build();
  }

  @Test
  void theFormOfEveryReleaseIsRead() {
    assertThat(ProbeCheck.of(exec("/bin/calico-node", "-felix-live", "-bird-live")))
        .containsExactlyInAnyOrder(ProbeCheck.FELIX_LIVE, ProbeCheck.BIRD_LIVE);
    assertThat(
            ProbeCheck.of(
                exec("calico", "component", "node", "health", "--felix-ready", "--bird-ready")))
        .containsExactlyInAnyOrder(ProbeCheck.FELIX_READY, ProbeCheck.BIRD_READY);
    assertThat(ProbeCheck.of(exec("sh", "-c", "/bin/calico-node -felix-ready; exit $?")))
        .containsExactly(ProbeCheck.FELIX_READY);
  }

  @Test
  void felixAnswersOnItsPort() {
    assertThat(ProbeCheck.of(get("/readiness", 9099))).containsExactly(ProbeCheck.FELIX_READY);
    assertThat(ProbeCheck.of(get("/liveness", 9099))).containsExactly(ProbeCheck.FELIX_LIVE);
  }

  @Test
  void whatIsNotCalicosAsksNothing() {
    assertThat(ProbeCheck.of(exec("/usr/bin/check-status", "-r"))).isEmpty();
    assertThat(ProbeCheck.of(exec("true", "-bird-live"))).isEmpty();
    assertThat(ProbeCheck.of(get("/healthz", 8080))).isEmpty();
    assertThat(ProbeCheck.of(exec("/bin/calico-node", "-bird6-live"))).isEmpty();
  }
}
