package io.caliconetwork.operator.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What was scraped, in Prometheus' text format 0.0.4.
 *
 * @param families by name
 */
public record Scrape(Map<String, Family> families) {

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /**
   * A metric.
   *
   * @param type such as gauge
   * @param labels their values, by name; quantiles and buckets are none
   */
  public record Family(String type, Map<String, Set<String>> labels) {}

  /** Reads it. */
  public static Scrape of(String text) {
    var families = new TreeMap<String, Family>();
    for (var line : text.lines().toList()) {
      var type = TYPE.matcher(line);
      if (type.matches()) {
        families.put(type.group(1), new Family(type.group(2), new TreeMap<>()));
      }
      var sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches() && sample.group(2) != null) {
        var labels = families.get(family(families, sample.group(1))).labels();
        LABEL
            .matcher(sample.group(2))
            .results()
            .filter(l -> !l.group(1).equals("le"))
            .forEach(l -> labels.computeIfAbsent(l.group(1), k -> new TreeSet<>()).add(l.group(2)));
      }
    }
    return new Scrape(families);
  }

  /** A histogram has samples of three names, a summary of two more than its own. */
  static String family(Map<String, ?> families, String sample) {
    return families.containsKey(sample) ? sample : sample.replaceFirst("_(bucket|sum|count)$", "");
  }

  /** The value of a sample, such as {@code caliconetwork_ready}, as it was written. */
  public static String value(String text, String sample) {
    return text.lines()
        .filter(l -> l.startsWith(sample + " "))
        .map(l -> l.substring(sample.length() + 1))
        .findFirst()
        .orElse("none");
  }
}
