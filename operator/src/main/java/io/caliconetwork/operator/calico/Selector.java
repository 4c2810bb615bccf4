package io.caliconetwork.operator.calico;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Syntax check of Calico's selectors. calico-node parses its node selector at every start and
 * terminates on a bad one, so a typo would take the fleet down as the DaemonSet rolls.
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
    var selector = new Selector(text);
    try {
      selector.disjunction();
      selector.spaces();
      if (selector.at < text.length()) {
        throw selector.expected("&&, || or the end");
      }
      return Optional.empty();
    } catch (SyntaxException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void disjunction() throws SyntaxException {
    do {
      conjunction();
    } while (accept("||"));
  }

  private void conjunction() throws SyntaxException {
    do {
      operand();
    } while (accept("&&"));
  }

  private void operand() throws SyntaxException {
    while (accept("!")) {
      spaces();
    }
    if (accept("(")) {
      disjunction();
      require(")");
    } else if (acceptCall("all") || acceptCall("global")) {
      return;
    } else if (accept("has(")) {
      token(LABEL, "a label name");
      require(")");
    } else {
      comparison();
    }
  }

  private void comparison() throws SyntaxException {
    token(LABEL, "a label name, all(), has(label), ! or (");
    if (accept("==") || accept("!=")) {
      token(STRING, "a quoted value");
    } else if (acceptWords("contains")
        || acceptWords("starts", "with")
        || acceptWords("ends", "with")) {
      token(STRING, "a quoted value");
    } else if (acceptWords("not", "in") || acceptWords("in")) {
      set();
    } else {
      throw expected("==, !=, in, not in, contains, starts with or ends with");
    }
  }

  private void set() throws SyntaxException {
    require("{");
    // A comma may stand behind the last value.
    while (!accept("}")) {
      token(STRING, "a quoted value or }");
      if (!accept(",")) {
        require("}");
        return;
      }
    }
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

  private void token(Pattern pattern, String name) throws SyntaxException {
    spaces();
    var match = pattern.matcher(text).region(at, text.length());
    if (!match.lookingAt()) {
      throw expected(name);
    }
    at = match.end();
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
