package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A realistic mix of ordinary pods over several namespaces: Deployments and StatefulSets, some
 * behind PodDisruptionBudgets, DaemonSets, Jobs that end, bare pods, and CoreDNS.
 *
 * <p>Every budget lets at least one pod go while all are ready, so that a cluster full of it can be
 * emptied node by node.
 *
 * @param namespaces that the objects are spread over, in turn, 1 or more: {@code team-1} and so on
 * @param deployments replicas of each; from two on, two of three have a budget
 * @param statefulSets replicas of each; from two on, each has a budget of one unavailable pod
 * @param daemonSets their number; they tolerate everything
 * @param jobs how long the one pod of each runs, in simulated seconds
 * @param barePods their number
 * @param readyAfter initial delay of the readiness probe that all but the Jobs' pods have;
 *     simulated, in whole seconds
 */
public record Workloads(
    int namespaces,
    List<Integer> deployments,
    List<Integer> statefulSets,
    int daemonSets,
    List<Integer> jobs,
    int barePods,
    Duration readyAfter) {

  /** Label of everything that is deployed, pods included; the value is {@link #PART_OF_VALUE}. */
  public static final String PART_OF = "app.kubernetes.io/part-of";

  /** See {@link #PART_OF}. */
  public static final String PART_OF_VALUE = "workloads";

  /** Replicas of CoreDNS, which every mix has. */
  public static final int CORE_DNS = 2;

  /** Replicas of the Deployments that {@link #of} makes, in turn: 91 pods. */
  private static final List<Integer> SIZES = List.of(1, 2, 3, 5, 10, 20, 50);

  /** Replicas of its StatefulSets, in turn. */
  private static final List<Integer> ORDINALS = List.of(3, 5);

  /** Of its Jobs, in turn: one that ends while one looks on, and one that does not. */
  private static final List<Integer> SLEEPS = List.of(300, 3600);

  /** Fewer would leave out a kind. */
  private static final int FEWEST = 20;

  public Workloads {
    deployments = List.copyOf(deployments);
    statefulSets = List.copyOf(statefulSets);
    jobs = List.copyOf(jobs);
    if (namespaces < 1) {
      throw new IllegalArgumentException("no namespace to be in: " + namespaces);
    }
  }

  /**
   * A mix of so many pods in all, the finished ones included: of what DaemonSets and CoreDNS leave,
   * about an eighth in StatefulSets, a thirtieth in Jobs, a fiftieth bare, the rest in Deployments.
   *
   * @param pods all of them, 20 or more beside a pod per node
   * @param nodes of the cluster
   * @throws IllegalArgumentException if there are too few pods for a mix
   */
  public static Workloads of(int pods, int nodes) {
    int daemonSets = pods >= 20 * nodes ? 2 : 1;
    int rest = pods - daemonSets * nodes - CORE_DNS;
    if (rest < FEWEST) {
      throw new IllegalArgumentException(
          "%d pods on %d nodes are too few for a mix: at least %d are needed"
              .formatted(pods, nodes, FEWEST + daemonSets * nodes + CORE_DNS));
    }
    int barePods = rest / 50 + 1;
    int jobs = rest / 30 + 1;
    List<Integer> statefulSets = split(Math.max(ORDINALS.getFirst(), rest / 8), ORDINALS);
    int inDeployments = rest - barePods - jobs - sum(statefulSets);
    return new Workloads(
        Math.clamp(pods / 100, 2, 8),
        split(inDeployments, SIZES),
        statefulSets,
        daemonSets,
        inTurn(SLEEPS, jobs),
        barePods,
        Duration.ofSeconds(5));
  }

  private static List<Integer> split(int total, List<Integer> sizes) {
    List<Integer> parts = new ArrayList<>();
    for (int left = total; left > 0; left -= parts.getLast()) {
      parts.add(Math.min(left, sizes.get(parts.size() % sizes.size())));
    }
    return parts;
  }

  private static List<Integer> inTurn(List<Integer> values, int count) {
    return Collections.nCopies(count, values).stream().flatMap(List::stream).limit(count).toList();
  }

  private static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }

  /** All pods of the mix on so many nodes, those of Jobs included whether they still run or not. */
  public int pods(int nodes) {
    return sum(deployments)
        + sum(statefulSets)
        + daemonSets * nodes
        + jobs.size()
        + barePods
        + CORE_DNS;
  }

  /** The same with Jobs that run for so many simulated seconds, one pod each. */
  public Workloads withJobs(List<Integer> seconds) {
    return new Workloads(
        namespaces, deployments, statefulSets, daemonSets, seconds, barePods, readyAfter);
  }

  /** The same with another initial delay of the readiness probes; simulated, in whole seconds. */
  public Workloads withReadyAfter(Duration delay) {
    return new Workloads(namespaces, deployments, statefulSets, daemonSets, jobs, barePods, delay);
  }

  /**
   * Creates everything and waits until all pods are ready, those of Jobs ready or through.
   *
   * @param limit real time
   * @throws IllegalStateException naming what is not ready when time is over
   */
  public void deploy(KubernetesClient client, Duration limit) {
    create(client);
    awaitReady(client, limit);
  }

  /** Creates everything; the cluster must not have any of it yet. */
  public void create(KubernetesClient client) {
    WorkloadObjects objects = new WorkloadObjects(this);
    objects.namespaces().forEach(namespace -> client.resource(namespace).create());
    for (HasMetadata object : objects.controlled()) {
      client.resource(object).create();
    }
    ReadyWorkloads ready = new ReadyWorkloads(client);
    for (HasMetadata pod : objects.barePods()) {
      // Admission refuses a pod whose namespace has no ServiceAccount yet.
      ready.awaitServiceAccount(pod.getMetadata().getNamespace());
      client.resource(pod).create();
    }
  }

  /**
   * Waits until all that was created is ready again.
   *
   * @param limit real time
   * @throws IllegalStateException naming what is not ready when time is over
   */
  public void awaitReady(KubernetesClient client, Duration limit) {
    new ReadyWorkloads(client).await(limit);
  }
}
