package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.ipam.CleanUp;
import io.caliconetwork.local.cluster.kubelet.ContainerProgram;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * calico-kube-controllers: the node controller's clean-up (§5.3), and in native {@code
 * projectcalico.org/v3} the pool controller (§3.4).
 */
public final class KubeControllersProgram implements ContainerProgram {
  private static final Logger log = LoggerFactory.getLogger(KubeControllersProgram.class);

  /** Looks per grace period: what the controller sees twice over the period is really so. */
  private static final int LOOKS_PER_GRACE = 3;

  /**
   * How it is configured.
   *
   * @param leakGracePeriod simulated
   */
  public record Settings(Duration leakGracePeriod) {}

  private final CalicoNodes fleet;
  private final KubernetesClient client;
  private final Settings settings;
  private final List<Thread> threads = new ArrayList<>();

  KubeControllersProgram(CalicoNodes fleet, KubernetesClient client, Settings settings) {
    this.fleet = fleet;
    this.client = client;
    this.settings = settings;
  }

  @Override
  public void start(Start start) {
    String enabled = start.environment().getOrDefault("ENABLED_CONTROLLERS", "node");
    if (List.of(enabled.split(",", -1)).contains("node")) {
      threads.add(Thread.ofVirtual().name("calico-kube-controllers").start(this::run));
    }
    // Whatever ENABLED_CONTROLLERS says.
    threads.add(
        Thread.ofVirtual()
            .name("ippool-controller")
            .start(new PoolController(fleet.datastore(), client)));
  }

  private void run() {
    CleanUp.Memory memory = CleanUp.Memory.NOTHING;
    try {
      while (true) {
        fleet.clock().sleep(settings.leakGracePeriod().dividedBy(LOOKS_PER_GRACE));
        memory = look(memory);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // Its client takes no more requests. Uncaught, this would fail the test that comes next.
      log.debug("the cluster was closed in the middle of a look", e);
    }
  }

  private CleanUp.Memory look(CleanUp.Memory memory) {
    if (!fleet.datastore().isOpen()) {
      return memory;
    }
    Set<String> handles = fleet.ipam().handlesInUse().keySet();
    CleanUp.Result result =
        CleanUp.look(
            fleet.datastore().ipam(),
            memory,
            new CleanUp.Look(
                handles,
                new HashSet<>(fleet.nodes().names()),
                settings.leakGracePeriod(),
                fleet.clock().now()));
    try {
      fleet.datastore().commit(result.update().changes());
      return result.memory();
    } catch (CalicoDatastore.Conflict | KubernetesClientException e) {
      log.debug("clean-up starts again", e);
      return memory;
    }
  }

  @Override
  public void stop(Stop how) {
    threads.forEach(Thread::interrupt);
    threads.clear();
  }
}
