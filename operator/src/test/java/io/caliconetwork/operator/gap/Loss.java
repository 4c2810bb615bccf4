package io.caliconetwork.operator.gap;

import io.caliconetwork.local.calico.dataplane.Pair;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What the worst pair of nodes lost.
 *
 * @param longest without interruption, in seconds
 * @param total in seconds
 * @param lasting whether some pair is still lost at the end
 */
record Loss(double longest, double total, boolean lasting) {

  /** Among n1 and n2, which share a subnet. */
  static Loss near(VirtualCluster cluster, Duration since) {
    return of(cluster, since, pair -> !has(pair, "n3") && !has(pair, "n4"));
  }

  /** Between n3 and the others, which are in another subnet. */
  static Loss far(VirtualCluster cluster, Duration since) {
    return of(cluster, since, pair -> has(pair, "n3") && !has(pair, "n4"));
  }

  private static boolean has(Pair pair, String node) {
    return pair.from().equals(node) || pair.to().equals(node);
  }

  private static Loss of(VirtualCluster cluster, Duration since, Predicate<Pair> wanted) {
    var now = cluster.now();
    var log = cluster.plane().log();
    var longest =
        log.outages().stream()
            .filter(o -> wanted.test(o.pair()))
            .filter(o -> o.end().map(end -> end.compareTo(since) > 0).orElse(true))
            .mapToLong(o ->
                o.end().orElse(now).toMillis() - Math.max(o.start().toMillis(), since.toMillis()))
            .max();
    var total =
        log.lostTime(since, now).entrySet().stream()
            .filter(e -> wanted.test(e.getKey()))
            .mapToLong(e -> e.getValue().toMillis())
            .max();
    return new Loss(
        longest.orElse(0) / 1000.0,
        total.orElse(0) / 1000.0,
        cluster.plane().reachability().lost().keySet().stream().anyMatch(wanted));
  }

  @Override
  public String toString() {
    if (lasting) {
      return "for good";
    }
    return longest == total ? "%.2f".formatted(total) : "%.2f/%.2f".formatted(longest, total);
  }
}
