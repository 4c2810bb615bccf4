package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import java.util.Optional;
import java.util.Set;

/**
 * Something true that stands against the wish, or would if the cluster did not have it already.
 *
 * @param check that found it
 * @param message one sentence with the objects and numbers involved
 * @param remedy what to do
 * @param guards whether what it warns of is still ahead, so that it is a reason not to act
 */
record Finding(CheckId check, String message, String remedy, boolean guards) {

  /** Whether it stops the plan, given what the admin accepts. */
  boolean stops(Set<AcceptableRisk> accepted) {
    return guards && !acceptedBy(accepted);
  }

  boolean acceptedBy(Set<AcceptableRisk> accepted) {
    return check.risk().filter(accepted::contains).isPresent();
  }

  Refusal refusal() {
    return new Refusal(
        check,
        message,
        check
            .risk()
            .map(r -> remedy + ", or accept the risk with spec.acceptRisks: [" + check.id() + "]")
            .orElse(remedy),
        check.risk());
  }

  Notice notice(Set<AcceptableRisk> accepted) {
    return new Notice(
        check.id(),
        acceptedBy(accepted) && guards
            ? message + "; accepted by spec.acceptRisks"
            : message + "; " + remedy);
  }

  /** When it holds. */
  static Optional<Finding> when(boolean holds, Finding finding) {
    return holds ? Optional.of(finding) : Optional.empty();
  }
}
