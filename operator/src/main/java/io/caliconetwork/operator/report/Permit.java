package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.Repair;
import io.caliconetwork.operator.plan.Decision;
import io.caliconetwork.operator.plan.Step;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * A decision after a look at who else writes.
 *
 * @param decision perhaps another one than was asked for
 * @param repairs for status
 * @param write to make now; empty when there is none, or when it has to wait a moment
 * @param begin only the part of the write that restarts nothing
 */
public record Permit(
    Decision decision, List<Repair> repairs, Optional<Step.Write> write, boolean begin) {

  public Permit {
    repairs = List.copyOf(repairs);
  }

  /** The cluster that the write was decided on. */
  public ClusterSnapshot cluster() {
    return switch (decision) {
      case Decision.Proceed d -> d.cluster();
      case Decision.Contested d -> d.cluster();
      default -> throw new IllegalStateException("nothing to write: " + decision);
    };
  }

  /** Whether a write is due as soon as it has been quiet for long enough. */
  public boolean held() {
    return write.isEmpty() && decision.next().isPresent();
  }
}
