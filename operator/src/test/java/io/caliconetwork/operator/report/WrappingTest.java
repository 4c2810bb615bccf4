package io.caliconetwork.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {

  private static final String COMMAND =
      "'kubectl -n kube-system set env daemonset/calico-node NO_DEFAULT_POOLS- --containers=calico-node'";

  @Test
  void breaksAtWordsAndIndentsEachLine() {
    assertThat(Wrapping.lines("  ", "word ".repeat(40)))
        .hasSize(3)
        .allSatisfy(
            l -> assertThat(l).startsWith("  word").hasSizeLessThanOrEqualTo(Wrapping.WIDTH));
  }

  @Test
  void neverBreaksACommandInQuotes() {
    assertThat(Wrapping.lines("    ", "To get rid of it run " + COMMAND + " and wait."))
        .containsExactly("    To get rid of it run", "    " + COMMAND, "    and wait.");
  }

  @Test
  void anApostropheOpensNoQuotes() {
    assertThat(Wrapping.lines("", "calico-node's probes, node's and " + "more ".repeat(30)))
        .hasSizeGreaterThan(1);
  }

  @Test
  void linesOfTheTextStayWithTheirIndentation() {
    assertThat(Wrapping.lines("  ", "add:\nspec:\n  cidr: 10.0.0.0/8"))
        .containsExactly("  add:", "  spec:", "    cidr: 10.0.0.0/8");
  }

  @Test
  void nothingIsOneLine() {
    assertThat(Wrapping.lines("", "")).containsExactly("");
  }
}
