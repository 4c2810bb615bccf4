package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Helm has made of the chart.
 *
 * @param text as printed
 * @param objects the same, read
 */
record Rendered(String text, List<HasMetadata> objects) {

  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---$");

  static Rendered of(String text) {
    return new Rendered(text, documents(text).map(Rendered::object).toList());
  }

  /** The documents that say anything. */
  static Stream<String> documents(String text) {
    return SEPARATOR
        .splitAsStream(text)
        .filter(d -> d.lines().anyMatch(l -> !l.isBlank() && !l.startsWith("#")));
  }

  private static HasMetadata object(String document) {
    return Serialization.unmarshal(document, HasMetadata.class);
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The one object of a type. */
  <T extends HasMetadata> T only(Class<T> type) {
    var found = all(type);
    assertThat(found).as(type.getSimpleName()).hasSize(1);
    return found.getFirst();
  }

  /** Kind and name of every object, in order. */
  List<String> names() {
    return objects.stream()
        .map(o ->
            o.getKind()
                + " "
                + (o.getMetadata().getNamespace() == null
                    ? ""
                    : o.getMetadata().getNamespace() + "/")
                + o.getMetadata().getName())
        .toList();
  }
}
