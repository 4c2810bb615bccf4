package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.PodMoves;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Pods of the ranges that they have to leave, watched as long as there are such ranges. */
final class LeavingPods implements AutoCloseable {

  private final KubernetesClient client;
  private final Runnable changed;
  private final Duration jobs;
  private final InstantSource clock = InstantSource.system();
  private Optional<PodWatch> watch = Optional.empty();

  /**
   * Watches nothing yet.
   *
   * @param jobs how long Jobs are left to finish
   */
  LeavingPods(KubernetesClient client, Runnable changed, Duration jobs) {
    this.client = client;
    this.changed = changed;
    this.jobs = jobs;
  }

  /** From now on of these ranges; of none ends the watch. */
  synchronized void follow(List<Ipv4Range> ranges) {
    if (watch.map(w -> w.moves().ranges()).orElse(List.of()).equals(ranges)) {
      return;
    }
    watch.ifPresent(PodWatch::close);
    watch =
        ranges.isEmpty()
            ? Optional.empty()
            : Optional.of(new PodWatch(client, new Moves(ranges, clock), changed));
  }

  /** Why they cannot be read, in words. */
  synchronized Optional<String> problem() {
    return watch.flatMap(PodWatch::problem);
  }

  /** What is not read yet. */
  synchronized Optional<String> unread() {
    return watch.filter(w -> !w.read()).map(w -> "pods (being listed)");
  }

  /**
   * What is known now.
   *
   * @param since when they began to be moved
   */
  synchronized Optional<PodMoves> look(ClusterSnapshot cluster, Optional<Instant> since) {
    return watch.map(w ->
        w.moves()
            .look(
                shut(w.moves().ranges(), cluster),
                since.filter(s -> s.plus(jobs).isBefore(clock.instant())).isPresent(),
                System.nanoTime()));
  }

  /** Whether no pod can get an address there any more. */
  private static boolean shut(List<Ipv4Range> ranges, ClusterSnapshot cluster) {
    return cluster.settling().done()
        && cluster.managedPools().stream()
            .filter(p -> p.range().filter(ranges::contains).isPresent())
            .allMatch(IpPool::disabled);
  }

  /** An eviction was granted. */
  synchronized void granted(MovingPod pod) {
    watch.ifPresent(w -> w.granted(pod));
  }

  /** An eviction was refused. */
  synchronized void refused(MovingPod pod, String why) {
    watch.ifPresent(w -> w.refused(pod, why));
  }

  @Override
  public synchronized void close() {
    watch.ifPresent(PodWatch::close);
    watch = Optional.empty();
  }
}
