package io.caliconetwork.operator.monitoring;

import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.FinishedProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs lines as a person types them.
 *
 * @param directory where
 * @param environment on top of ours
 */
public record Shell(Path directory, Map<String, String> environment) {

  /** One at the top of the repository, whose kubectl is the control plane's and talks to it. */
  public static Shell withKubectl(ControlPlane controlPlane) {
    return new Shell(
        RepositoryLayout.find().root(),
        Map.of(
            "KUBECONFIG",
            controlPlane.kubeconfig().toString(),
            "PATH",
            controlPlane.binaries() + File.pathSeparator + System.getenv("PATH")));
  }

  /** Runs the line to its end, whatever that is. */
  public FinishedProcess run(String line) {
    return run(line, new File("/dev/null"));
  }

  /** The same with an input. */
  public FinishedProcess run(String line, File input) {
    var builder =
        new ProcessBuilder("bash", "-c", line).directory(directory.toFile()).redirectInput(input);
    builder.environment().putAll(environment);
    return FinishedProcess.of(builder);
  }
}
