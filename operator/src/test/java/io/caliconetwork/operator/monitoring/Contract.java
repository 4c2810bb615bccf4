package io.caliconetwork.operator.monitoring;

import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The tables of metrics in deploy/monitoring/README.md.
 *
 * @param metrics by name
 */
public record Contract(Map<String, Metric> metrics) {

  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\| (.*?) ?\\| (.*?) ?\\|$", Pattern.MULTILINE);
  private static final Pattern CODES = Pattern.compile("`[^`]+`(, `[^`]+`)*");

  /**
   * A row.
   *
   * @param type such as gauge
   * @param labels by name; no values means that they are told elsewhere
   */
  public record Metric(String type, Map<String, Set<String>> labels) {}

  /** Reads the page. */
  public static Contract read() {
    var metrics = new TreeMap<String, Metric>();
    var above = new TreeMap<String, Set<String>>();
    ROW.matcher(text(directory().resolve("README.md")))
        .results()
        .forEach(row -> {
          var labels = new TreeMap<String, Set<String>>();
          for (var label : row.group(3).isBlank() ? List.<String>of() : labels(row.group(3))) {
            var name = label.substring(1, label.indexOf('`', 1));
            var said = label.substring(label.indexOf(':') + 1).strip();
            var values = said.equals("as above") ? above.get(name) : values(said);
            above.put(name, values);
            labels.put(name, values);
          }
          metrics.put(row.group(1), new Metric(row.group(2), labels));
        });
    return new Contract(metrics);
  }

  private static List<String> labels(String cell) {
    return List.of(cell.split("; ", -1));
  }

  private static Set<String> values(String said) {
    return CODES.matcher(said).matches()
        ? new TreeSet<>(List.of(said.replace("`", "").split(", ", -1)))
        : Set.of();
  }

  /** deploy/monitoring. */
  public static Path directory() {
    return RepositoryLayout.find().root().resolve("deploy/monitoring");
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
