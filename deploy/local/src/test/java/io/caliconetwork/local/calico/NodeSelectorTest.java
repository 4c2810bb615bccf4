package io.caliconetwork.local.calico;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSelectorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "all() ; true",
        "!all() ; false",
        "zone == 'a' ; true",
        "zone == \"b\" ; false",
        "zone != 'b' ; true",
        "missing != 'b' ; true",
        "has(zone) ; true",
        "!has(zone) ; false",
        "has(node-role.kubernetes.io/control-plane) ; false",
        "zone in {'a', 'b'} ; true",
        "zone not in { 'a' } ; false",
        "zone == 'a' && !(rack == '2' || rack == '3') ; true",
        "zone == 'b' || rack == '1' && has(zone) ; true"
      })
  void matches(String selector, boolean expected) {
    assertThat(NodeSelector.matches(selector, Map.of("zone", "a", "rack", "1")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zone", "zone =", "zone == a", "(all()", "all() all()", "zone in {", "&&", "!"})
  void refuses(String selector) {
    assertThat(NodeSelector.parse(selector)).isEmpty();
  }
}
