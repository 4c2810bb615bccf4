package io.caliconetwork.operator.plan;

import io.caliconetwork.api.v1alpha1.MigrationStrategy;
import io.caliconetwork.operator.check.Wish.Consent;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.caliconetwork.operator.snapshot.PodMoves;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Waits until no pod has an address of the pools that they leave, and moves them meanwhile, as far
 * as the spec consents. It never gives up: what holds it up is named, and tried again.
 *
 * @param detail how far it got, and what it waits for
 * @param progress pods that have moved
 * @param total pods that had such an address when the first was moved; 0 while nothing is known
 * @param evictions to be made now
 * @param patient whether it waits for somebody who takes the time that it takes: you, or Jobs
 */
public record MovePods(
    String detail, int progress, int total, Optional<EvictPods> evictions, boolean patient)
    implements Step.Gate {

  /** Kind of step, as it stands in status. */
  public static final String NAME = "MovePods";

  /** A gate behind pools that are still to be disabled. */
  static MovePods ahead(Consent consent, int pods) {
    var all = pods == 0 ? "every pod" : pods == 1 ? "1 pod" : pods + " pods";
    return new MovePods(
        switch (consent.strategy()) {
          case EVICT ->
              all
                  + " evicted, at most "
                  + consent.most()
                  + " on their way at once, and recreated"
                  + " with new addresses";
          case MANUAL -> all + " recreated by you, with new addresses";
          case FORBID -> all + " recreated with new addresses, with your consent";
        },
        0,
        0,
        Optional.empty(),
        consent.strategy() != MigrationStrategy.EVICT);
  }

  /** The gate at which the plan stands. */
  static MovePods of(PodMoves moves, int began, Consent consent) {
    var remaining = moves.remaining().size();
    var total = Math.max(began, remaining);
    var now =
        consent.strategy() == MigrationStrategy.EVICT
            ? Evictions.now(moves, consent)
            : List.<MovingPod>of();
    return new MovePods(
        MoveReport.text(moves, total, consent),
        total - remaining,
        total,
        now.isEmpty() ? Optional.empty() : Optional.of(new EvictPods(now)),
        consent.strategy() != MigrationStrategy.EVICT || onlyJobs(moves));
  }

  private static boolean onlyJobs(PodMoves moves) {
    return !moves.jobsDue()
        && !moves.remaining().isEmpty()
        && moves.remaining().stream()
            .allMatch(p -> p.owner().who() == MovingPod.Kind.JOB && !p.leaving());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration limit() {
    return patient ? TimeLimits.NEVER : TimeLimits.PODS;
  }

  @Override
  public Optional<Write> meanwhile() {
    return evictions.map(e -> e);
  }

  @Override
  public List<String> lagging() {
    return List.of();
  }
}
