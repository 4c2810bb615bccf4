package io.caliconetwork.local.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root with nothing but this machine's shell. */
class ContainerProcessTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");
  private static final ContainerProcess.User NOBODY = new ContainerProcess.User(65532, 65533);

  @TempDir private Path folder;
  private Path image;
  private Path log;
  private ContainerProcess process;

  @BeforeEach
  void makeImage() throws IOException {
    Optional<String> obstacle = ContainerProcess.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "no container is run: " + obstacle.orElseThrow());
    image = Files.createDirectories(folder.resolve("image"));
    log = folder.resolve("log");
    copy(Path.of("/bin/sh"));
    Process ldd = new ProcessBuilder("ldd", "/bin/sh").start();
    String libraries = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (var found : LIBRARY.matcher(libraries).results().toList()) {
      copy(Path.of(found.group(1)));
    }
  }

  private void copy(Path file) throws IOException {
    Path copy = image.resolve(file.toString().substring(1));
    Files.createDirectories(copy.getParent());
    Files.copy(file.toRealPath(), copy);
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.kill();
    }
  }

  private void run(String script, boolean readOnly, List<ContainerProcess.Mount> mounts)
      throws IOException {
    ContainerProcess.Command command =
        new ContainerProcess.Command(
            image,
            NOBODY,
            "/",
            Map.of("GREETING", "two words", "PATH", "/nowhere"),
            List.of("/bin/sh", "-c", script));
    process =
        ContainerProcess.start(
            command, mounts, readOnly, Files.createDirectories(folder.resolve("start")), log);
  }

  private int exitCode() {
    await().atMost(LIMIT).until(() -> process.exitCode().isPresent());
    return process.exitCode().getAsInt();
  }

  private String output() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Test
  void itSeesItsOwnRootAndEnvironmentOnly() throws IOException {
    run("echo /*; echo $GREETING; echo ${HOME-none}; exit 7", false, List.of());
    assertThat(exitCode()).isEqualTo(7);
    assertThat(output())
        .contains("two words\n", "none\n")
        .contains("/bin")
        .doesNotContain("/home", "/root");
  }

  @Test
  void aReadOnlyRootLetsNobodyWriteExceptWhereSomethingIsMounted() throws IOException {
    Path volume = Files.createDirectories(folder.resolve("volume"));
    assertThat(volume.toFile().setWritable(true, false)).isTrue();
    Path secret = Files.createDirectories(folder.resolve("secret"));
    run(
        "(: >/x) || echo root; (: >/secret/x) || echo secret; : >/data/x && echo data",
        true,
        List.of(
            new ContainerProcess.Mount(volume, "/data", false),
            new ContainerProcess.Mount(secret, "/secret", true)));
    assertThat(exitCode()).isZero();
    assertThat(output())
        .contains("Read-only file system", "\nroot\n", "\nsecret\n")
        .endsWith("data\n");
    assertThat(volume.resolve("x")).exists();
    assertThat(Files.getAttribute(volume.resolve("x"), "unix:uid")).isEqualTo(NOBODY.uid());
    assertThat(Files.getAttribute(volume.resolve("x"), "unix:gid")).isEqualTo(NOBODY.gid());
    assertThat(image.resolve("data")).doesNotExist();
  }

  @Test
  void itMayReactToSigtermWhichIsForItAndNotForWhatItStarted() throws IOException {
    run(
        "trap 'echo bye; exit 3' TERM; (while :; do :; done) & echo ready; while :; do :; done",
        false,
        List.of());
    await().atMost(LIMIT).until(() -> output().contains("ready"));
    process.terminate();
    assertThat(exitCode()).isEqualTo(3);
    assertThat(output()).endsWith("bye\n");
  }

  @Test
  void whatDoesNotReactIsKilledWithAllThatItStarted() throws IOException {
    run("trap '' TERM; (while :; do :; done) & echo ready; while :; do :; done", false, List.of());
    await().atMost(LIMIT).until(() -> output().contains("ready"));
    List<ProcessHandle> all =
        ProcessHandle.current()
            .descendants()
            .filter(one ->
                one.info().command().orElse("").endsWith("/bin/sh")
                    || one.info().command().orElse("").endsWith("dash"))
            .toList();
    assertThat(all).hasSizeGreaterThanOrEqualTo(2);
    process.terminate();
    assertThat(process.exitCode()).isEmpty();
    process.kill();
    assertThat(exitCode()).isEqualTo(137);
    await().atMost(LIMIT).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }
}
