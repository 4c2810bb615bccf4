package io.caliconetwork.local.calico;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Calico selector over a node's labels: {@code all()}, {@code has(k)}, {@code ==}, {@code !=},
 * {@code in}, {@code not in}, {@code !}, {@code &&}, {@code ||} and parentheses.
 */
public final class NodeSelector {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(all\\(\\)|has\\(\\s*[\\w./-]+\\s*\\)|not\\s+in\\b|in\\b|'[^']*'|\"[^\"]*\"|==|!=|&&"
              + "|\\|\\||[!(){},]|[\\w./-]+)");
  private static final Pattern LABEL = Pattern.compile("[\\w./-]+");

  private final List<String> tokens;
  private int next;

  private NodeSelector(List<String> tokens) {
    this.tokens = tokens;
  }

  /** Reads a selector; {@code ""} is {@code all()}. Empty when its syntax is wrong. */
  public static Optional<Predicate<Map<String, String>>> parse(String text) {
    if (text.isBlank()) {
      return Optional.of(labels -> true);
    }
    return tokens(text.strip()).flatMap(tokens -> new NodeSelector(tokens).whole());
  }

  /** Whether the selector is right and chooses a node with these labels. */
  public static boolean matches(String selector, Map<String, String> labels) {
    return parse(selector).map(predicate -> predicate.test(labels)).orElse(false);
  }

  private static Optional<List<String>> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        return Optional.empty();
      }
      tokens.add(matcher.group(1));
      end = matcher.end();
    }
    return Optional.of(tokens);
  }

  private Optional<Predicate<Map<String, String>>> whole() {
    return either().filter(read -> next == tokens.size());
  }

  private Optional<Predicate<Map<String, String>>> either() {
    Optional<Predicate<Map<String, String>>> left = both();
    while (left.isPresent() && accept("||")) {
      Predicate<Map<String, String>> first = left.get();
      left = both().map(first::or);
    }
    return left;
  }

  private Optional<Predicate<Map<String, String>>> both() {
    Optional<Predicate<Map<String, String>>> left = term();
    while (left.isPresent() && accept("&&")) {
      Predicate<Map<String, String>> first = left.get();
      left = term().map(first::and);
    }
    return left;
  }

  private Optional<Predicate<Map<String, String>>> term() {
    if (accept("!")) {
      return term().map(Predicate::negate);
    }
    if (accept("(")) {
      return either().filter(inner -> accept(")"));
    }
    if (accept("all()")) {
      return Optional.of(labels -> true);
    }
    if (next >= tokens.size()) {
      return Optional.empty();
    }
    String token = tokens.get(next++);
    if (token.startsWith("has(")) {
      String label = token.substring(4, token.length() - 1).strip();
      return Optional.of(labels -> labels.containsKey(label));
    }
    return LABEL.matcher(token).matches() ? comparison(token) : Optional.empty();
  }

  private Optional<Predicate<Map<String, String>>> comparison(String label) {
    if (next >= tokens.size()) {
      return Optional.empty();
    }
    String operator = tokens.get(next++).replaceAll("\\s+", " ");
    return switch (operator) {
      case "==" -> value().map(value -> labels -> value.equals(labels.get(label)));
      case "!=" -> value().map(value -> labels -> !value.equals(labels.get(label)));
      case "in" ->
          values().map(values -> labels -> values.contains(labels.getOrDefault(label, "")));
      case "not in" ->
          values().map(values -> labels -> !values.contains(labels.getOrDefault(label, "")));
      default -> Optional.empty();
    };
  }

  private Optional<Set<String>> values() {
    List<String> values = new ArrayList<>();
    if (!accept("{")) {
      return Optional.empty();
    }
    do {
      Optional<String> value = value();
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    } while (accept(","));
    return accept("}")
        ? Optional.of(values.stream().collect(Collectors.toUnmodifiableSet()))
        : Optional.empty();
  }

  private Optional<String> value() {
    if (next >= tokens.size()
        || !(tokens.get(next).startsWith("'") || tokens.get(next).startsWith("\""))) {
      return Optional.empty();
    }
    String quoted = tokens.get(next++);
    return Optional.of(quoted.substring(1, quoted.length() - 1));
  }

  private boolean accept(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }
}
