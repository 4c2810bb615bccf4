package io.caliconetwork.local.cluster.kubelet;

import io.caliconetwork.local.cluster.SimulatedClock;
import io.caliconetwork.local.cluster.kubelet.ContainerProgram.ProbeAnswer;
import io.caliconetwork.local.cluster.kubelet.ContainerProgram.Stop;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container of a pod: start, probes, crash, back-off, restart. Driven by the pod's thread,
 * which calls {@link #tick} whenever {@link #wakeAt} has come.
 */
final class ContainerRunner {
  private static final Logger log = LoggerFactory.getLogger(ContainerRunner.class);

  /** The kubelet's own delays between restarts of a crashing container. */
  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);

  private static final Duration MAX_BACK_OFF = Duration.ofMinutes(5);

  /** How long a container must have run for its back-off to start anew. */
  private static final Duration BACK_OFF_FORGOTTEN = Duration.ofMinutes(10);

  /** The first restart is not delayed; this is the kubelet's loop. */
  private static final Duration SYNC = Duration.ofSeconds(1);

  /** How often the kubelet asks the container engine what has ended. */
  private static final Duration RELIST = Duration.ofSeconds(1);

  private static final Duration CONFIG_RETRY = Duration.ofSeconds(10);
  private static final int KILLED_EXIT_CODE = 137;

  private enum Phase {
    WAITING,
    RUNNING,
    TERMINATED
  }

  /** What the runner asks the pod for. */
  interface Surroundings {
    Map<String, String> environment(Container container) throws ContainerEnvironment.Unresolved;

    void event(String reason, String message);
  }

  private final Pod pod;
  private final Container container;
  private final ContainerProgram program;
  private final SimulatedClock clock;
  private final Surroundings surroundings;
  private final boolean isInit;

  private Phase phase = Phase.WAITING;
  private ContainerState state = waiting("ContainerCreating", null);
  private ContainerState lastState = new ContainerState();
  private Duration wakeAt = Duration.ZERO;
  private Duration startedAt = Duration.ZERO;
  private Instant startedInstant = Instant.EPOCH;
  private Duration backOff = Duration.ZERO;
  private int restarts = -1;
  private String id = "";

  private ProbeSchedule startup;
  private ProbeSchedule readiness;
  private ProbeSchedule liveness;

  ContainerRunner(
      Pod pod,
      Container container,
      ContainerProgram program,
      SimulatedClock clock,
      Surroundings surroundings) {
    this.pod = pod;
    this.container = container;
    this.program = program;
    this.clock = clock;
    this.surroundings = surroundings;
    this.isInit =
        pod.getSpec().getInitContainers().stream()
            .anyMatch(other -> other.getName().equals(container.getName()));
  }

  /** Starts the container if its time has come; for an init container the return means success. */
  boolean runToCompletion() throws InterruptedException {
    if (phase == Phase.TERMINATED && exitCode() == 0) {
      return true;
    }
    if (clock.now().compareTo(wakeAt) >= 0 && start()) {
      terminated(0, "Completed", "");
    }
    return phase == Phase.TERMINATED && exitCode() == 0;
  }

  private int exitCode() {
    return state.getTerminated().getExitCode();
  }

  /** Does what is due; returns whether {@link #status} tells anything new since. */
  boolean tick() throws InterruptedException {
    Duration now = clock.now();
    ContainerState stateBefore = state;
    boolean readyBefore = ready();
    boolean startedBefore = started();
    if (phase != Phase.RUNNING) {
      if (!isOver() && now.compareTo(wakeAt) >= 0) {
        start();
      }
    } else if (endsAt().filter(end -> now.compareTo(end) >= 0).isPresent()) {
      int code = program.ending().orElseThrow().exitCode();
      terminated(code, code == 0 ? "Completed" : "Error", "");
    } else {
      probe(now);
    }
    return !state.equals(stateBefore) || ready() != readyBefore || started() != startedBefore;
  }

  private Optional<Duration> endsAt() {
    return program.ending().map(ending -> startedAt.plus(ending.after()));
  }

  /** Whether it has ended and will not be started again. */
  boolean isOver() {
    return phase == Phase.TERMINATED && !isStartedAgain(exitCode());
  }

  /** Whether it is over without success, which is the end of its pod. */
  boolean hasFailed() {
    return isOver() && exitCode() != 0;
  }

  // Init containers are started until they succeed, or once if the pod says Never.
  private boolean isStartedAgain(int code) {
    String policy = Optional.ofNullable(pod.getSpec().getRestartPolicy()).orElse("Always");
    return switch (policy) {
      case "Never" -> false;
      case "OnFailure" -> code != 0;
      default -> !isInit || code != 0;
    };
  }

  private boolean start() throws InterruptedException {
    Map<String, String> environment;
    try {
      environment = surroundings.environment(container);
    } catch (ContainerEnvironment.Unresolved e) {
      phase = Phase.WAITING;
      state = waiting("CreateContainerConfigError", e.getMessage());
      wakeAt = clock.now().plus(CONFIG_RETRY);
      surroundings.event("Failed", "Error: " + e.getMessage());
      return false;
    } catch (KubernetesClientException e) {
      log.warn("{}: {}; trying again", pod.getMetadata().getName(), e.getMessage());
      wakeAt = clock.now().plus(SYNC);
      return false;
    }
    if (state.getTerminated() != null) {
      lastState = state;
    }
    restarts++;
    id = "containerd://" + UUID.randomUUID();
    phase = Phase.RUNNING;
    startedAt = clock.now();
    startedInstant = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    state =
        new ContainerStateBuilder()
            .withNewRunning()
            .withStartedAt(startedInstant.toString())
            .endRunning()
            .build();
    startup = schedule(container.getStartupProbe(), false);
    readiness = schedule(container.getReadinessProbe(), false);
    liveness = schedule(container.getLivenessProbe(), true);
    try {
      program.start(new ContainerProgram.Start(pod, container, environment));
      return true;
    } catch (ProgramExit e) {
      terminated(e.code(), e.code() == 0 ? "Completed" : "Error", e.getMessage());
      return false;
    } catch (KubernetesClientException e) {
      // A program whose request fails in start-up ends; nothing may look as if it ran.
      program.stop(Stop.KILLED);
      terminated(1, "Error", e.getMessage());
      return false;
    }
  }

  private ProbeSchedule schedule(io.fabric8.kubernetes.api.model.Probe probe, boolean initial) {
    return probe == null ? null : new ProbeSchedule(probe, startedAt, initial);
  }

  private void probe(Duration now) {
    if (startup != null && !startup.state()) {
      if (startup.isDue(now)) {
        String message = ask(startup, now);
        if (startup.failed()) {
          kill(startup, message);
          return;
        }
      }
      Stream.of(readiness, liveness)
          .filter(Objects::nonNull)
          .filter(probe -> probe.isDue(now))
          .forEach(probe -> probe.postpone(now));
      return;
    }
    if (liveness != null && liveness.isDue(now)) {
      String message = ask(liveness, now);
      if (!liveness.state()) {
        kill(liveness, message);
        return;
      }
    }
    if (readiness != null && readiness.isDue(now)) {
      ask(readiness, now);
    }
  }

  private void kill(ProbeSchedule failed, String message) {
    surroundings.event(
        "Killing",
        "Container %s failed %s probe, will be restarted"
            .formatted(container.getName(), kind(failed).toLowerCase(Locale.ROOT)));
    program.stop(Stop.KILLED);
    terminated(KILLED_EXIT_CODE, "Error", kind(failed) + " probe failed: " + message);
  }

  private String ask(ProbeSchedule schedule, Duration now) {
    ProbeAnswer answer = program.probe(schedule.probe());
    schedule.answered(answer.success(), now);
    if (!answer.success()) {
      surroundings.event("Unhealthy", kind(schedule) + " probe failed: " + answer.message());
    }
    return answer.message();
  }

  private String kind(ProbeSchedule schedule) {
    if (schedule == startup) {
      return "Startup";
    }
    return schedule == liveness ? "Liveness" : "Readiness";
  }

  private void terminated(int code, String reason, String message) {
    Duration ran = clock.now().minus(startedAt);
    ContainerState ended =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(code)
            .withReason(reason)
            .withMessage(message.isEmpty() ? null : message)
            .withStartedAt(startedInstant.toString())
            .withFinishedAt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .withContainerID(id)
            .endTerminated()
            .build();
    boolean first = restarts == 0 || ran.compareTo(BACK_OFF_FORGOTTEN) > 0;
    if (code == 0 || first || !isStartedAgain(code)) {
      phase = Phase.TERMINATED;
      state = ended;
      backOff = Duration.ZERO;
      wakeAt = clock.now().plus(SYNC);
    } else {
      backOff = backOff.isZero() ? FIRST_BACK_OFF : min(backOff.multipliedBy(2), MAX_BACK_OFF);
      phase = Phase.WAITING;
      state =
          waiting(
              "CrashLoopBackOff",
              "back-off %ds restarting failed container=%s pod=%s_%s(%s)"
                  .formatted(
                      backOff.toSeconds(),
                      container.getName(),
                      pod.getMetadata().getName(),
                      pod.getMetadata().getNamespace(),
                      pod.getMetadata().getUid()));
      lastState = ended;
      wakeAt = clock.now().plus(backOff);
      surroundings.event("BackOff", "Back-off restarting failed container " + container.getName());
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static ContainerState waiting(String reason, String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  void preStop() {
    boolean hooked =
        container.getLifecycle() != null && container.getLifecycle().getPreStop() != null;
    if (phase == Phase.RUNNING && hooked) {
      program.preStop();
    }
  }

  void stop(Stop how) {
    if (phase == Phase.RUNNING) {
      program.stop(how);
    }
  }

  /** When {@link #tick} has something to do next; empty if nothing will ever be due. */
  Optional<Duration> wakeAt() {
    if (phase != Phase.RUNNING) {
      return isOver() ? Optional.empty() : Optional.of(wakeAt);
    }
    Stream<Duration> probes =
        Stream.of(startup, readiness, liveness)
            .filter(Objects::nonNull)
            .filter(probe -> probe != startup || !startup.state())
            .map(ProbeSchedule::due);
    Stream<Duration> relist =
        program.isProcess() ? Stream.of(clock.now().plus(RELIST)) : Stream.empty();
    return Stream.of(probes, endsAt().stream(), relist)
        .flatMap(due -> due)
        .min(Duration::compareTo);
  }

  /** Whether a process has not ended yet that was told to. */
  boolean lingers() {
    return phase == Phase.RUNNING && program.isProcess();
  }

  boolean running() {
    return phase == Phase.RUNNING;
  }

  private boolean started() {
    return running() && (startup == null || startup.state());
  }

  private boolean ready() {
    return phase == Phase.RUNNING
        && (startup == null || startup.state())
        && (readiness == null || readiness.state());
  }

  ContainerStatus status() {
    boolean initialized = isInit && phase == Phase.TERMINATED && exitCode() == 0;
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID(program.imageId(container.getImage()))
        .withContainerID(id.isEmpty() ? null : id)
        .withReady(ready() || initialized)
        .withStarted(started())
        .withRestartCount(Math.max(0, restarts))
        .withState(state)
        .withLastState(lastState)
        .build();
  }
}
