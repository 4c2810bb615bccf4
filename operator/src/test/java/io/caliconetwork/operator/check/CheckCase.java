package io.caliconetwork.operator.check;

import java.util.List;
import java.util.stream.Stream;

/**
 * The smallest cluster that trips a check, and one beside it that does not.
 *
 * @param check that trips
 * @param wish for it
 * @param trips the cluster
 * @param neighbour the same without the cause; null where there is none
 * @param names what the sentence must mention
 */
public record CheckCase(CheckId check, Wish wish, Cluster trips, Cluster neighbour, String names) {

  /** Whether the check refuses a change only, not what is there already. */
  public boolean guardsAChange() {
    return RangeCases.CASES.contains(this) || CarriageCases.CASES.contains(this);
  }

  /** Of every check at least one. */
  public static List<CheckCase> all() {
    return Stream.of(
            ApiCases.CASES.stream(),
            ShapeCases.CASES.stream(),
            RangeCases.CASES.stream(),
            CarriageCases.CASES.stream(),
            MentionCases.CASES.stream(),
            PilotCases.CASES.stream(),
            MigrationCases.CASES.stream(),
            Ipv6Cases.CASES.stream())
        .flatMap(cases -> cases)
        .toList();
  }
}
