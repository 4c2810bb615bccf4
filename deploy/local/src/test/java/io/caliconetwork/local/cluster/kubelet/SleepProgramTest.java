package io.caliconetwork.local.cluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.kubelet.ContainerProgram.Ending;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SleepProgramTest {

  private static Optional<Ending> ending(List<String> command, List<String> args) {
    return SleepProgram.of(
            new ContainerBuilder().withName("c").withCommand(command).withArgs(args).build())
        .flatMap(ContainerProgram::ending);
  }

  private static Ending after(int seconds, int code) {
    return new Ending(Duration.ofSeconds(seconds), code);
  }

  @Test
  void theCommandItself() {
    assertThat(ending(List.of("sleep", "30"), List.of())).contains(after(30, 0));
    assertThat(ending(List.of("/bin/sleep"), List.of("30"))).contains(after(30, 0));
    assertThat(ending(List.of(), List.of("sleep", "0"))).contains(after(0, 0));
  }

  @Test
  void inAShell() {
    assertThat(ending(List.of("sh", "-c", "sleep 30"), List.of())).contains(after(30, 0));
    assertThat(ending(List.of("/bin/bash", "-c"), List.of("sleep 5; exit 3")))
        .contains(after(5, 3));
    assertThat(ending(List.of("sh", "-c", "sleep 5 && exit 0"), List.of())).contains(after(5, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep infinity", "sleep 5 && serve", "echo sleep 5", "asleep 5", ""})
  void whateverElseRunsOn(String script) {
    assertThat(ending(List.of("sh", "-c", script), List.of())).isEmpty();
    assertThat(ending(List.of(script.split(" ", -1)), List.of())).isEmpty();
  }

  @Test
  void noCommandAtAll() {
    assertThat(ending(null, null)).isEmpty();
  }
}
