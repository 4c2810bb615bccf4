package io.caliconetwork.operator.calico;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The probe commands of the calico-node container, read and edited by meaning. Up to v3.32 they are
 * {@code /bin/calico-node -felix-live -bird-live}, from v3.33 on {@code calico component node
 * health --felix-live --bird-live}; installers add arguments of their own or wrap them in a shell,
 * which stays. A flag for BIRD stands for its IPv6 twin as well: {@code -bird6-live} fails without
 * BIRD just the same.
 */
public final class Probes {

  /** Fails unless BIRD and confd run. */
  public static final String BIRD_LIVE = "bird-live";

  /** Fails unless a BGP peer is established, if there is any peer. */
  public static final String BIRD_READY = "bird-ready";

  /** What is left to ask when BIRD is not asked for any more; asking nothing fails. */
  private static final Map<String, String> FELIX =
      Map.of(BIRD_LIVE, "felix-live", BIRD_READY, "felix-ready");

  private Probes() {}

  /** Whether the command asks calico-node for its health, so that we know what its flags mean. */
  public static boolean recognised(List<String> command) {
    return words(command).stream().anyMatch(Probes::isHealthFlag);
  }

  /** Whether the command has the flag, with one dash or two, with or without {@code =true}. */
  public static boolean has(List<String> command, String flag) {
    return words(command).stream().anyMatch(isFlag(flag));
  }

  /** The command with the flag added in the spelling of its neighbours, or as it is. */
  public static List<String> with(List<String> command, String flag) {
    return has(command, flag) ? command : edited(command, words -> added(words, flag));
  }

  /** The command without the flag; where it was all that was asked, Felix is asked instead. */
  public static List<String> without(List<String> command, String flag) {
    return has(command, flag) ? edited(command, words -> removed(words, flag)) : command;
  }

  private static List<String> added(List<String> words, String flag) {
    var edited = new ArrayList<String>(words.stream().filter(isFalse(flag).negate()).toList());
    edited.add(dashes(words) + flag);
    return List.copyOf(edited);
  }

  private static List<String> removed(List<String> words, String flag) {
    var edited = new ArrayList<String>(words.stream().filter(isFlag(flag).negate()).toList());
    if (edited.stream().noneMatch(Probes::isHealthFlag)) {
      edited.add(dashes(words) + FELIX.get(flag));
    }
    return List.copyOf(edited);
  }

  private static String dashes(List<String> words) {
    return words.stream().filter(Probes::isHealthFlag).anyMatch(a -> a.startsWith("--"))
        ? "--"
        : "-";
  }

  private static List<String> words(List<String> command) {
    return ProbeScript.of(command, Probes::isHealthFlag).map(ProbeScript::words).orElse(command);
  }

  private static List<String> edited(List<String> command, UnaryOperator<List<String>> edit) {
    return ProbeScript.of(command, Probes::isHealthFlag)
        .map(script -> script.with(edit.apply(script.words())))
        .orElseGet(() -> edit.apply(command));
  }

  private static Predicate<String> isFlag(String flag) {
    var spellings = Set.of(flag, flag + "=true", six(flag), six(flag) + "=true");
    return argument -> argument.startsWith("-") && spellings.contains(bare(argument));
  }

  private static Predicate<String> isFalse(String flag) {
    return argument -> argument.startsWith("-") && bare(argument).equals(flag + "=false");
  }

  private static boolean isHealthFlag(String argument) {
    if (!argument.startsWith("-")) {
      return false;
    }
    var bare = bare(argument);
    return bare.startsWith("felix-live")
        || bare.startsWith("felix-ready")
        || bare.startsWith(BIRD_LIVE)
        || bare.startsWith(BIRD_READY)
        || bare.startsWith(six(BIRD_LIVE))
        || bare.startsWith(six(BIRD_READY));
  }

  private static String six(String flag) {
    return flag.replace("bird-", "bird6-");
  }

  private static String bare(String argument) {
    return argument.replaceFirst("^--?", "");
  }
}
