package io.caliconetwork.local.cluster.kubelet;

import io.caliconetwork.local.cluster.SimulatedClock;
import io.caliconetwork.local.cluster.kubelet.ContainerProgram.Stop;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bound pod from sandbox to removal. Runs in a virtual thread of its own and waits there for
 * what is due next or for an order from outside, whichever comes first.
 */
public final class PodWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(PodWorker.class);

  /** Between attempts to create a sandbox: grows, so that 2,000 waiting pods cost nothing. */
  private static final Duration SANDBOX_RETRY = Duration.ofSeconds(2);

  private static final Duration MAX_SANDBOX_RETRY = Duration.ofSeconds(30);

  /** Creating a sandbox and starting a container whose image is there. */
  private static final Duration CONTAINER_START = Duration.ofMillis(500);

  private static final int ATTEMPTS = 20;
  private static final Duration STATUS_RETRY = Duration.ofSeconds(5);

  /** How long programs take to react to SIGTERM. */
  private static final Duration TERM_REACTION = Duration.ofMillis(500);

  /** Why a pod ends. */
  enum End {
    /** Deletion with a grace period: the kubelet has the last word on the object. */
    GRACEFUL,
    /** The object is gone: what still runs is stopped. */
    GONE,
    /** The node lost power: nothing is done, nothing is written. */
    NODE_DOWN
  }

  /** What every pod of the cluster shares. */
  public record Shared(
      KubernetesClient client,
      SimulatedClock clock,
      Programs programs,
      PodNetwork network,
      NodeImages images,
      Semaphore requests) {
    /** One HTTP/2 connection carries 100 requests at a time; more are refused, not queued. */
    private static final int PARALLEL_REQUESTS = 40;

    public Shared(
        KubernetesClient client,
        SimulatedClock clock,
        Programs programs,
        PodNetwork network,
        NodeImages images) {
      this(client, clock, programs, network, images, new Semaphore(PARALLEL_REQUESTS));
    }
  }

  private final Shared shared;
  private final Pod pod;
  private final String hostIp;
  private final SimulatedClock clock;
  private final String sandbox;
  private final PodStatusWriter status;
  private final BlockingQueue<End> orders = new LinkedBlockingQueue<>();

  private final List<ContainerRunner> init = new ArrayList<>();
  private final List<ContainerRunner> main = new ArrayList<>();
  private List<String> podIps = List.of();
  private boolean attached;
  private boolean initialized;
  private PodStatusWriter.Stage stage = PodStatusWriter.Stage.LIVE;
  private boolean published = true;
  private End end;

  PodWorker(Shared shared, Pod pod, String hostIp) {
    this.shared = shared;
    this.pod = pod;
    this.hostIp = hostIp;
    this.clock = shared.programs().inRealTime(pod) ? new SimulatedClock(1) : shared.clock();
    this.sandbox = newSandboxId();
    this.status = new PodStatusWriter(shared.client(), pod);
    pod.getSpec().getInitContainers().forEach(container -> init.add(runner(container)));
    pod.getSpec().getContainers().forEach(container -> main.add(runner(container)));
  }

  private static String newSandboxId() {
    byte[] bytes = new byte[32];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private ContainerRunner runner(Container container) {
    ContainerRunner.Surroundings surroundings =
        new ContainerRunner.Surroundings() {
          @Override
          public Map<String, String> environment(Container of)
              throws ContainerEnvironment.Unresolved {
            return new ContainerEnvironment(shared.client(), pod, podIp(), hostIp).resolve(of);
          }

          @Override
          public void event(String reason, String message) {
            status.warn(reason, message);
          }
        };
    ContainerProgram program = shared.programs().of(pod, container);
    return new ContainerRunner(pod, container, program, clock, surroundings);
  }

  private String podIp() {
    return podIps.isEmpty() ? "" : podIps.getFirst();
  }

  /** Ends the pod; the first order counts, except that a graceful end can be cut short. */
  void end(End how) {
    orders.add(how);
  }

  Pod pod() {
    return pod;
  }

  @Override
  public void run() {
    try {
      if (attach() && runInitContainers()) {
        runContainers();
      }
      if (isOver()) {
        complete();
      } else {
        finish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("pod {} got stuck", pod.getMetadata().getName(), e);
    }
  }

  private boolean start() throws InterruptedException {
    return pause(shared.images().pull(pod).plus(CONTAINER_START));
  }

  private boolean attach() throws InterruptedException {
    if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      podIps = List.of(hostIp);
      return start();
    }
    Duration retry = SANDBOX_RETRY;
    while (true) {
      shared.requests().acquire();
      try {
        podIps = shared.network().attach(pod, sandbox);
        attached = true;
      } catch (KubernetesClientException e) {
        log.warn("{} not attached, trying again: {}", pod.getMetadata().getName(), e.getMessage());
      } catch (PodNetwork.NotAttached e) {
        status.warn(e.reason(), e.getMessage());
      } finally {
        shared.requests().release();
      }
      if (attached) {
        return start();
      }
      publish();
      if (!pause(retry)) {
        return false;
      }
      retry = retry.multipliedBy(2);
      if (retry.compareTo(MAX_SANDBOX_RETRY) > 0) {
        retry = MAX_SANDBOX_RETRY;
      }
    }
  }

  private boolean runInitContainers() throws InterruptedException {
    for (ContainerRunner runner : init) {
      while (!runner.runToCompletion()) {
        if (runner.isOver()) {
          return false;
        }
        publish();
        if (!await(runner.wakeAt())) {
          return false;
        }
      }
    }
    initialized = true;
    return true;
  }

  private void runContainers() throws InterruptedException {
    boolean told = false;
    do {
      for (ContainerRunner runner : main) {
        if (runner.tick()) {
          publish();
          told = true;
        }
      }
      // Most ticks are probes that say the same again: not worth a report to compare.
      if (!told || !published) {
        publish();
      }
      told = true;
    } while (!isOver()
        && await(
            main.stream().flatMap(runner -> runner.wakeAt().stream()).min(Duration::compareTo)));
  }

  private boolean isOver() {
    return init.stream().anyMatch(ContainerRunner::hasFailed)
        || main.stream().allMatch(ContainerRunner::isOver);
  }

  /** The pod ended by itself: its sandbox goes, its object stays as long as others want it. */
  private void complete() throws InterruptedException {
    stage = PodStatusWriter.Stage.OVER;
    publish();
    detach();
    stage = PodStatusWriter.Stage.TORN_DOWN;
    do {
      publish();
    } while (await(Optional.empty()));
    // Asked for while it still ran; the API server itself removes what has ended.
    if (end == End.GRACEFUL) {
      insist(this::deleteObject);
    }
  }

  private void finish() throws InterruptedException {
    if (end == End.NODE_DOWN) {
      main.forEach(runner -> runner.stop(Stop.KILLED));
      return;
    }
    main.forEach(ContainerRunner::preStop);
    long grace = grace();
    if (end == End.GRACEFUL && grace > 0) {
      main.forEach(runner -> runner.stop(Stop.TERMINATED));
      awaitReaction(Duration.ofSeconds(grace));
    } else {
      main.forEach(runner -> runner.stop(Stop.KILLED));
    }
    detach();
    if (end == End.GRACEFUL) {
      insist(this::deleteObject);
    }
  }

  private void awaitReaction(Duration grace) throws InterruptedException {
    Duration until = clock.now().plus(grace);
    do {
      clock.sleep(TERM_REACTION);
    } while (main.stream().anyMatch(ContainerRunner::lingers) && clock.now().compareTo(until) < 0);
    main.stream().filter(ContainerRunner::lingers).forEach(runner -> runner.stop(Stop.KILLED));
  }

  private void detach() throws InterruptedException {
    if (!Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      insist(() -> shared.network().detach(pod, sandbox));
    }
  }

  /** A kubelet tries for ever; we stop when the API server is gone for good. */
  private void insist(Runnable request) throws InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      shared.requests().acquire();
      try {
        request.run();
        return;
      } catch (KubernetesClientException e) {
        log.warn("{}: {}; trying again", pod.getMetadata().getName(), e.getMessage());
      } finally {
        shared.requests().release();
      }
      clock.sleep(STATUS_RETRY);
    }
  }

  private long grace() {
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    return seconds == null ? 30 : seconds;
  }

  private void deleteObject() {
    try {
      shared
          .client()
          .raw(
              "/api/v1/namespaces/%s/pods/%s"
                  .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
              "DELETE",
              new DeleteOptionsBuilder()
                  .withGracePeriodSeconds(0L)
                  .withNewPreconditions()
                  .withUid(pod.getMetadata().getUid())
                  .endPreconditions()
                  .build());
    } catch (KubernetesClientException e) {
      boolean gone =
          e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
              || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
      if (!gone) {
        throw e;
      }
    }
  }

  private void publish() throws InterruptedException {
    shared.requests().acquire();
    try {
      published = status.write(report());
    } finally {
      shared.requests().release();
    }
  }

  private PodStatusWriter.Report report() {
    return new PodStatusWriter.Report(
        podIps,
        hostIp,
        new PodStatusWriter.Containers(
            init.stream().map(ContainerRunner::status).toList(),
            main.stream().map(ContainerRunner::status).toList(),
            initialized),
        stage);
  }

  private boolean pause(Duration simulated) throws InterruptedException {
    return await(Optional.of(clock.now().plus(simulated)));
  }

  /** Whether to go on: false once the pod is to end. */
  private boolean await(Optional<Duration> due) throws InterruptedException {
    Duration retry = clock.now().plus(STATUS_RETRY);
    Optional<Duration> until =
        published ? due : Optional.of(due.filter(at -> at.compareTo(retry) < 0).orElse(retry));
    if (until.isEmpty()) {
      end = orders.take();
      return false;
    }
    Duration left = clock.real(until.get().minus(clock.now()));
    End order = orders.poll(left.toNanos(), TimeUnit.NANOSECONDS);
    if (order != null) {
      end = order;
    }
    return order == null;
  }
}
