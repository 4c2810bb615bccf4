package io.caliconetwork.operator.calico;

import static io.caliconetwork.operator.calico.Probes.BIRD_LIVE;
import static io.caliconetwork.operator.calico.Probes.BIRD_READY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbesTest {

  private static List<String> command(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(" ", -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/bin/calico-node -felix-live -bird-live",
        "/bin/calico-node -felix-live",
        "/bin/calico-node -bird-live",
        "calico component node health --felix-live --bird-live",
        "/bin/calico-node --felix-live --bird-live=true",
        "sh -c exec /bin/calico-node -felix-live",
        "/bin/calico-node -felix-live=true -threshold-time=60s",
      })
  void theseAskCalicoNodeForItsHealth(String text) {
    assertThat(Probes.recognised(command(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cat /tmp/alive",
        "curl localhost:9099/liveness",
        "/bin/calico-node felix-live"
      })
  void theseDoNot(String text) {
    assertThat(Probes.recognised(command(text))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/bin/calico-node -felix-live -bird-live, /bin/calico-node -felix-live",
    "calico component node health --felix-live --bird-live, calico component node health --felix-live",
    "/bin/calico-node -bird-live=true -felix-live, /bin/calico-node -felix-live",
    "/bin/calico-node -bird-live -x -bird-live, /bin/calico-node -x -felix-live",
    "calico component node health --bird-live, calico component node health --felix-live",
    "/bin/calico-node -felix-live -bird6-live, /bin/calico-node -felix-live",
    "/bin/calico-node -felix-live, /bin/calico-node -felix-live",
  })
  void theFlagGoesInEverySpellingAndNothingElse(String before, String after) {
    assertThat(Probes.without(command(before), BIRD_LIVE)).isEqualTo(command(after));
  }

  @ParameterizedTest
  @CsvSource({
    "/bin/calico-node -felix-ready, /bin/calico-node -felix-ready -bird-ready",
    "calico component node health --felix-ready, calico component node health --felix-ready --bird-ready",
    "/bin/calico-node -felix-ready -bird-ready=false, /bin/calico-node -felix-ready -bird-ready",
    "/bin/calico-node --bird-ready -felix-ready, /bin/calico-node --bird-ready -felix-ready",
    "/bin/calico-node -bird-ready=true, /bin/calico-node -bird-ready=true",
  })
  void theFlagComesInTheSpellingOfItsNeighboursUnlessItIsThere(String before, String after) {
    assertThat(Probes.with(command(before), BIRD_READY)).isEqualTo(command(after));
  }

  @Property
  void addingAndRemovingAreExact(@ForAll @Size(max = 5) List<Argument> arguments) {
    var command = arguments.stream().map(a -> a.text).toList();
    var with = Probes.with(command, BIRD_READY);
    var without = Probes.without(command, BIRD_READY);
    assertThat(Probes.has(with, BIRD_READY)).isTrue();
    assertThat(Probes.has(without, BIRD_READY)).isFalse();
    assertThat(Probes.with(with, BIRD_READY)).isEqualTo(with);
    assertThat(Probes.without(without, BIRD_READY)).isEqualTo(without);
    assertThat(without.stream().filter(a -> !a.endsWith("felix-ready"))).isSubsetOf(command);
    assertThat(Probes.recognised(without)).isEqualTo(Probes.recognised(command));
    assertThat(with)
        .containsAll(command.stream().filter(a -> !a.endsWith("bird-ready=false")).toList());
  }

  /** What stands in probe commands out there. */
  enum Argument {
    BINARY("/bin/calico-node"),
    FELIX("-felix-ready"),
    FELIX_LONG("--felix-ready"),
    BIRD("-bird-ready"),
    BIRD_LONG("--bird-ready"),
    BIRD_TRUE("-bird-ready=true"),
    BIRD_FALSE("--bird-ready=false"),
    LIVE("-bird-live"),
    THRESHOLD("-threshold-time=1m");

    private final String text;

    Argument(String text) {
      this.text = text;
    }
  }
}
