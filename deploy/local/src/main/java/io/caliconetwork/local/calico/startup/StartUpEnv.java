package io.caliconetwork.local.calico.startup;

import io.caliconetwork.local.calico.EncapsulationMode;
import io.caliconetwork.local.calico.NodeSelector;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The environment read as start-up reads it (§1.2). */
record StartUpEnv(Map<String, String> env) {
  private static final Set<String> FALSE = Set.of("false", "0", "no", "n", "f");

  String get(Family family, String suffix) {
    return env.getOrDefault(family.env(suffix), "");
  }

  boolean noDefaultPools() {
    return env.getOrDefault("NO_DEFAULT_POOLS", "").equalsIgnoreCase("true");
  }

  boolean ipv6Wanted() {
    return bool("FELIX_IPV6SUPPORT", true);
  }

  /** Anything that is set and does not say no is true, the empty string included. */
  boolean bool(String name, boolean unset) {
    String value = env.get(name);
    return value == null ? unset : !FALSE.contains(value.toLowerCase(Locale.ROOT));
  }

  int blockSize(Family family) throws Termination {
    String name = family.env("BLOCK_SIZE");
    String text = env.getOrDefault(name, "");
    if (text.isEmpty()) {
      return family.defaultBlock();
    }
    try {
      int size = Integer.parseInt(text);
      if (family.allowsBlock(size)) {
        return size;
      }
    } catch (NumberFormatException notANumber) {
      throw new Termination(name + ": invalid blocksize specified '" + text + "'");
    }
    throw new Termination(name + ": blocksize '" + text + "' is out of range");
  }

  String nodeSelector(Family family) throws Termination {
    String name = family.env("NODE_SELECTOR");
    String text = env.getOrDefault(name, "");
    if (NodeSelector.parse(text).isEmpty()) {
      throw new Termination(name + ": invalid selector specified '" + text + "'");
    }
    return text.isEmpty() ? "all()" : text;
  }

  EncapsulationMode mode(String name) throws Termination {
    String text = env.getOrDefault(name, "");
    return EncapsulationMode.fromEnv(text)
        .orElseThrow(
            () -> new Termination("Unrecognized mode specified in " + name + " '" + text + "'"));
  }
}
