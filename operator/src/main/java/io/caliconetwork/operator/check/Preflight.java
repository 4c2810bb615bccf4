package io.caliconetwork.operator.check;

import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All checks, all evaluated every time, all failures reported together. Pure. */
public final class Preflight {

  private static final List<Check> CHECKS =
      Stream.of(
              HandsOff.checks(),
              CalicoApis.checks(),
              DaemonSetShape.checks(),
              PoolShape.checks(),
              MigrationChecks.checks(),
              Ipv6PoolShape.checks(),
              Ipv6Checks.checks())
          .flatMap(List::stream)
          .toList();

  private Preflight() {}

  /** Why the target must not be pursued; most fundamental first; empty when nothing objects. */
  public static List<Refusal> refusals(Target target, ClusterSnapshot cluster) {
    return Stream.concat(
            CHECKS.stream().flatMap(check -> check.refusal(target, cluster).stream()),
            Guards.refusals(target, cluster))
        .sorted(Comparator.comparing(Refusal::check))
        .toList();
  }
}
