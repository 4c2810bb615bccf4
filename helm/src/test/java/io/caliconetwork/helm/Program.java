package io.caliconetwork.helm;

import io.caliconetwork.local.cluster.FinishedProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command-line program, such as helm or kubectl.
 *
 * @param binary to run
 * @param environment on top of ours
 */
public record Program(Path binary, Map<String, String> environment) {

  /** Runs it to its end, whatever that is. */
  public FinishedProcess run(String... arguments) {
    var command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return FinishedProcess.of(builder);
  }

  /** Runs it and expects that it succeeds; returns what it says. */
  public String succeed(String... arguments) {
    var result = run(arguments);
    if (result.code() != 0) {
      throw new AssertionError(
          binary.getFileName() + " " + String.join(" ", arguments) + ":\n" + result.text());
    }
    return result.text();
  }
}
