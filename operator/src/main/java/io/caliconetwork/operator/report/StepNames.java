package io.caliconetwork.operator.report;

import io.caliconetwork.operator.plan.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * All names that steps can have, so that a counter starts at 0 and not with its first event, which
 * Prometheus would not see.
 */
final class StepNames {

  private StepNames() {}

  static List<String> gates() {
    return kinds(Step.Gate.class).map(Class::getSimpleName).sorted().toList();
  }

  static List<String> writes() {
    return Stream.concat(
            kinds(Step.Write.class)
                .filter(kind -> kind != Step.ReviseCalicoNode.class)
                .map(Class::getSimpleName),
            Arrays.stream(Step.ReviseCalicoNode.Purpose.values())
                .map(Step.ReviseCalicoNode.Purpose::label))
        .sorted()
        .toList();
  }

  private static Stream<Class<?>> kinds(Class<?> of) {
    return of.isSealed()
        ? Arrays.stream(of.getPermittedSubclasses()).flatMap(StepNames::kinds)
        : Stream.of(of);
  }
}
