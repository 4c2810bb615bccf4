package io.caliconetwork.local.cluster.tryit;

import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.OperatorProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.ServiceAccountKubeconfig;
import io.caliconetwork.local.cluster.SimulatedCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The operator, installed as its own ServiceAccount and running outside the cluster. */
final class OperatorSession implements AutoCloseable {
  private static final String NAME = "calico-network-operator";

  /** A blocker that goes away by itself within this real time is none. */
  private static final Duration STALLED_FOR_GOOD = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(500);

  private static final ResourceDefinitionContext CALICO_NETWORK =
      new ResourceDefinitionContext.Builder()
          .withGroup("caliconetwork.io")
          .withVersion("v1alpha1")
          .withKind("CalicoNetwork")
          .withPlural("caliconetworks")
          .withNamespaced(false)
          .build();

  /** What the operator waits for forwarding entries in a real cluster. */
  private static final Duration SETTLE = Duration.ofSeconds(20);

  /** How the change ended. */
  record Verdict(boolean ready, String reason) {}

  private final KubernetesClient client;
  private final OperatorProcess process;

  private OperatorSession(KubernetesClient client, OperatorProcess process) {
    this.client = client;
    this.process = process;
  }

  static OperatorSession start(SimulatedCluster cluster, RepositoryLayout layout, RunDirectory run)
      throws java.io.IOException {
    for (Path needed : List.of(layout.operatorCrd(), layout.operatorRbac(), layout.operatorJar())) {
      if (!Files.exists(needed)) {
        throw new IllegalStateException(
            "the operator cannot be installed, there is no " + needed + " (--no-operator?)");
      }
    }
    ManifestInstaller installer = new ManifestInstaller(cluster.client());
    installer.apply(layout.operatorCrd());
    installer.apply(layout.operatorRbac());
    Path kubeconfig =
        ServiceAccountKubeconfig.write(cluster.client(), NAME, NAME, run.operatorKubeconfig());
    Files.deleteIfExists(run.operatorLog());
    // As the nodes count time: forwarding entries come at their speed.
    String settle = Math.max(1, cluster.clock().real(SETTLE).toMillis()) + "ms";
    OperatorProcess process =
        OperatorProcess.start(
            new OperatorProcess.Command(
                layout.operatorJar(),
                kubeconfig,
                run.operatorLog(),
                Map.of("SETTLE_TIME", settle),
                List.of()));
    return new OperatorSession(cluster.client(), process);
  }

  long pid() {
    return process.pid();
  }

  Path log() {
    return process.log();
  }

  void apply(Path resource) {
    new ManifestInstaller(client).apply(resource);
  }

  /** Prints what the status says until it is Ready, Stalled for good, or time is over. */
  Verdict follow(Progress progress, Duration limit) throws InterruptedException {
    BlockingQueue<GenericKubernetesResource> seen = new LinkedBlockingQueue<>();
    SharedIndexInformer<GenericKubernetesResource> informer =
        client
            .genericKubernetesResources(CALICO_NETWORK)
            .runnableInformer(0)
            .addEventHandler(new Queueing(seen));
    informer.start();
    try {
      return follow(seen, new StatusNarrator(progress), limit);
    } finally {
      informer.stop();
    }
  }

  private Verdict follow(
      BlockingQueue<GenericKubernetesResource> seen, StatusNarrator narrator, Duration limit)
      throws InterruptedException {
    long from = System.nanoTime();
    long stalledAt = 0;
    while (System.nanoTime() - from < limit.toNanos()) {
      GenericKubernetesResource next = seen.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      if (next != null) {
        narrator.tell(next);
        stalledAt = narrator.stalled().isEmpty() ? 0 : System.nanoTime();
        if (narrator.ready().isPresent()) {
          return new Verdict(true, narrator.ready().get());
        }
      } else if (stalledAt != 0 && System.nanoTime() - stalledAt > STALLED_FOR_GOOD.toNanos()) {
        return new Verdict(false, narrator.stalled().orElseThrow());
      }
      if (!process.isAlive()) {
        return new Verdict(false, "the operator ended; its last words are in " + process.log());
      }
    }
    return new Verdict(false, "not Ready within " + limit.toSeconds() + " s; see " + process.log());
  }

  private record Queueing(BlockingQueue<GenericKubernetesResource> queue)
      implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource object) {
      queue.add(object);
    }

    @Override
    public void onUpdate(GenericKubernetesResource old, GenericKubernetesResource object) {
      queue.add(object);
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean deletedFinalStateUnknown) {}
  }

  @Override
  public void close() {
    process.close();
  }
}
