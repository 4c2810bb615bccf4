package io.caliconetwork.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.check.CheckId;
import io.caliconetwork.operator.report.Reason;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asserts that queries select what there is: metrics, labels and values of labels. */
final class KnownSelectors {

  private static final Contract CONTRACT = Contract.read();

  /** Labels of the scrape, not of the metric. */
  private static final Set<String> OF_THE_TARGET =
      Set.of("job", "instance", "namespace", "pod", "node");

  private KnownSelectors() {}

  static void assertIn(String expression) {
    assertThat(PromQl.selectors(expression)).as(expression).isNotEmpty();
    for (var selector : PromQl.selectors(expression)) {
      var name = Scrape.family(CONTRACT.metrics(), selector.metric());
      assertThat(CONTRACT.metrics()).as(expression).containsKey(name);
      var labels = CONTRACT.metrics().get(name).labels();
      selector
          .matchers()
          .forEach((label, values) -> {
            if (!OF_THE_TARGET.contains(label)) {
              assertThat(labels).as("%s of %s", label, expression).containsKey(label);
              var known = values(label, labels.get(label));
              if (!known.isEmpty()) {
                assertThat(known).as("%s of %s", label, expression).containsAll(values);
              }
            }
          });
    }
  }

  private static Set<String> values(String label, Set<String> documented) {
    return switch (label) {
      case "check" -> checks().collect(Collectors.toSet());
      case "reason" ->
          Stream.concat(Arrays.stream(Reason.values()).map(Reason::text), checks())
              .collect(Collectors.toSet());
      default -> documented;
    };
  }

  private static Stream<String> checks() {
    return Arrays.stream(CheckId.values()).map(CheckId::id);
  }
}
