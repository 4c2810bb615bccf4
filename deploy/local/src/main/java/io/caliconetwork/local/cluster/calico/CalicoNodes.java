package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.ipam.AddressRequest;
import io.caliconetwork.local.calico.ipam.TunnelAddresses;
import io.caliconetwork.local.cluster.SimulatedClock;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calico-nodes that run: tells them about changes and plays their tunnel address daemons
 * (§5.3). Watch threads only leave a note here; two threads of ours do the work.
 */
public final class CalicoNodes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CalicoNodes.class);

  /** A daemon that failed tries again; not measured. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final SimulatedClock clock;
  private final NodeObjects nodes;
  private final LiveDataPlane dataPlane;
  private final CalicoDatastore datastore;
  private final CalicoIpam ipam;
  private final Faults faults;

  private final Map<String, Daemon> daemons = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore blocksChanged = new Semaphore(0);
  private final Semaphore poolsChanged = new Semaphore(0);
  private final Semaphore configurationChanged = new Semaphore(0);

  /** What the daemon of one node has seen of the pools. */
  private static final class Daemon {
    private final AddressRequest.Host host;
    private List<IpPool> seen;
    private boolean failed;

    Daemon(AddressRequest.Host host, List<IpPool> seen) {
      this.host = host;
      this.seen = seen;
    }
  }

  private CalicoNodes(Parts parts, SimulatedClock clock, Faults faults) {
    this.clock = clock;
    this.nodes = parts.nodes();
    this.dataPlane = parts.dataPlane();
    this.faults = faults;
    this.datastore =
        new CalicoDatastore(
            parts.client(),
            new CalicoDatastore.Listeners(
                poolsChanged::release, blocksChanged::release, configurationChanged::release));
    this.ipam = new CalicoIpam(datastore);
    threads.execute(() -> onEvery(blocksChanged, () -> dataPlane.destinations(datastore)));
    threads.execute(() -> onEvery(poolsChanged, this::takePools));
    threads.execute(() -> onEvery(configurationChanged, () -> dataPlane.configuration(datastore)));
  }

  /** What the nodes work with. */
  public record Parts(
      io.fabric8.kubernetes.client.KubernetesClient client,
      NodeObjects nodes,
      LiveDataPlane dataPlane) {}

  public static CalicoNodes create(Parts parts, SimulatedClock clock, Faults faults) {
    return new CalicoNodes(parts, clock, faults);
  }

  /** Runs the action after each note; notes left meanwhile count as one. */
  private void onEvery(Semaphore notes, Runnable action) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        notes.acquire();
        notes.drainPermits();
        action.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.error("a change was not taken in", e);
      }
    }
  }

  private void takePools() {
    dataPlane.pools(datastore);
    daemons.values().forEach(daemon -> threads.execute(() -> wake(daemon)));
  }

  private void wake(Daemon daemon) {
    synchronized (daemon) {
      List<IpPool> pools = datastore.pools();
      boolean wakes =
          daemon.failed || TunnelAddresses.wakesOn(daemon.host.release(), daemon.seen, pools);
      if (!wakes || daemons.get(daemon.host.name()) != daemon) {
        return;
      }
      try {
        daemon.failed = !reconcileTunnels(daemon.host);
        if (daemon.failed) {
          threads.execute(() -> retry(daemon));
        } else {
          daemon.seen = pools;
        }
      } catch (CalicoIpam.Refused | KubernetesClientException e) {
        log.info("{}: {}", daemon.host.name(), e.getMessage());
        daemon.failed = true;
        threads.execute(() -> retry(daemon));
      }
    }
  }

  private void retry(Daemon daemon) {
    try {
      clock.sleep(RETRY);
      wake(daemon);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Allocates what the pools ask for and writes the annotations.
   *
   * @return false while it hangs on purpose
   */
  boolean reconcileTunnels(AddressRequest.Host host) throws CalicoIpam.Refused {
    if (faults.withoutTunnelAddress().contains(host.name())) {
      return false;
    }
    nodes.annotate(host.name(), ipam.reconcileTunnels(host, nodes.annotations(host.name())));
    return true;
  }

  /** The services of a node run: its daemon from now on wakes on changes after these pools. */
  void started(AddressRequest.Host host, List<IpPool> seen) {
    Daemon daemon = new Daemon(host, seen);
    daemon.failed = faults.withoutTunnelAddress().contains(host.name());
    daemons.put(host.name(), daemon);
    threads.execute(() -> wake(daemon));
  }

  void stopped(String node) {
    daemons.remove(node);
  }

  Set<String> running() {
    return Set.copyOf(daemons.keySet());
  }

  public CalicoDatastore datastore() {
    return datastore;
  }

  public CalicoIpam ipam() {
    return ipam;
  }

  LiveDataPlane dataPlane() {
    return dataPlane;
  }

  NodeObjects nodes() {
    return nodes;
  }

  SimulatedClock clock() {
    return clock;
  }

  Faults faults() {
    return faults;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    datastore.close();
  }
}
