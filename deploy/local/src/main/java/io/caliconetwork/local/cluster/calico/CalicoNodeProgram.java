package io.caliconetwork.local.cluster.calico;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.dataplane.NodeEnv;
import io.caliconetwork.local.calico.dataplane.ProbeResult;
import io.caliconetwork.local.calico.dataplane.StopSignal;
import io.caliconetwork.local.calico.ipam.AddressRequest;
import io.caliconetwork.local.calico.startup.StartUp;
import io.caliconetwork.local.calico.startup.StartUpInput;
import io.caliconetwork.local.calico.startup.StartUpResult;
import io.caliconetwork.local.cluster.SimulatedNode;
import io.caliconetwork.local.cluster.kubelet.ContainerProgram;
import io.caliconetwork.local.cluster.kubelet.ProgramExit;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The container calico-node: start-up (§1), then its services (§2, §4, §5.3). */
final class CalicoNodeProgram implements ContainerProgram {
  private static final String IPV4_ADDRESS = "projectcalico.org/IPv4Address";
  private static final Duration START_UP = Duration.ofMillis(500);
  private static final Duration READINESS_POLL = Duration.ofSeconds(1);

  private final CalicoNodes fleet;
  private final CniNetwork cni;
  private final KubernetesClient client;
  private final SimulatedNode node;
  private final CalicoRelease release;

  /** Counts starts, so that what a former start left running notices that it is over. */
  private final AtomicInteger starts = new AtomicInteger();

  private volatile boolean running;
  private volatile boolean runsBird;
  private boolean networked;

  CalicoNodeProgram(
      CalicoNodes fleet,
      CniNetwork cni,
      KubernetesClient client,
      SimulatedNode node,
      String image) {
    this.fleet = fleet;
    this.cni = cni;
    this.client = client;
    this.node = node;
    this.release = CalicoRelease.parse(image);
  }

  @Override
  public void start(Start start) throws ProgramExit, InterruptedException {
    Map<String, String> env = start.environment();
    String backend = env.getOrDefault("CALICO_NETWORKING_BACKEND", "");
    networked = !backend.equals("none");
    try {
      CalicoDatastore datastore = fleet.datastore();
      datastore.open(StoredGroup.of(release, env, datastore.servedGroups()));
    } catch (CalicoDatastore.NotReady e) {
      throw new ProgramExit(1, "Failed to reach apiserver: " + e.getMessage());
    }
    fleet.dataPlane().join(node, release, fleet.nodes().annotations(node.name()));
    fleet.clock().sleep(START_UP);
    createPools(env);
    recordCluster(env);
    AddressRequest.Host host =
        new AddressRequest.Host(node.name(), fleet.nodes().labels(node.name()), release);
    List<IpPool> pools = fleet.datastore().pools();
    if (networked) {
      writeAddresses(host, env);
    }
    cni.nodenameWritten(node.name());
    fleet.dataPlane().pools(fleet.datastore());
    fleet.dataPlane().configuration(fleet.datastore());
    fleet.dataPlane().destinations(fleet.datastore());
    NodeEnv services = services(backend, env);
    runsBird = services.runsBird();
    fleet.dataPlane().start(node.name(), services);
    running = true;
    starts.incrementAndGet();
    if (networked) {
      fleet.started(host, pools);
      announce();
    }
  }

  private void createPools(Map<String, String> env) throws ProgramExit {
    var kubeadm = client.configMaps().inNamespace("kube-system").withName("kubeadm-config").get();
    StartUpInput input =
        new StartUpInput(
            release,
            env,
            new StartUpInput.Stored(fleet.datastore().pools(), fleet.datastore().blocks()),
            Optional.ofNullable(kubeadm).map(found -> found.getData()),
            List.of(node.interfaceAddress()));
    switch (StartUp.run(input)) {
      case StartUpResult.Started started ->
          started.toCreate().forEach(fleet.datastore()::createUnlessPresent);
      case StartUpResult.Terminates terminates -> throw new ProgramExit(1, terminates.logMessage());
    }
  }

