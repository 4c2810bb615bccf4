package io.caliconetwork.operator.report;

import java.util.Set;

/**
 * Reasons of conditions that name no check. Checks name themselves, see {@link
 * io.caliconetwork.operator.check.CheckId}.
 */
public enum Reason {
  /** Ready: the cluster is as the spec says. */
  CONVERGED("Converged"),
  /** Reconciling: a step runs, or the plan waits at a gate. */
  PROGRESSING("Progressing"),
  /** Reconciling: there is no Calico to manage yet. */
  WAITING_FOR_CALICO("WaitingForCalico"),
  /** Not ready: mode is Plan and steps remain. */
  PLAN_ONLY("PlanOnly"),
  /** Not ready: mode was set to Plan while a change was under way. */
  PAUSED("Paused"),
  /** Reconciling: the API server does not answer what has to be read. */
  CLUSTER_NOT_READABLE("ClusterNotReadable"),
  /** Stalled: the spec cannot be followed. */
  INVALID_SPEC("InvalidSpec"),
  /** Stalled: the API server refuses to let the operator read or write something. */
  PERMISSION_DENIED("PermissionDenied"),
  /** Stalled: the API server refuses a write as invalid. */
  WRITE_REFUSED("WriteRefused"),
  /** Stalled: a gate made no progress within its limit. */
  STEP_TIMED_OUT("StepTimedOut"),
  /** Stalled: pods that have to leave their addresses do not, within the limit. */
  PODS_NOT_MOVING("PodsNotMoving"),
  /** Stalled: somebody else keeps changing back what the spec asks for. */
  FIELD_CONTESTED("FieldContested"),
  /** The condition does not apply. */
  NOT_APPLICABLE("NotApplicable");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** Reasons that an answer of the API server to a write gives. */
  static Set<String> refusals() {
    return Set.of(PERMISSION_DENIED.text, WRITE_REFUSED.text);
  }

  /** As it stands in conditions. */
  public String text() {
    return text;
  }
}
