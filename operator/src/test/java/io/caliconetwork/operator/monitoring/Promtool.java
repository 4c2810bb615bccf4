package io.caliconetwork.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.FinishedProcess;
import io.caliconetwork.local.cluster.RepositoryLayout;
import java.nio.file.Path;
import java.util.Map;

/** Prometheus' own promtool, built of its Go module once for this user. */
public final class Promtool {

  private static final Shell SHELL = new Shell(RepositoryLayout.find().root(), Map.of());

  private Promtool() {}

  /** Runs it from the top of the repository; globs are the shell's. */
  public static FinishedProcess run(String arguments) {
    return SHELL.run(binary() + " " + arguments);
  }

  /** Looks at what was scraped: its format, and the conventions for names and help. */
  public static FinishedProcess checkMetrics(Path scrape) {
    return SHELL.run(binary() + " check metrics", scrape.toFile());
  }

  private static String binary() {
    var built = SHELL.run("deploy/monitoring/promtool/build 2>&1");
    assertThat(built.code()).as(built.text()).isZero();
    return built.text().strip().lines().toList().getLast();
  }
}
