package io.caliconetwork.operator.report;

import io.caliconetwork.api.v1alpha1.CalicoNetworkStatus;
import java.util.List;

/**
 * What kstatus (sigs.k8s.io/cli-utils, also Flux's and kpt's) makes of a custom resource: its
 * {@code checkGeneration}, {@code checkGenericProperties} and {@code checkReadyCondition}, in that
 * order.
 */
public enum Kstatus {
  /** Not there yet; look again. */
  IN_PROGRESS,
  /** As declared. */
  CURRENT,
  /** Will not get there without somebody's help. */
  FAILED;

  /** Computes it for an object that is not being deleted. */
  public static Kstatus of(long generation, CalicoNetworkStatus status) {
    if (status.observedGeneration() != null && status.observedGeneration() != generation) {
      return IN_PROGRESS;
    }
    var conditions =
        status.conditions() == null
            ? List.<io.caliconetwork.api.v1alpha1.Condition>of()
            : status.conditions();
    for (var condition : conditions) {
      if (condition.type().equals("Reconciling") && condition.status().equals("True")) {
        return IN_PROGRESS;
      }
      if (condition.type().equals("Stalled") && condition.status().equals("True")) {
        return FAILED;
      }
    }
    for (var condition : conditions) {
      if (condition.type().equals("Ready")) {
        return condition.status().equals("True") ? CURRENT : IN_PROGRESS;
      }
    }
    return CURRENT;
  }
}
