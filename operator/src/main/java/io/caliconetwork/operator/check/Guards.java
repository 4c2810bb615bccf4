package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All guards, all asked every time. */
final class Guards {

  private static final List<Guard> ALL =
      Stream.of(
              FelixOverrides.guards(),
              Ranges.guards(),
              RangeMentions.guards(),
              PilotChecks.guards(),
              Capacity.guards(),
              Underlay.guards(),
              Subnets.guards(),
              MtuRoom.guards(),
              PoolPins.guards(),
              CleanUp.guards(),
              Ipv6Guards.guards())
          .flatMap(List::stream)
          .toList();

  private Guards() {}

  /** In the order of the checks. */
  static List<Finding> findings(Target target, ClusterSnapshot cluster) {
    var situation = Situation.of(target, cluster);
    return ALL.stream()
        .flatMap(guard -> guard.finding(situation).stream())
        .sorted(Comparator.comparing(Finding::check))
        .toList();
  }

  /** Refusals of what is found. */
  static Stream<Refusal> refusals(Target target, ClusterSnapshot cluster) {
    return findings(target, cluster).stream()
        .filter(f -> f.stops(target.wish().accepted()))
        .map(Finding::refusal);
  }

  /** What is found but stops nothing, and accepted risks that are not there. */
  static List<Notice> notices(Target target, ClusterSnapshot cluster) {
    var accepted = target.wish().accepted();
    var findings = findings(target, cluster);
    var notices =
        findings.stream()
            .filter(f -> !f.stops(accepted))
            .map(f -> f.notice(accepted))
            .collect(Collectors.toCollection(ArrayList::new));
    var present = findings.stream().map(Finding::check).collect(Collectors.toSet());
    accepted.stream()
        .sorted(Comparator.comparing(AcceptableRisk::name))
        .map(CheckId::of)
        .filter(check -> !present.contains(check))
        .map(check ->
            new Notice(
                "AcceptedRiskAbsent",
                "spec.acceptRisks names "
                    + check.id()
                    + ", but there is no such risk here now; take it out of the list, or it is"
                    + " accepted unseen should it come"))
        .forEach(notices::add);
    return notices;
  }
}
