package io.caliconetwork.helm.gitops;

import io.caliconetwork.local.cluster.FinishedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A bare git repository on this machine, and the work tree that its admin commits in. */
final class GitRepository {

  private static final String BRANCH = "main";

  private final Path bare;
  private final Path work;

  private GitRepository(Path bare, Path work) {
    this.bare = bare;
    this.work = work;
  }

  static GitRepository create(Path directory) {
    var bare = directory.resolve("network.git");
    var work = directory.resolve("work");
    git(directory, "init", "-q", "--bare", "-b", BRANCH, bare.toString());
    git(directory, "init", "-q", "-b", BRANCH, work.toString());
    return new GitRepository(bare, work);
  }

  String url() {
    return "file://" + bare;
  }

  static String branch() {
    return BRANCH;
  }

  /**
   * Writes the files, commits and pushes.
   *
   * @param files text by path
   * @return the commit
   */
  String commit(String message, Map<String, String> files) throws IOException {
    for (var file : files.entrySet()) {
      var path = work.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    git(work, "add", "--all");
    git(
        work,
        "-c",
        "user.name=admin",
        "-c",
        "user.email=admin@example.com",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        message);
    git(work, "push", "-q", bare.toString(), BRANCH);
    return git(work, "rev-parse", "HEAD").strip();
  }

  String read(String path) throws IOException {
    return Files.readString(work.resolve(path));
  }

  private static String git(Path in, String... arguments) {
    var line = new ArrayList<>(List.of("git"));
    line.addAll(List.of(arguments));
    var program = new ProcessBuilder(line).directory(in.toFile());
    // None of the settings of whoever runs the test.
    program.environment().put("GIT_CONFIG_GLOBAL", in.resolve("no-such-file").toString());
    program.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    var finished = FinishedProcess.of(program);
    if (finished.code() != 0) {
      throw new IllegalStateException(line + ": " + finished.text());
    }
    return finished.text();
  }
}
