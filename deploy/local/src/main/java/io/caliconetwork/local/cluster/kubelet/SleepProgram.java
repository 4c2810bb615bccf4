package io.caliconetwork.local.cluster.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A container that does nothing for a while and ends: {@code sleep 30}, on its own or as a shell's
 * {@code -c}, there also with the exit code it is to end with ({@code sleep 30; exit 3}). Seconds
 * are simulated ones.
 */
public final class SleepProgram implements ContainerProgram {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final Pattern SCRIPT =
      Pattern.compile("\\s*sleep\\s+(\\d{1,9})\\s*(?:(?:;|&&)\\s*exit\\s+(\\d{1,3})\\s*)?;?\\s*");

  /** What is called a shell here, with any path in front. */
  private static final Pattern SHELL = Pattern.compile("(?:.*/)?(?:sh|ash|bash)");

  private final Ending ending;

  private SleepProgram(Ending ending) {
    this.ending = ending;
  }

  /** The program of a container whose command and arguments are such; empty for any other. */
  public static Optional<ContainerProgram> of(Container container) {
    List<String> words =
        Stream.of(container.getCommand(), container.getArgs())
            .filter(Objects::nonNull)
            .flatMap(List::stream)
            .toList();
    return ending(words).map(SleepProgram::new);
  }

  private static Optional<Ending> ending(List<String> words) {
    if (words.size() == 2
        && (words.getFirst().equals("sleep") || words.getFirst().endsWith("/sleep"))
        && SECONDS.matcher(words.get(1)).matches()) {
      return Optional.of(new Ending(Duration.ofSeconds(Long.parseLong(words.get(1))), 0));
    }
    if (words.size() == 3
        && SHELL.matcher(words.getFirst()).matches()
        && words.get(1).equals("-c")) {
      Matcher script = SCRIPT.matcher(words.get(2));
      return script.matches()
          ? Optional.of(
              new Ending(
                  Duration.ofSeconds(Long.parseLong(script.group(1))),
                  script.group(2) == null ? 0 : Integer.parseInt(script.group(2))))
          : Optional.empty();
    }
    return Optional.empty();
  }

  @Override
  public Optional<Ending> ending() {
    return Optional.of(ending);
  }
}
