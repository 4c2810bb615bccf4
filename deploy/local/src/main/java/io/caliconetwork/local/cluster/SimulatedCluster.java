package io.caliconetwork.local.cluster;

import io.caliconetwork.local.calico.CalicoRelease;
import io.caliconetwork.local.calico.IpPool;
import io.caliconetwork.local.calico.dataplane.Reachability;
import io.caliconetwork.local.calico.dataplane.ReachabilityLog;
import io.caliconetwork.local.calico.dataplane.Underlay;
import io.caliconetwork.local.cluster.calico.CalicoNodes;
import io.caliconetwork.local.cluster.calico.CalicoPrograms;
import io.caliconetwork.local.cluster.calico.CniNetwork;
import io.caliconetwork.local.cluster.calico.Faults;
import io.caliconetwork.local.cluster.calico.KubeControllersProgram;
import io.caliconetwork.local.cluster.calico.LiveDataPlane;
import io.caliconetwork.local.cluster.calico.NodeObjects;
import io.caliconetwork.local.cluster.image.ImagePrograms;
import io.caliconetwork.local.cluster.image.ImageStore;
import io.caliconetwork.local.cluster.kubelet.Kubelet;
import io.caliconetwork.local.cluster.kubelet.NodeImages;
import io.caliconetwork.local.cluster.kubelet.PodWorker;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A cluster whose control plane is real and whose machines are played by this process.
 *
 * <p>Changes are made with {@link #client()} or kubectl, as in any cluster.
 */
public final class SimulatedCluster implements AutoCloseable {
  /** What machines are taken for before a calico-node has told its release. */
  private static final CalicoRelease UNKNOWN_RELEASE = CalicoRelease.parse("v3.30.7");

  private final ControlPlane controlPlane;
  private final boolean ownsControlPlane;
  private final KubernetesClient client;
  private final SimulatedClock clock;
  private final int subnets;
  private final boolean dualStack;

  private final Map<String, SimulatedNode> machines = new ConcurrentHashMap<>();
  private final Map<String, SimulatedNode> up = new ConcurrentHashMap<>();
  private final Faults faults = new Faults();
  private final NodeRegistration registration;
  private final LiveDataPlane dataPlane;
  private final NodeObjects nodeObjects;
  private final CalicoNodes calicoNodes;
  private final CniNetwork cni;
  private final Kubelet kubelet;
  private final ImageStore images;
  private int created;

  private SimulatedCluster(Builder builder) {
    this.ownsControlPlane = builder.controlPlane == null;
    this.controlPlane = ownsControlPlane ? ControlPlane.start() : builder.controlPlane;
    this.client = controlPlane.client();
    this.clock = new SimulatedClock(builder.timeScale);
    this.subnets = builder.subnets;
    this.dualStack = builder.dualStack;
    this.registration = new NodeRegistration(client);
    this.dataPlane = new LiveDataPlane(clock, builder.underlay);
    this.nodeObjects = new NodeObjects(client, dataPlane::annotate);
    this.calicoNodes =
        CalicoNodes.create(new CalicoNodes.Parts(client, nodeObjects, dataPlane), clock, faults);
    this.cni = new CniNetwork(client, calicoNodes.ipam(), nodeObjects);
    CalicoPrograms programs =
        new CalicoPrograms(
            calicoNodes,
            cni,
            client,
            machines::get,
            new KubeControllersProgram.Settings(builder.leakGracePeriod));
    this.images = new ImageStore(builder.images, containerFolder());
    this.kubelet =
        Kubelet.start(
            new PodWorker.Shared(
                client,
                clock,
                new ImagePrograms(images, client, programs, podLogs()),
                cni,
                new NodeImages(builder.imagePull)),
            node -> Optional.ofNullable(up.get(node)).map(SimulatedNode::address));
    for (int i = 0; i < builder.nodes; i++) {
      addNode();
    }
    if (builder.workload) {
      new Workload(client).deploy();
    }
    if (builder.manifest != null) {
      installCalico(builder.manifest);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Three nodes in one subnet at 60 simulated seconds per second, unless told otherwise. */
  public static final class Builder {
    private ControlPlane controlPlane;
    private int nodes = 3;
    private int subnets = 1;
    private boolean dualStack;
    private double timeScale = 60;
    private Underlay underlay = Underlay.SWITCHED;
    private Duration leakGracePeriod = Duration.ofMinutes(15);
    private Duration imagePull = Duration.ZERO;
    private boolean workload;
    private Path manifest;
    private final Map<String, Path> images = new HashMap<>();

    private Builder() {}

    /** Uses one that runs already and leaves it running; otherwise the cluster has its own. */
    public Builder controlPlane(ControlPlane running) {
      this.controlPlane = running;
      return this;
    }

    public Builder nodes(int count) {
      this.nodes = count;
      return this;
    }

    /** Nodes are spread over 10.0.0.0/24, 10.0.1.0/24 and so on, in turn. */
    public Builder subnets(int count) {
      this.subnets = count;
      return this;
    }

    /** Each machine has an IPv6 address of fd10:0:0:(subnet)::/64 as well. */
    public Builder dualStack() {
      this.dualStack = true;
      return this;
    }

    public Builder underlay(Underlay network) {
      this.underlay = network;
      return this;
    }

    /** Simulated seconds per real second. */
    public Builder timeScale(double scale) {
      this.timeScale = scale;
      return this;
    }

    /** How long kube-controllers waits before it frees what nobody uses; simulated. */
    public Builder leakGracePeriod(Duration simulated) {
      this.leakGracePeriod = simulated;
      return this;
    }

    /** How long each image takes to come to a machine that never ran it; simulated. */
    public Builder imagePull(Duration simulated) {
      this.imagePull = simulated;
      return this;
    }

    /** One ordinary pod per node: DaemonSet {@code probe} in namespace {@code probe}. */
    public Builder workload(boolean wanted) {
      this.workload = wanted;
      return this;
    }

    /**
     * Runs containers of this image for real, as processes of this machine; needs root. Such pods
     * live in real time and have to use the host's network, which is this machine's: HTTP_ADDRESS
     * in their environment is a loopback address of their node's own, where they are to listen.
     *
     * @param reference as pods name it
     * @param archive as {@code docker save} writes it
     */
    public Builder image(String reference, Path archive) {
      images.put(reference, archive);
      return this;
    }

    public Builder calicoManifest(Path file) {
      this.manifest = file;
      return this;
    }

    public SimulatedCluster start() {
      return new SimulatedCluster(this);
    }
  }

  /** Applies a manifest as {@code kubectl apply --server-side -f} would; waits for CRDs only. */
  public void installCalico(Path manifest) {
    new ManifestInstaller(client).apply(manifest);
  }

  /** A machine joins and registers; its pods start as the scheduler binds them. */
  public synchronized SimulatedNode addNode() {
    return add(SimulatedNode.of(created++, subnets, dualStack));
  }

  /** The same of a machine that has IPv4 only, whatever the others have. */
  public synchronized SimulatedNode addIpv4Node() {
    return add(SimulatedNode.of(created++, subnets, false));
  }

  private SimulatedNode add(SimulatedNode node) {
    machines.put(node.name(), node);
    up.put(node.name(), node);
    dataPlane.join(node, UNKNOWN_RELEASE, Map.of());
    registration.register(node);
    return node;
  }

  /** The machine and its Node object go for good, as after {@code kubectl delete node}. */
  public synchronized void removeNode(String name) {
    powerOff(name);
    cni.forget(name);
    registration.remove(name);
    machines.remove(name);
  }

  /** The machine loses power; its objects stay, Ready becomes Unknown. */
  public synchronized void stopNode(String name) {
    powerOff(name);
    registration.lost(name);
  }

  private void powerOff(String name) {
    if (up.remove(name) == null) {
      throw new IllegalArgumentException(name + " is not up");
    }
    kubelet.nodeDown(name);
    dataPlane.leave(name);
  }

  /** A stopped machine boots; its pods start again. */
  public synchronized void startNode(String name) {
    SimulatedNode node = machines.get(name);
    dataPlane.join(node, UNKNOWN_RELEASE, nodeObjects.annotations(name));
    up.put(name, node);
    registration.found(name);
    kubelet.nodeUp(name);
  }

  /** What is to go wrong; may be changed at any time. */
  public Faults faults() {
    return faults;
  }

  /** Machines that are part of the cluster, down or not. */
  public List<SimulatedNode> nodes() {
    return machines.values().stream()
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  /** Which pairs of nodes can exchange pod traffic now. */
  public Reachability reachability() {
    return dataPlane.reachability();
  }

  /** The same for the pods' IPv6 addresses; pods without one take no part. */
  public Reachability ipv6Reachability() {
    return dataPlane.ipv6Reachability();
  }

  /** Asks about losses so far; times are those of {@link #clock()}. */
  public <T> T reachabilityLog(Function<ReachabilityLog, T> question) {
    return dataPlane.losses(question);
  }

  /** The pools as the nodes see them; none before the first calico-node has started. */
  public List<IpPool> pools() {
    return calicoNodes.datastore().pools();
  }

  public LiveDataPlane dataPlane() {
    return dataPlane;
  }

  public SimulatedClock clock() {
    return clock;
  }

  /** Full rights; closed with the cluster. */
  public KubernetesClient client() {
    return client;
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public AuditLog auditLog() {
    return controlPlane.auditLog();
  }

  /** Output of containers that run for real: {@code (namespace)_(pod)_(container).log}. */
  public Path podLogs() {
    return controlPlane.directory().resolve("pod-logs");
  }

  /** Images, volumes and mounts of containers that run for real. */
  public Path containerFolder() {
    return controlPlane.directory().resolve("containers");
  }

  @Override
  public void close() {
    kubelet.close();
    images.close();
    calicoNodes.close();
    nodeObjects.close();
    client.close();
    if (ownsControlPlane) {
      controlPlane.close();
    }
  }
}
