package io.caliconetwork.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.operator.check.CheckId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference page explains every reason and every check, and none that is not there. */
class ReferencePageTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Za-z0-9]+)` \\|.*$", Pattern.MULTILINE);

  @Test
  void reasons() throws IOException {
    assertThat(rows("### Conditions"))
        .extracting(DocumentedRow::name)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::text).toList());
  }

  @Test
  void checks() throws IOException {
    var rows = rows("### Checks");
    assertThat(rows)
        .extracting(DocumentedRow::name)
        .containsExactlyElementsOf(Arrays.stream(CheckId.values()).map(CheckId::id).toList());
    assertThat(rows)
        .filteredOn(r -> r.text().endsWith("| yes |"))
        .extracting(DocumentedRow::name)
        .containsExactlyElementsOf(
            Arrays.stream(CheckId.values())
                .filter(c -> c.risk().isPresent())
                .map(CheckId::id)
                .toList());
  }

  private record DocumentedRow(String name, String text) {}

  private static List<DocumentedRow> rows(String heading) throws IOException {
    var page = Files.readString(RepositoryLayout.find().root().resolve("crd/README.md"));
    var from = page.indexOf("\n" + heading + "\n");
    assertThat(from).as(heading).isPositive();
    var to = page.indexOf("\n##", from + heading.length());
    return ROW.matcher(page.substring(from, to))
        .results()
        .map(m -> new DocumentedRow(m.group(1), m.group()))
        .toList();
  }
}
