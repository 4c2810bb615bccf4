package io.caliconetwork.operator.calico;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The probe commands of the calico-node container, read and edited by meaning. Up to v3.32 they are
 * {@code /bin/calico-node -felix-live -bird-live}, from v3.33 on {@code calico component node
 * health --felix-live --bird-live}; installers add arguments of their own, which stay.
 */
public final class Probes {

  /** Fails unless BIRD and confd run. */
  public static final String BIRD_LIVE = "bird-live";

  /** Fails unless a BGP peer is established, if there is any peer. */
  public static final String BIRD_READY = "bird-ready";

  private Probes() {}

  /** Whether the command asks calico-node for its health, so that we know what its flags mean. */
  public static boolean recognised(List<String> command) {
    return command.stream().anyMatch(Probes::isHealthFlag);
  }

  /** Whether the command has the flag, with one dash or two, with or without {@code =true}. */
  public static boolean has(List<String> command, String flag) {
    return command.stream().anyMatch(isFlag(flag));
  }

  /** The command with the flag added in the spelling of its neighbours, or as it is. */
  public static List<String> with(List<String> command, String flag) {
    if (has(command, flag)) {
      return command;
    }
    var dashes =
        command.stream().filter(Probes::isHealthFlag).anyMatch(a -> a.startsWith("--"))
            ? "--"
            : "-";
    var edited = new ArrayList<String>(command.stream().filter(isFalse(flag).negate()).toList());
    edited.add(dashes + flag);
    return List.copyOf(edited);
  }

  /** The command without the flag. */
  public static List<String> without(List<String> command, String flag) {
    return command.stream().filter(isFlag(flag).negate()).toList();
  }

  private static Predicate<String> isFlag(String flag) {
    return argument -> {
      var bare = bare(argument);
      return argument.startsWith("-") && (bare.equals(flag) || bare.equals(flag + "=true"));
    };
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
        || bare.startsWith(BIRD_READY);
  }

  private static String bare(String argument) {
    return argument.replaceFirst("^--?", "");
  }
}
