package io.caliconetwork.operator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Breaks text into lines for a terminal. */
final class Wrapping {

  /** Columns of a line. */
  static final int WIDTH = 96;

  /**
   * What is never broken: a word, or something in quotes, which may be a command to paste. An
   * apostrophe inside a word opens no quotes.
   */
  private static final Pattern WORD =
      Pattern.compile("(?:(?<![\\w])'[^'\\n]*'(?!\\w)|`[^`\\n]*`|\\S)+");

  private Wrapping() {}

  /** At least one line. Line breaks of the text stay, with the indentation after them. */
  static List<String> lines(String indent, String text) {
    var lines = new ArrayList<String>();
    for (var line : text.split("\n", -1)) {
      var own = line.length() - line.stripLeading().length();
      wrap(indent + " ".repeat(lines.isEmpty() ? 0 : own), line, lines);
    }
    return lines;
  }

  private static void wrap(String indent, String text, List<String> lines) {
    var line = new StringBuilder(indent);
    var words = WORD.matcher(text);
    while (words.find()) {
      var first = line.length() == indent.length();
      if (!first && line.length() + 1 + words.group().length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        first = true;
      }
      line.append(first ? "" : " ").append(words.group());
    }
    lines.add(line.length() == indent.length() && !lines.isEmpty() ? "" : line.toString());
  }
}
