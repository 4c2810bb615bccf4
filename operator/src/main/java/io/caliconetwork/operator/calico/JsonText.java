package io.caliconetwork.operator.calico;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in a text the values of a JSON document stand. Bare words such as {@code __CNI_MTU__} count
 * as values, for templates have them.
 */
final class JsonText {

  /** Deeper than any configuration; beyond it the text is taken for something else. */
  private static final int DEEPEST = 50;

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** A value: the text from {@code from} to before {@code to}. */
  sealed interface Value {
    int from();

    int to();
  }

  /** A string, with its quotes, or a bare word. */
  record Scalar(int from, int to) implements Value {}

  /** A list. */
  record Array(int from, int to, List<Value> elements) implements Value {}

  /** An object. */
  record Obj(int from, int to, List<Member> members) implements Value {
    /** The member of that key; of several the last, which is the one that counts. */
    Optional<Member> last(String key) {
      return members.stream().filter(m -> m.key().equals(key)).reduce((first, second) -> second);
    }
  }

  /**
   * A member of an object.
   *
   * @param key without its quotes
   * @param keyFrom where the key's quote opens
   */
  record Member(String key, int keyFrom, Value value) {}

  /** Reads one document; empty for text that is none. */
  static Optional<Value> parse(String text) {
    var reader = new JsonText(text);
    try {
      var value = reader.value(0);
      reader.space();
      return reader.at == text.length() ? Optional.of(value) : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private Value value(int depth) throws MalformedException {
    space();
    if (depth > DEEPEST) {
      throw new MalformedException();
    }
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      default -> word();
    };
  }

  private Obj object(int depth) throws MalformedException {
    var from = at++;
    var members = new ArrayList<Member>();
    space();
    while (peek() != '}') {
      var key = string();
      space();
      require(':');
      members.add(
          new Member(text.substring(key.from() + 1, key.to() - 1), key.from(), value(depth + 1)));
      separator('}');
    }
    return new Obj(from, ++at, List.copyOf(members));
  }

  private Array array(int depth) throws MalformedException {
    var from = at++;
    var elements = new ArrayList<Value>();
    space();
    while (peek() != ']') {
      elements.add(value(depth + 1));
      separator(']');
    }
    return new Array(from, ++at, List.copyOf(elements));
  }

  /** A comma and something behind it, or the end. */
  private void separator(char end) throws MalformedException {
    space();
    if (peek() != end) {
      require(',');
      space();
      if (peek() == end) {
        throw new MalformedException();
      }
    }
  }

  private Scalar string() throws MalformedException {
    var from = at;
    require('"');
    while (peek() != '"') {
      at += peek() == '\\' ? 2 : 1;
    }
    return new Scalar(from, ++at);
  }

  private Scalar word() throws MalformedException {
    var from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(peek()) || "+-._".indexOf(peek()) >= 0)) {
      at++;
    }
    if (at == from) {
      throw new MalformedException();
    }
    return new Scalar(from, at);
  }

  private void require(char expected) throws MalformedException {
    if (peek() != expected) {
      throw new MalformedException();
    }
    at++;
  }

  private char peek() throws MalformedException {
    if (at >= text.length()) {
      throw new MalformedException();
    }
    return text.charAt(at);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
