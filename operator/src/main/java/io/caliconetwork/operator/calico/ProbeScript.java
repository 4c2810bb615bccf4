package io.caliconetwork.operator.calico;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A probe command wrapped in a shell, {@code sh -c "calico-node -felix-ready -bird-ready"}, as far
 * as it can be edited surely: simple commands without quotes, variables or redirections, joined by
 * {@code &&}, exactly one of which asks calico-node for its health.
 *
 * @param command as it stands in the probe
 * @param at index of the script in the command
 * @param parts the simple commands
 * @param asking index of the part that asks
 */
record ProbeScript(List<String> command, int at, List<String> parts, int asking) {

  private static final Pattern SHELL = Pattern.compile("(.*/)?(ba|da|a|k)?sh");
  private static final Pattern RUN = Pattern.compile("-[a-z]*c");
  private static final Pattern SIMPLE =
      Pattern.compile("[ \\t]*[\\w./=:,@%+-]+([ \\t]+[\\w./=:,@%+-]+)*[ \\t]*");
  private static final String AND = "&&";

  /**
   * Reads a command; empty when it is no shell with a script, or when the script is not surely
   * understood.
   *
   * @param asks whether a word asks calico-node for its health
   */
  static Optional<ProbeScript> of(List<String> command, Predicate<String> asks) {
    if (command.size() < 3 || !SHELL.matcher(command.getFirst()).matches()) {
      return Optional.empty();
    }
    for (int i = 1; i < command.size() - 1; i++) {
      if (RUN.matcher(command.get(i)).matches()) {
        return parse(command, i + 1, asks);
      }
    }
    return Optional.empty();
  }

  private static Optional<ProbeScript> parse(List<String> command, int at, Predicate<String> asks) {
    var parts = List.of(command.get(at).strip().split(AND, -1));
    var asking =
        parts.stream().filter(p -> List.of(p.strip().split("[ \\t]+")).stream().anyMatch(asks));
    var found = asking.toList();
    return found.size() == 1 && parts.stream().allMatch(p -> SIMPLE.matcher(p).matches())
        ? Optional.of(new ProbeScript(command, at, parts, parts.indexOf(found.getFirst())))
        : Optional.empty();
  }

  /** Words of the simple command that asks. */
  List<String> words() {
    return List.of(parts.get(asking).strip().split("[ \\t]+"));
  }

  /** The whole command with other words in that place. */
  List<String> with(List<String> words) {
    if (words.equals(words())) {
      return command;
    }
    var edited = new ArrayList<>(parts);
    edited.set(
        asking,
        (asking == 0 ? "" : " ")
            + String.join(" ", words)
            + (asking == parts.size() - 1 ? "" : " "));
    var whole = new ArrayList<>(command);
    whole.set(at, String.join(AND, edited));
    return List.copyOf(whole);
  }
}
