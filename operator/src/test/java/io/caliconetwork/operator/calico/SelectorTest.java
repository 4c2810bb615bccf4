package io.caliconetwork.operator.calico;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** libcalico-go/lib/selector: its tokenizer and its parser. */
class SelectorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all()",
        "all( )",
        "global()",
        "!all()",
        "!!all()",
        "has(a)",
        "has( a/b.c-d_e )",
        "a == 'x'",
        "a==\"x\"",
        "a != 'it is \"quoted\"'",
        "a == ''",
        "a in {'x', \"y\"}",
        "a in {}",
        "a in {'x',}",
        "a not in {'x'}",
        "a notin{'x'}",
        "a contains 'x'",
        "a starts with 'x'",
        "a startswith 'x'",
        "a ends with 'x'",
        "!has(a) && b == 'c' || d != 'e'",
        "((a == 'x'))",
        "a == 'x'&&b == 'y'",
        "\ta == 'x' ",
        "has == 'x'",
        "all == 'x'",
        "in in {'in'}",
        "not not in {'x'}",
        "contains contains 'x'",
        "projectcalico.org/name == 'n' && !(has(x) || y in {'1'})",
      })
  void calicoParsesThese(String text) {
    assertThat(Selector.problem(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a = 'x'",
        "a == x",
        "a == 'x",
        "a == \"x'",
        "a === 'x'",
        "all",
        "all(",
        "all ()",
        "all() all()",
        "has()",
        "has (a)",
        "has('a')",
        "a in 'x'",
        "a in {x}",
        "a in {'x'",
        "a in {'x' 'y'}",
        "a in {,}",
        "a not 'x'",
        "a starts 'x'",
        "a matches 'x'",
        "&& a == 'x'",
        "a == 'x' &&",
        "a == 'x' & b == 'y'",
        "a == 'x' | b == 'y'",
        "a == 'x' and b == 'y'",
        "(a == 'x'",
        "a == 'x')",
        "!",
        "!()",
        "()",
        "a > '1'",
        "a == 'x'; b == 'y'",
        "a:x",
        "all()\n",
        "a ==\n'x'",
        "zone west == 'x'",
        "a !in {'x'}",
      })
  void calicoTerminatesOnThese(String text) {
    assertThat(Selector.problem(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zone = 'west'", "a == 'x' b"})
  void theProblemSaysWhere(String text) {
    assertThat(Selector.problem(text).orElseThrow()).matches("expected .+ at position \\d+");
  }

  @Property
  void whateverTheGrammarMakesIsAccepted(@ForAll("selectors") String text) {
    assertThat(Selector.problem(text)).as(text).isEmpty();
  }

  @Property
  void andNothingCanStandBehindIt(@ForAll("selectors") String text) {
    assertThat(Selector.problem(text + " x")).as(text).isPresent();
    assertThat(Selector.problem(text + ")")).as(text).isPresent();
    assertThat(Selector.problem(text + " &&")).as(text).isPresent();
  }

  @Provide
  Arbitrary<String> selectors() {
    return tree(3);
  }

  private static Arbitrary<String> tree(int depth) {
    var leaf =
        Arbitraries.of(
            "all()",
            "has(a)",
            "a == 'x'",
            "b/c != \"y\"",
            "a in {'x', 'y'}",
            "a not in {}",
            "a contains 'x'",
            "a starts with 'x'",
            "a ends with 'x'");
    if (depth == 0) {
      return leaf;
    }
    var below = tree(depth - 1);
    return Arbitraries.oneOf(
        leaf,
        below.map(s -> "!(" + s + ")"),
        below.map(s -> "( " + s + ")"),
        Combinators.combine(below, Arbitraries.of(" && ", "||"), below).as((l, o, r) -> l + o + r));
  }
}
