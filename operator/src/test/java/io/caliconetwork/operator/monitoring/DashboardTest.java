package io.caliconetwork.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Grafana needs to load the dashboard into any of its instances. */
class DashboardTest {

  private static final int COLUMNS = 24;
  private static final JsonNode DASHBOARD = AlertRules.yaml(AlertRules.chartFile("dashboard.json"));

  @Test
  void hasNoIdentityAndAsksForItsDataSource() {
    assertThat(DASHBOARD.has("id")).isFalse();
    assertThat(DASHBOARD.has("uid")).isFalse();
    assertThat(DASHBOARD.path("schemaVersion").asInt()).isPositive();
    assertThat(DASHBOARD.path("title").asText()).isNotBlank();
    assertThat(DASHBOARD.path("templating").path("list").path(0).path("type").asText())
        .isEqualTo("datasource");
    assertThat(DASHBOARD.findValuesAsText("uid")).isNotEmpty().containsOnly("${datasource}");
  }

  @Test
  void panelsAreDistinctAndDoNotOverlap() {
    var ids = new ArrayList<Integer>();
    var taken = new ArrayList<String>();
    for (var panel : DASHBOARD.path("panels")) {
      ids.add(panel.path("id").asInt());
      assertThat(panel.path("type").asText()).isIn("row", "stat", "timeseries");
      assertThat(panel.path("title").asText()).isNotBlank();
      var place = panel.path("gridPos");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isBetween(1, COLUMNS);
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          taken.add((place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y));
        }
      }
    }
    assertThat(ids).hasSizeGreaterThan(10).doesNotHaveDuplicates().allMatch(i -> i > 0);
    assertThat(taken).doesNotHaveDuplicates();
  }

  @Test
  void everyPanelReadsMetricsThatThereAre() {
    assertThat(queries()).hasSizeGreaterThan(20).allSatisfy(KnownSelectors::assertIn);
    for (var panel : DASHBOARD.path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("targets").findValuesAsText("refId"))
            .as(panel.path("title").asText())
            .isNotEmpty()
            .doesNotHaveDuplicates();
      }
    }
  }

  /** With its variables as Grafana fills them in. */
  static List<String> queries() {
    return DASHBOARD.path("panels").findValuesAsText("expr").stream()
        .map(q -> q.replace("$__rate_interval", "5m").replace("$namespace", ".*"))
        .toList();
  }
}
