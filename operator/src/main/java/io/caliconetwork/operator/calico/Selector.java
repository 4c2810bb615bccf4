package io.caliconetwork.operator.calico;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Calico's selectors: whether one is well formed, and what it selects. calico-node parses its node
 * selector at every start and terminates on a bad one, so a typo would take the fleet down as the
 * DaemonSet rolls.
 *
 * <p>Grammar (libcalico-go/lib/selector): {@code all()}, {@code global()}, {@code has(label)},
 * {@code label == 'v'}, {@code !=}, {@code contains}, {@code starts with}, {@code ends with},
 * {@code in {…}}, {@code not in {…}}, {@code !}, {@code &&}, {@code ||}, parentheses.
 */
public final class Selector {

  private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9_./-]+");
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"|'[^']*'");

  private final String text;
  private int at;

  private Selector(String text) {
    this.text = text;
  }

  /** What is wrong with the selector and where; empty when Calico accepts it. */
  public static Optional<String> problem(String text) {
    try {
      new Selector(text).whole();
      return Optional.empty();
    } catch (SyntaxException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * What the selector says of a set of labels. Nothing written means everything; a selector that
   * Calico does not accept selects everything here, for who counts nodes must not count too few.
   */
  public static Predicate<Map<String, String>> matching(String text) {
    if (text == null || text.isBlank()) {
      return labels -> true;
    }
    try {
      return new Selector(text.strip()).whole();
    } catch (SyntaxException e) {
      return labels -> true;
    }
  }

  private Predicate<Map<String, String>> whole() throws SyntaxException {
    var selected = disjunction();
    spaces();
    if (at < text.length()) {
      throw expected("&&, || or the end");
    }
    return selected;
  }

  private Predicate<Map<String, String>> disjunction() throws SyntaxException {
    var any = conjunction();
    while (accept("||")) {
      any = any.or(conjunction());
    }
    return any;
  }

  private Predicate<Map<String, String>> conjunction() throws SyntaxException {
    var all = operand();
    while (accept("&&")) {
      all = all.and(operand());
    }
    return all;
  }

  private Predicate<Map<String, String>> operand() throws SyntaxException {
    var negated = false;
    while (accept("!")) {
      negated = !negated;
      spaces();
    }
    var plain = primary();
    return negated ? plain.negate() : plain;
  }

  private Predicate<Map<String, String>> primary() throws SyntaxException {
    if (accept("(")) {
      var inner = disjunction();
      require(")");
      return inner;
    }
    if (acceptCall("all") || acceptCall("global")) {
      return labels -> true;
    }
    if (accept("has(")) {
      var label = token(LABEL, "a label name");
      require(")");
      return labels -> labels.containsKey(label);
    }
    return comparison();
  }

  /** A label that is not there is unequal to everything, and in no set. */
  private Predicate<Map<String, String>> comparison() throws SyntaxException {
    var label = token(LABEL, "a label name, all(), has(label), ! or (");
    if (accept("==")) {
      var value = value("a quoted value");
      return labels -> value.equals(labels.get(label));
    }
    if (accept("!=")) {
      var value = value("a quoted value");
      return labels -> !value.equals(labels.get(label));
    }
    if (acceptWords("contains")) {
      var value = value("a quoted value");
      return labels -> labels.containsKey(label) && labels.get(label).contains(value);
    }
    if (acceptWords("starts", "with")) {
      var value = value("a quoted value");
      return labels -> labels.containsKey(label) && labels.get(label).startsWith(value);
    }
    if (acceptWords("ends", "with")) {
      var value = value("a quoted value");
      return labels -> labels.containsKey(label) && labels.get(label).endsWith(value);
    }
    if (acceptWords("not", "in")) {
      var values = set();
      return labels -> !labels.containsKey(label) || !values.contains(labels.get(label));
    }
    if (acceptWords("in")) {
      var values = set();
      return labels -> labels.containsKey(label) && values.contains(labels.get(label));
    }
    throw expected("==, !=, in, not in, contains, starts with or ends with");
  }

  private Set<String> set() throws SyntaxException {
    var values = new HashSet<String>();
    require("{");
    // A comma may stand behind the last value.
    while (!accept("}")) {
      values.add(value("a quoted value or }"));
      if (!accept(",")) {
        require("}");
        return values;
      }
    }
    return values;
  }

  private String value(String name) throws SyntaxException {
    var quoted = token(STRING, name);
    return quoted.substring(1, quoted.length() - 1);
  }

  private boolean acceptCall(String name) {
    var start = at;
    if (accept(name + "(") && accept(")")) {
      return true;
    }
    at = start;
    return false;
  }

  private boolean acceptWords(String... words) {
    var start = at;
    for (var word : words) {
      if (!accept(word)) {
        at = start;
        return false;
      }
    }
    return true;
  }

  private boolean accept(String symbol) {
    spaces();
    if (text.startsWith(symbol, at)) {
      at += symbol.length();
      return true;
    }
    return false;
  }

  private void require(String symbol) throws SyntaxException {
    if (!accept(symbol)) {
      throw expected(symbol);
    }
  }

  private String token(Pattern pattern, String name) throws SyntaxException {
    spaces();
    var match = pattern.matcher(text).region(at, text.length());
    if (!match.lookingAt()) {
      throw expected(name);
    }
    at = match.end();
    return match.group();
  }

  private void spaces() {
    // Calico knows no other blanks; a line feed is an unexpected character to it.
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private SyntaxException expected(String what) {
    return new SyntaxException("expected " + what + " at position " + (at + 1));
  }

  private static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }
}
