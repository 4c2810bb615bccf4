package io.caliconetwork.operator.calico;

import static io.caliconetwork.operator.calico.Probes.BIRD_READY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes that a shell runs: edited where that can be done surely, left alone otherwise. */
class ProbeScriptTest {

  @ParameterizedTest
  @CsvSource({
    "/bin/calico-node -felix-ready -bird-ready, /bin/calico-node -felix-ready",
    "exec calico-node -bird-ready -felix-ready, exec calico-node -felix-ready",
    "test -f /var/lib/calico/nodename && calico-node -felix-ready -bird-ready,"
        + " test -f /var/lib/calico/nodename && calico-node -felix-ready",
    "calico-node -felix-ready -bird-ready && test -f /x, calico-node -felix-ready && test -f /x",
    "calico component node health --felix-ready --bird-ready,"
        + " calico component node health --felix-ready",
  })
  void theFlagGoesAndComesBackInsideTheScript(String with, String without) {
    var commands = List.of(List.of("/bin/sh", "-c", with), List.of("/bin/sh", "-c", without));
    assertThat(Probes.recognised(commands.get(0))).isTrue();
    assertThat(Probes.has(commands.get(0), BIRD_READY)).isTrue();
    assertThat(Probes.has(commands.get(1), BIRD_READY)).isFalse();
    assertThat(Probes.without(commands.get(0), BIRD_READY)).isEqualTo(commands.get(1));
    assertThat(Probes.has(Probes.with(commands.get(1), BIRD_READY), BIRD_READY)).isTrue();
    assertThat(Probes.without(Probes.with(commands.get(1), BIRD_READY), BIRD_READY))
        .isEqualTo(commands.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "/bin/sh", "bash", "/usr/bin/bash", "/bin/dash", "ash"})
  void everyUsualShellIsKnown(String shell) {
    assertThat(Probes.recognised(List.of(shell, "-ec", "calico-node -felix-ready"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "calico-node -felix-ready -bird-ready || true",
        "calico-node -felix-ready; calico-node -bird-ready",
        "calico-node -felix-ready && calico-node -bird-ready",
        "calico-node \"-felix-ready\" -bird-ready",
        "calico-node -felix-ready $BIRD_READY",
        "calico-node -felix-ready -bird-ready > /dev/null",
        "if calico-node -felix-ready\nthen exit 0\nfi",
        "/opt/check.sh",
      })
  void whatIsNotSurelyUnderstoodIsNotTouched(String script) {
    var probe = new HealthProbe.Command(List.of("/bin/sh", "-c", script));
    assertThat(probe.editable()).isFalse();
    assertThat(probe.unknown()).isTrue();
    assertThat(probe.edited(BIRD_READY, false)).isEqualTo(probe);
  }

  @Test
  void aProgramThatIsNoShellHasNoScript() {
    assertThat(Probes.recognised(List.of("/bin/nash-c", "-c", "calico-node -felix-ready")))
        .isFalse();
    assertThat(Probes.recognised(List.of("/bin/sh", "/check", "calico-node -felix-ready")))
        .isFalse();
  }
}
