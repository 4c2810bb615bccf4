package io.caliconetwork.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What promtool says of alerts, their tests, and the queries of the dashboard. */
class PromtoolIT {

  @Test
  void acceptsTheRules() {
    assertSuccess("check rules --lint=all --lint-fatal " + AlertRules.file());
  }

  @Test
  void theAlertsFireWhenTheyShouldAndOnlyThen() {
    assertSuccess("test rules deploy/monitoring/tests/*.yaml");
  }

  /** A threshold that a good change reaches makes an alert fire in the test of that. */
  @Test
  void theTestOfAGoodChangeCanFail(@TempDir Path directory) throws IOException {
    var rules = Contract.text(AlertRules.file());
    var tests = Contract.text(Contract.directory().resolve("tests/normal-change.yaml"));
    Files.writeString(directory.resolve("alerts.yaml"), rules.replace("> 0.8 *", "> 0.5 *"));
    Files.writeString(
        directory.resolve("normal-change.yaml"),
        tests.replaceFirst("rule_files: .*", "rule_files: [alerts.yaml]"));
    var result = Promtool.run("test rules " + directory.resolve("normal-change.yaml"));
    assertThat(result.code()).as(result.text()).isNotZero();
    assertThat(result.text()).contains("CalicoNetworkGateSlow");
  }

  @Test
  void theDashboardsQueriesAreQueries(@TempDir Path directory) throws IOException {
    var rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    for (var query : DashboardTest.queries()) {
      rules
          .append("      - record: dashboard:query:")
          .append(rules.length())
          .append("\n        expr: '")
          .append(query.replace("'", "''"))
          .append("'\n");
    }
    var file = Files.writeString(directory.resolve("dashboard.yaml"), rules);
    assertSuccess("check rules " + file);
  }

  private static void assertSuccess(String arguments) {
    var result = Promtool.run(arguments);
    System.out.println("=== promtool " + arguments + "\n" + result.text());
    assertThat(result.code()).as(result.text()).isZero();
    assertThat(result.text()).contains("SUCCESS");
  }
}
