package io.caliconetwork.operator.check;

/**
 * A true thing that stops nothing.
 *
 * @param id its name
 * @param message what is so, and what follows
 */
public record Notice(String id, String message) {

  private static final String ADVICE = "Advice";

  /** What would cost less; shown apart from warnings. */
  static Notice advice(String message) {
    return new Notice(ADVICE, message);
  }

  /** Whether it is advice, not a warning. */
  public boolean isAdvice() {
    return id.equals(ADVICE);
  }
}
