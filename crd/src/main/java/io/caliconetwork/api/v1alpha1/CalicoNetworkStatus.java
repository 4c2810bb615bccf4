package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * What the operator sees, does, waits for, and why it refuses.
 *
 * @param observedGeneration generation of the spec this status answers; -1 before the first look
 * @param conditions Ready, Reconciling and Stalled, by the kstatus convention
 * @param effective what is in force in the cluster
 * @param plan the steps that remain, with those already done
 * @param blockers why the operator refuses
 * @param warnings true things that stop nothing
 * @param advice which overlay would cost less here, and why
 * @param repairs what somebody else reverted under this generation of the spec
 * @param migration a change from one range to another that is under way
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CalicoNetworkStatus(
    @JsonPropertyDescription(
            "Generation of the spec that this status answers; -1 before the operator's first look.")
        Long observedGeneration,
    @JsonPropertyDescription(
            "Ready: the cluster is as the spec says. Reconciling: a change is under way. Stalled:"
                + " nothing further happens until somebody acts; the message says what to do.")
        List<Condition> conditions,
    @JsonPropertyDescription("What is in force in the cluster.") Effective effective,
    @JsonPropertyDescription("What remains to be done and what it costs.") Plan plan,
    @JsonPropertyDescription("Why the operator refuses to act; all reasons at once.")
        List<Blocker> blockers,
    @JsonPropertyDescription("True things that stop nothing but should be known.")
        List<Warning> warnings,
    @JsonPropertyDescription("Which overlay would cost less here, and why.") List<String> advice,
    @JsonPropertyDescription(
            "What somebody else changed back although the operator had set it, under this generation"
                + " of the spec.")
        List<Repair> repairs,
    @JsonPropertyDescription(
            "Only while pods move from one range to another: what cannot be seen from the cluster"
                + " itself, and how far it got.")
        MigrationState migration) {

  /** A status without advice, in a cluster where nobody reverted anything. */
  public CalicoNetworkStatus(
      Long observedGeneration,
      List<Condition> conditions,
      Effective effective,
      Plan plan,
      List<Blocker> blockers,
      List<Warning> warnings) {
    this(observedGeneration, conditions, effective, plan, blockers, warnings, null, null, null);
  }

  /** The same about another change of ranges; null when none is under way. */
  public CalicoNetworkStatus with(MigrationState other) {
    return new CalicoNetworkStatus(
        observedGeneration,
        conditions,
        effective,
        plan,
        blockers,
        warnings,
        advice,
        repairs,
        other);
  }
}
