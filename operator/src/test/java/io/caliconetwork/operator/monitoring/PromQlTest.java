package io.caliconetwork.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The extraction that the other tests go by. */
class PromQlTest {

  @Test
  void findsMetricsAmongFunctionsKeywordsLabelsAndText() {
    assertThat(
            PromQl.metrics(
                """
                histogram_quantile(0.95, sum by (le, by) (rate(a_bucket{x="b{c} and d"}[5m])))
                  / on (job) group_left (e) f:g > 1e9 and sum without (h)(i offset 5m) * 0x1f
                  unless absent (j) or max(k) by (l) == bool 3 > Inf
                """))
        .containsExactly("a_bucket", "f:g", "i", "j", "k");
  }

  @Test
  void findsWhatIsMatched() {
    assertThat(PromQl.selectors("max(a{b=\"c\", d=~\"e|f\"})"))
        .containsExactly(
            new PromQl.Selector("a", Map.of("b", List.of("c"), "d", List.of("e", "f"))));
  }
}
