package io.caliconetwork.local.cluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.caliconetwork.local.cluster.SimulatedClock;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How containers end, and what that makes of them under each restart policy. */
class ContainerRunnerTest {
  /** A simulated minute in 6 ms. */
  private final SimulatedClock clock = new SimulatedClock(10_000);

  private ContainerRunner runner(String policy, Container container) {
    return runner(
        policy, container, SleepProgram.of(container).orElseGet(() -> new ContainerProgram() {}));
  }

  private ContainerRunner runner(String policy, Container container, ContainerProgram program) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .withNamespace("ns")
            .withUid("u")
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy(policy)
            .withContainers(container)
            .endSpec()
            .build();
    ContainerRunner.Surroundings surroundings =
        new ContainerRunner.Surroundings() {
          @Override
          public Map<String, String> environment(Container of) {
            return Map.of();
          }

          @Override
          public void event(String reason, String message) {}
        };
    return new ContainerRunner(pod, container, program, clock, surroundings);
  }

  private static Container script(String script) {
    return new ContainerBuilder().withName("c").withCommand("sh", "-c", script).build();
  }

  private static void tickUntil(ContainerRunner runner, BooleanSupplier done)
      throws InterruptedException {
    for (int i = 0; i < 5000; i++) {
      runner.tick();
      if (done.getAsBoolean()) {
        return;
      }
      Thread.sleep(1);
    }
    fail("never: %s", runner.status());
  }

  @Test
  void neverSucceededIsOver() throws InterruptedException {
    Duration before = clock.now();
    ContainerRunner runner = runner("Never", script("sleep 60"));
    runner.tick();
    assertThat(runner.status().getState().getRunning()).isNotNull();
    assertThat(runner.status().getReady()).isTrue();
    assertThat(runner.wakeAt())
        .hasValueSatisfying(
            at -> assertThat(at.minus(before)).isGreaterThanOrEqualTo(Duration.ofMinutes(1)));
    tickUntil(runner, runner::isOver);
    assertThat(clock.now().minus(before)).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(runner.hasFailed()).isFalse();
    assertThat(runner.wakeAt()).isEmpty();
    var status = runner.status();
    assertThat(status.getState().getTerminated().getReason()).isEqualTo("Completed");
    assertThat(status.getReady()).as("no init container, so not ready").isFalse();
    assertThat(status.getStarted()).isFalse();
    assertThat(status.getRestartCount()).isZero();
    assertThat(runner.tick()).as("nothing is ever due again").isFalse();
  }

  @Test
  void neverFailedIsOver() throws InterruptedException {
    ContainerRunner runner = runner("Never", script("sleep 1; exit 3"));
    tickUntil(runner, runner::isOver);
    assertThat(runner.hasFailed()).isTrue();
    assertThat(runner.status().getState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(runner.status().getState().getTerminated().getReason()).isEqualTo("Error");
  }

  @Test
  void onFailureIsStartedAgainOnlyAfterAFailure() throws InterruptedException {
    ContainerRunner fails = runner("OnFailure", script("sleep 1; exit 3"));
    tickUntil(fails, () -> fails.status().getRestartCount() > 0);
    assertThat(fails.isOver()).isFalse();
    assertThat(fails.status().getLastState().getTerminated().getExitCode()).isEqualTo(3);
    ContainerRunner succeeds = runner("OnFailure", script("sleep 1"));
    tickUntil(succeeds, succeeds::isOver);
    assertThat(succeeds.hasFailed()).isFalse();
  }

  @Test
  void alwaysIsStartedAgain() throws InterruptedException {
    ContainerRunner runner = runner("Always", script("sleep 1"));
    tickUntil(runner, () -> runner.status().getRestartCount() >= 2);
    assertThat(runner.isOver()).isFalse();
    assertThat(runner.status().getLastState().getTerminated().getExitCode()).isZero();
  }

  @Test
  void readyOnlyAfterTheInitialDelay() throws InterruptedException {
    Container container =
        new ContainerBuilder()
            .withName("c")
            .withNewReadinessProbe()
            .withInitialDelaySeconds(300)
            .endReadinessProbe()
            .build();
    ContainerRunner runner = runner("Always", container);
    Duration before = clock.now();
    assertThat(runner.tick()).isTrue();
    assertThat(runner.status().getReady()).isFalse();
    assertThat(runner.status().getStarted()).isTrue();
    tickUntil(runner, () -> runner.status().getReady());
    assertThat(clock.now().minus(before)).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void whatDoesNotStartInTimeIsKilled() throws InterruptedException {
    Container container =
        new ContainerBuilder()
            .withName("c")
            .withNewStartupProbe()
            .withPeriodSeconds(10)
            .withFailureThreshold(6)
            .endStartupProbe()
            .build();
    ContainerProgram program =
        new ContainerProgram() {
          @Override
          public ProbeAnswer probe(Probe probe) {
            return ProbeAnswer.failure("nobody listens");
          }
        };
    ContainerRunner runner = runner("Never", container, program);
    Duration before = clock.now();
    tickUntil(runner, runner::isOver);
    assertThat(clock.now().minus(before)).isGreaterThanOrEqualTo(Duration.ofSeconds(50));
    var ended = runner.status().getState().getTerminated();
    assertThat(ended.getExitCode()).isEqualTo(137);
    assertThat(ended.getMessage()).isEqualTo("Startup probe failed: nobody listens");
  }

  @Test
  void aTickTellsWhetherAnythingIsNew() throws InterruptedException {
    ContainerRunner runner = runner("Always", new ContainerBuilder().withName("c").build());
    assertThat(runner.tick()).isTrue();
    assertThat(runner.status().getReady()).as("at once without a probe").isTrue();
    assertThat(runner.tick()).isFalse();
  }
}
