package io.caliconetwork.operator.monitoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an expression of PromQL selects. promtool says whether it is one; here only its selectors
 * are told from functions, keywords and lists of labels.
 */
public final class PromQl {

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'");
  private static final Pattern LABELS =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w:.$])([a-zA-Z_:][\\w:]*)(?![\\w:]|\\s*\\()\\s*(\\{[^}]*\\})?");
  private static final Pattern MATCHER =
      Pattern.compile("([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)\\s*#(\\d+)#");
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

  private PromQl() {}

  /**
   * A selector.
   *
   * @param metric its name
   * @param matchers by label; alternatives of a regular expression one by one
   */
  public record Selector(String metric, Map<String, List<String>> matchers) {}

  /** All selectors of the expression. */
  public static List<Selector> selectors(String expression) {
    var strings = STRING.matcher(expression).results().map(m -> m.group()).toList();
    var count = new int[1];
    var bare = STRING.matcher(expression).replaceAll(m -> "#" + count[0]++ + "#");
    bare = LABELS.matcher(bare).replaceAll("").replaceAll("\\[[^\\]]*\\]", "");
    return SELECTOR
        .matcher(bare)
        .results()
        .filter(m -> !KEYWORDS.contains(m.group(1).toLowerCase(Locale.ROOT)))
        .map(m -> new Selector(m.group(1), matchers(m.group(2), strings)))
        .toList();
  }

  private static Map<String, List<String>> matchers(String braces, List<String> strings) {
    var found = new LinkedHashMap<String, List<String>>();
    if (braces != null) {
      MATCHER
          .matcher(braces)
          .results()
          .forEach(m -> {
            var text = strings.get(Integer.parseInt(m.group(3)));
            found.put(m.group(1), List.of(text.substring(1, text.length() - 1).split("\\|", -1)));
          });
    }
    return found;
  }

  /** Names of all metrics that the expression reads. */
  public static Set<String> metrics(String expression) {
    var names = new TreeSet<String>();
    selectors(expression).forEach(s -> names.add(s.metric()));
    return names;
  }
}
