package io.caliconetwork.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference page says of every field what the CRD says; -Dcrd.write=true writes that down. */
class ReferenceTest {

  private static final Path PAGE = Path.of("README.md");

  @ParameterizedTest
  @ValueSource(strings = {"spec", "status"})
  void fields(String field) throws IOException {
    var table = FieldTables.of(field, GeneratedCrd.schema().getProperties().get(field));
    var page = Files.readString(PAGE);
    var wished = replaced(page, field, table);
    if (Boolean.getBoolean("crd.write")) {
      Files.writeString(PAGE, wished);
    }
    assertThat(PAGE).content().isEqualTo(wished);
  }

  @Test
  void aTableNeedsItsPlace() {
    assertThat(replaced("<!-- spec fields -->\nold\n<!-- end -->\n", "spec", "new\n"))
        .isEqualTo("<!-- spec fields -->\n\nnew\n\n<!-- end -->\n");
  }

  private static String replaced(String page, String field, String table) {
    var begin = "<!-- " + field + " fields -->";
    var place = Pattern.compile(begin + ".*?<!-- end -->", Pattern.DOTALL).matcher(page);
    assertThat(place.find()).as(begin + " in " + PAGE).isTrue();
    return place.replaceFirst(Matcher.quoteReplacement(begin + "\n\n" + table + "\n<!-- end -->"));
  }
}
