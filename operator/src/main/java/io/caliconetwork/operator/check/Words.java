package io.caliconetwork.operator.check;

import java.util.List;

/** Lists in sentences. */
public final class Words {

  private static final int SHOWN = 3;

  private Words() {}

  /** The first few of many, and how many more there are. */
  public static String some(List<String> names) {
    return names.size() <= SHOWN + 1
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " others";
  }

  /** {@code 1 node}, {@code 2 nodes}. */
  static String count(long number, String singular) {
    return number + " " + singular + (number == 1 ? "" : "s");
  }

  /** {@code 1 address}, {@code 2 addresses}. */
  static String addresses(long number) {
    return number + (number == 1 ? " address" : " addresses");
  }
}
