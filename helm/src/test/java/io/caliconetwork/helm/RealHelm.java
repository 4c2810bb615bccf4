package io.caliconetwork.helm;

import io.caliconetwork.local.cluster.RepositoryLayout;
import java.nio.file.Path;
import java.util.Map;

/** Helm's own command, built of its Go module once for this user. */
public final class RealHelm {

  private RealHelm() {}

  /**
   * The command.
   *
   * @param kubeconfig of the cluster
   * @param home for caches and settings, so that none of the user's count
   */
  public static Program of(Path kubeconfig, Path home) {
    var script = RepositoryLayout.find().root().resolve("helm/cli/build");
    var said = new Program(script, Map.of()).succeed().strip().lines().toList();
    return new Program(
        Path.of(said.getLast()),
        Map.of(
            "KUBECONFIG", kubeconfig.toString(),
            "HELM_CACHE_HOME", home.resolve("cache").toString(),
            "HELM_CONFIG_HOME", home.resolve("config").toString(),
            "HELM_DATA_HOME", home.resolve("data").toString()));
  }
}
