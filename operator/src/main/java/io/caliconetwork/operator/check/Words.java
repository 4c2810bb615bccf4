package io.caliconetwork.operator.check;

import java.util.List;

/** Lists in sentences. */
public final class Words {

  private static final int SHOWN = 3;

  private Words() {}

  /** The first few of many, and how many more there are. */
  public static String some(List<String> names) {
    return some(names, names.size());
  }

  /** The first few of even more than are at hand. */
  public static String some(List<String> names, int all) {
    if (all <= SHOWN + 1) {
      return String.join(", ", names);
    }
    var shown = names.stream().limit(SHOWN).toList();
    return String.join(", ", shown) + " and " + (all - shown.size()) + " others";
  }

  /** {@code 1 node}, {@code 2 nodes}. */
  public static String count(long number, String singular) {
    return number + " " + singular + (number == 1 ? "" : "s");
  }

  /** {@code 1 address}, {@code 2 addresses}. */
  public static String addresses(long number) {
    return number + (number == 1 ? " address" : " addresses");
  }
}
