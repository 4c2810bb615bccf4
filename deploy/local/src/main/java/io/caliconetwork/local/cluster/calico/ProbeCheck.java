package io.caliconetwork.local.cluster.calico;

import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a probe of calico-node asks (§2): one command can ask several things. */
enum ProbeCheck {
  FELIX_LIVE("felix-live"),
  BIRD_LIVE("bird-live"),
  FELIX_READY("felix-ready"),
  BIRD_READY("bird-ready");

  /** Felix's own health port; paths /liveness and /readiness. */
  private static final int FELIX_PORT = 9099;

  private static final Pattern WORDS = Pattern.compile("[\\s;&|]+");

  private final String flag;

  ProbeCheck(String flag) {
    this.flag = flag;
  }

  /** Empty for a probe that asks nothing of Calico: it succeeds. */
  static Set<ProbeCheck> of(Probe probe) {
    Set<ProbeCheck> checks = EnumSet.noneOf(ProbeCheck.class);
    if (probe.getExec() != null && probe.getExec().getCommand() != null) {
      List<String> words = words(probe.getExec().getCommand());
      // Both `/bin/calico-node -felix-live` and, from 3.33, `calico component node health
      // --felix-live`, on their own or inside a shell's -c.
      if (words.stream().anyMatch(word -> word.contains("calico"))) {
        for (ProbeCheck check : values()) {
          if (words.contains("-" + check.flag) || words.contains("--" + check.flag)) {
            checks.add(check);
          }
        }
      }
    }
    HTTPGetAction get = probe.getHttpGet();
    if (get != null
        && get.getPort() != null
        && get.getPort().getIntVal() != null
        && get.getPort().getIntVal() == FELIX_PORT) {
      checks.add("/readiness".equals(get.getPath()) ? FELIX_READY : FELIX_LIVE);
    }
    return checks;
  }

  private static List<String> words(List<String> command) {
    List<String> words = new ArrayList<>();
    command.forEach(argument -> words.addAll(WORDS.splitAsStream(argument).toList()));
    return words;
  }
}
