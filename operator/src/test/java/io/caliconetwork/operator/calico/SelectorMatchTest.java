package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorMatchTest {

  private static final Map<String, String> WEST =
      Map.of("zone", "west", "node-role.kubernetes.io/control-plane", "");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all()",
        "global()",
        "",
        "zone == 'west'",
        "zone != \"east\"",
        "rack != 'a'",
        "has(node-role.kubernetes.io/control-plane)",
        "!has(rack)",
        "zone in {'east', 'west'}",
        "zone not in {'east'}",
        "rack not in {'a'}",
        "zone starts with 'we'",
        "zone ends with 'st'",
        "zone contains 'es'",
        "zone == 'east' || zone == 'west'",
        "zone == 'west' && (has(rack) || !has(rack))",
        "!!all()",
        "cannot parse this"
      })
  void selects(String selector) {
    assertThat(Selector.matching(selector).test(WEST)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!all()",
        "zone == 'east'",
        "zone != 'west'",
        "rack == 'a'",
        "has(rack)",
        "zone in {}",
        "rack in {'a'}",
        "zone not in {'west'}",
        "zone starts with 'st'",
        "rack contains ''",
        "zone == 'west' && has(rack)",
        "has(rack) || zone == 'east'",
        "!(zone == 'west')"
      })
  void doesNotSelect(String selector) {
    assertThat(Selector.matching(selector).test(WEST)).isFalse();
  }
}
