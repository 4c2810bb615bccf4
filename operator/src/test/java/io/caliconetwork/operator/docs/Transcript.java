package io.caliconetwork.operator.docs;

import io.caliconetwork.local.cluster.FinishedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The console blocks of a page: what a person types, and what comes of it. In the output … stands
 * for anything within a line, a line of nothing else for any lines; widths of columns do not count.
 */
final class Transcript {

  private static final Pattern BLOCK =
      Pattern.compile("^```console\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final String PROMPT = "$ ";
  private static final String ANYTHING = "…";

  /** What kubectl logs about its own watches when a wait is over. */
  private static final Pattern KLOG = Pattern.compile("[IWE]\\d{4} .*");

  /**
   * One line as it is typed, with what belongs to it.
   *
   * @param output as the page shows it; empty where it shows none
   */
  record Command(String text, List<String> output) {

    Command {
      output = List.copyOf(output);
    }

    /** What is wrong with what came of it; empty when nothing is. */
    Optional<String> difference(FinishedProcess result) {
      if (result.code() != 0) {
        return Optional.of(PROMPT + text + "\nends with " + result.code() + ":\n" + result.text());
      }
      return output.isEmpty() || expected().matcher(plain(result.text())).matches()
          ? Optional.empty()
          : Optional.of(PROMPT + text + "\nsays:\n" + result.text());
    }

    private Pattern expected() {
      var lines =
          output.stream()
              .map(l ->
                  l.strip().equals(ANYTHING)
                      ? "(.*\\n)*?"
                      : Stream.of(plain(l).split(ANYTHING, -1))
                              .map(Pattern::quote)
                              .collect(Collectors.joining(".*"))
                          + "\\n")
              .collect(Collectors.joining());
      return Pattern.compile(lines + "\\n*");
    }

    private static String plain(String text) {
      return text.lines()
          .map(l -> l.strip().replaceAll(" +", " ").replaceAll(" ?… ?", ANYTHING))
          .filter(l -> !l.isEmpty() && !KLOG.matcher(l).matches())
          .collect(Collectors.joining("\n", "", text.endsWith("\n") ? "\n" : ""));
    }
  }

  private final List<Command> commands;

  private Transcript(List<Command> commands) {
    this.commands = List.copyOf(commands);
  }

  /** All blocks of the page, in their order. */
  static Transcript of(String page) {
    var commands = new ArrayList<Command>();
    BLOCK
        .matcher(page)
        .results()
        .map((MatchResult block) -> block.group(1))
        .forEach(block -> read(block.lines().toList(), commands));
    return new Transcript(commands);
  }

  List<Command> commands() {
    return commands;
  }

  private static void read(List<String> lines, List<Command> commands) {
    int i = 0;
    while (i < lines.size()) {
      if (!lines.get(i).startsWith(PROMPT)) {
        throw new IllegalArgumentException("output without a command: " + lines.get(i));
      }
      var text = new StringBuilder(lines.get(i++).substring(PROMPT.length()));
      while (text.toString().endsWith("\\")) {
        text.append('\n').append(lines.get(i++));
      }
      if (text.toString().contains("<<'EOF'")) {
        String line;
        do {
          line = lines.get(i++);
          text.append('\n').append(line);
        } while (!line.equals("EOF"));
      }
      var output = new ArrayList<String>();
      while (i < lines.size() && !lines.get(i).startsWith(PROMPT)) {
        output.add(lines.get(i++));
      }
      commands.add(new Command(text.toString(), output));
    }
  }
}