  /** What every start writes besides pools (§1.2, last lines). */
  private void recordCluster(Map<String, String> env) {
    CalicoDatastore datastore = fleet.datastore();
    Map<String, Object> information = new LinkedHashMap<>();
    if (datastore.spec(CalicoKind.CLUSTER_INFORMATION).isEmpty()) {
      information.put("clusterGUID", UUID.randomUUID().toString().replace("-", ""));
      information.put("datastoreReady", true);
    }
    information.put("clusterType", env.getOrDefault("CLUSTER_TYPE", ""));
    information.put("calicoVersion", release.toString());
    datastore.apply(CalicoKind.CLUSTER_INFORMATION, information);
    if (datastore.spec(CalicoKind.FELIX_CONFIGURATION).isEmpty()) {
      datastore.apply(
          CalicoKind.FELIX_CONFIGURATION,
          Map.of("logSeverityScreen", "Info", "reportingInterval", "0s"));
    }
    if (release.birdCanLeaveClusterRoutes()
        && datastore.spec(CalicoKind.BGP_CONFIGURATION).isEmpty()) {
      datastore.apply(CalicoKind.BGP_CONFIGURATION, Map.of());
    }
  }

  private void writeAddresses(AddressRequest.Host host, Map<String, String> env)
      throws ProgramExit {
    Optional<String> address = address(env);
    fleet.nodes().annotate(node.name(), Map.of(IPV4_ADDRESS, address));
    try {
      fleet.reconcileTunnels(host);
    } catch (CalicoIpam.Refused e) {
      throw new ProgramExit(1, e.getMessage());
    }
  }

  /** The env IP (§1.2): auto-detection finds our one interface, whatever its method. */
  private Optional<String> address(Map<String, String> env) throws ProgramExit {
    String wanted = env.getOrDefault("IP", "").strip();
    return switch (wanted.toLowerCase(Locale.ROOT)) {
      case "none" -> Optional.empty();
      case "" ->
          Optional.of(
              fleet
                  .nodes()
                  .annotations(node.name())
                  .getOrDefault(IPV4_ADDRESS, node.interfaceAddress()));
      case "autodetect" -> Optional.of(node.interfaceAddress());
      default -> {
        if (!wanted.matches("[0-9.]+(/[0-9]+)?")) {
          throw new ProgramExit(1, "Invalid IPv4 address specified in IP environment: " + wanted);
        }
        yield Optional.of(wanted.equals(node.address()) ? node.interfaceAddress() : wanted);
      }
    };
  }

  private static NodeEnv services(String backend, Map<String, String> env) {
    return new NodeEnv(backend, flag(env, "FELIX_IPINIPENABLED"), flag(env, "FELIX_VXLANENABLED"));
  }

  private static Optional<Boolean> flag(Map<String, String> env, String name) {
    return Optional.ofNullable(env.get(name))
        .filter(value -> !value.isEmpty())
        .map(
            value -> Set.of("true", "1", "yes", "y", "t").contains(value.toLowerCase(Locale.ROOT)));
  }

  /** NetworkUnavailable=False: in start-up, from 3.31 on when Felix and BIRD are ready (§0). */
  private void announce() {
    int mine = starts.get();
    if (!release.networkUnavailableWaitsForReadiness()) {
      fleet.nodes().networkUnavailable(node.name(), false);
      return;
    }
    Thread.ofVirtual()
        .name("calico-is-up-" + node.name())
        .start(() -> {
          try {
            while (running && starts.get() == mine && !isReady()) {
              fleet.clock().sleep(READINESS_POLL);
            }
            if (running && starts.get() == mine) {
              fleet.nodes().networkUnavailable(node.name(), false);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private boolean isReady() {
    return ask(runsBird
            ? EnumSet.of(ProbeCheck.FELIX_READY, ProbeCheck.BIRD_READY)
            : EnumSet.of(ProbeCheck.FELIX_READY))
        .ok();
  }

  private ProbeResult ask(Set<ProbeCheck> checks) {
    for (ProbeCheck check : checks) {
      boolean readiness = check == ProbeCheck.FELIX_READY || check == ProbeCheck.BIRD_READY;
      if (readiness && fleet.faults().neverReady().contains(node.name())) {
        return new ProbeResult(false, "calico/node is not ready: on purpose");
      }
      ProbeResult result = fleet.dataPlane().probe(node.name(), check);
      if (!result.ok()) {
        return result;
      }
    }
    return new ProbeResult(true, "");
  }

  @Override
  public ProbeAnswer probe(Probe probe) {
    ProbeResult result = ask(ProbeCheck.of(probe));
    return new ProbeAnswer(result.ok(), result.message());
  }

  @Override
  public void preStop() {
    if (networked) {
      fleet.nodes().networkUnavailable(node.name(), true);
    }
  }

  @Override
  public void stop(Stop how) {
    running = false;
    fleet.stopped(node.name());
    fleet.dataPlane().stop(node.name(), how == Stop.TERMINATED ? StopSignal.TERM : StopSignal.KILL);
  }
}
