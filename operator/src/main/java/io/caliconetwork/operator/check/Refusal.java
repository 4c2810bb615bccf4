package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.AcceptableRisk;
import java.util.Optional;

/**
 * A reason not to act.
 *
 * @param check which check failed; also the reason of the Stalled condition
 * @param message one sentence with the objects and numbers involved
 * @param remedy what to do
 * @param override the risk that {@code spec.acceptRisks} may name to go on all the same
 */
public record Refusal(
    CheckId check, String message, String remedy, Optional<AcceptableRisk> override) {

  /** A refusal that nothing overrides. */
  public static Refusal of(CheckId check, String message, String remedy) {
    return new Refusal(check, message, remedy, Optional.empty());
  }
}
