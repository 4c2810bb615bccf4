package io.caliconetwork.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, the runbook pages they lead to, and the tests that promtool runs. */
class AlertRulesTest {

  private static final String RUNBOOKS = "deploy/monitoring/runbooks/";
  private static final String BY_REASON = "{{ $labels.reason }}";
  private static final Pattern STALLED =
      Pattern.compile("^\\| `(\\w+)` \\| Stalled \\|", Pattern.MULTILINE);
  private static final Pattern TESTED = Pattern.compile("alertname=\"(\\w+)\"");

  @Test
  void eachSaysHowBadItIsAndWhatToDo() {
    assertThat(AlertRules.alerts())
        .hasSizeGreaterThan(10)
        .allSatisfy(alert -> {
          assertThat(alert.path("labels").path("severity").asText())
              .isIn("critical", "warning", "info");
          var annotations = alert.path("annotations");
          assertThat(annotations.path("summary").asText()).isNotBlank().doesNotEndWith(".");
          assertThat(annotations.path("description").asText()).endsWith(".");
          var page = alert.path("alert").asText();
          assertThat(annotations.path("runbook_url").asText())
              .isIn(RUNBOOKS + page + ".md", RUNBOOKS + BY_REASON + ".md");
        });
  }

  @Test
  void eachReadsMetricsThatThereAre() {
    assertThat(AlertRules.alerts())
        .allSatisfy(alert -> KnownSelectors.assertIn(alert.path("expr").asText()));
  }

  @Test
  void theStalledReasonsAreTheDocumentedOnes() {
    var stalled = alert("CalicoNetworkStalled");
    assertThat(PromQl.selectors(stalled.path("expr").asText()).getFirst().matchers().get("reason"))
        .containsExactlyInAnyOrderElementsOf(stalledReasons());
    assertThat(stalled.path("annotations").path("runbook_url").asText()).contains(BY_REASON);
  }

  @Test
  void thereIsAPageForEachAlertAndReasonAndNoOther() {
    var pages = new TreeSet<>(names());
    pages.addAll(stalledReasons());
    assertThat(files(Contract.directory().resolve("runbooks"), ".md")).isEqualTo(pages);
  }

  @Test
  void everyPageHasTheSameParts() {
    for (var page : files(Contract.directory().resolve("runbooks"), ".md")) {
      var text = page(page);
      assertThat(text).startsWith("# " + page + "\n");
      assertThat(text.lines().filter(l -> l.startsWith("## ")))
          .as(page)
          .containsExactly("## Meaning", "## Impact", "## Diagnosis", "## Mitigation");
      Pattern.compile("\\]\\(([^)#:]+)[^)]*\\)")
          .matcher(text)
          .results()
          .forEach(link ->
              assertThat(Contract.directory().resolve("runbooks").resolve(link.group(1)))
                  .as(page)
                  .exists());
    }
  }

  @Test
  void eachIsTestedToFireAndNotToFire() {
    var fires = new TreeSet<String>();
    var silent = new TreeSet<String>();
    for (var test : promtoolTests()) {
      for (var eval : test.path("promql_expr_test")) {
        TESTED
            .matcher(eval.path("expr").asText())
            .results()
            .forEach(m -> (eval.path("exp_samples").isEmpty() ? silent : fires).add(m.group(1)));
      }
    }
    assertThat(fires).isEqualTo(names());
    assertThat(silent).isEqualTo(names());
  }

  @Test
  void thatIsTestedWithMetricsThatThereAre() {
    for (var test : promtoolTests()) {
      for (var series : test.path("input_series")) {
        var name = series.path("series").asText();
        if (!name.startsWith("up{")) {
          KnownSelectors.assertIn(
              // Another operator on the same framework, and another process.
              name.replace("controller_name=\"other\"", "controller_name=\"caliconetwork\""));
        }
      }
    }
  }

  private static List<JsonNode> promtoolTests() {
    return files(Contract.directory().resolve("tests"), ".yaml").stream()
        .map(f -> AlertRules.yaml(Contract.directory().resolve("tests").resolve(f + ".yaml")))
        .flatMap(f ->
            Stream.iterate(0, i -> i < f.path("tests").size(), i -> i + 1)
                .map(i -> f.path("tests").get(i)))
        .toList();
  }

  private static Set<String> names() {
    return AlertRules.alerts().stream()
        .map(a -> a.path("alert").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode alert(String name) {
    return AlertRules.alerts().stream()
        .filter(a -> a.path("alert").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The reference page is compared with the enum by ReferencePageTest. */
  private static Set<String> stalledReasons() {
    var page = Contract.text(RepositoryLayout.find().root().resolve("crd/README.md"));
    var found = STALLED.matcher(page).results().map(m -> m.group(1)).collect(Collectors.toSet());
    assertThat(found).hasSizeGreaterThan(3);
    return found;
  }

  private static String page(String name) {
    return Contract.text(Contract.directory().resolve("runbooks").resolve(name + ".md"));
  }

  private static Set<String> files(Path directory, String ending) {
    try (var files = Files.list(directory)) {
      return files
          .map(f -> f.getFileName().toString())
          .map(f -> f.replaceFirst(Pattern.quote(ending) + "$", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
