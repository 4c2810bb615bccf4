package io.caliconetwork.local.cluster.image;

import io.caliconetwork.local.cluster.GuardedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A process in a mount and a process name space of its own, with the network of this machine: the
 * image is the lower layer of an overlay whose upper layer is memory. Without privileges, and with
 * no way to get any. A shell of this machine's is the name space's first process; when it is killed
 * the kernel kills the rest.
 */
final class ContainerProcess {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  // $1 the image's root, $2 an empty folder, $3 a list of mounts, $4 whether the root is read-only;
  // then the words of the process that enters the root.
  private static final String ENTER =
      """
      set -eu
      image=$1 top=$2 mounts=$3 readonly=$4
      shift 4
      mount -t tmpfs -o mode=755 container "$top"
      mkdir "$top/upper" "$top/work" "$top/root"
      mount -t overlay -o "lowerdir=$image,upperdir=$top/upper,workdir=$top/work" \
        container "$top/root"
      cd "$top/root"
      mkdir -p proc sys dev
      mount -t proc proc proc
      mount --bind /sys sys
      mount -o remount,bind,ro sys
      mount -t tmpfs -o mode=755 dev dev
      for device in null zero full random urandom; do
        : >"dev/$device"
        mount --bind "/dev/$device" "dev/$device"
      done
      while read -r access source target; do
        if [ -d "$source" ]; then
          mkdir -p ".$target"
        else
          mkdir -p ".${target%/*}"
          : >>".$target"
        fi
        mount --bind "$source" ".$target"
        [ "$access" = rw ] || mount -o remount,bind,ro ".$target"
      done <"$mounts"
      [ "$readonly" = false ] || mount -o remount,ro "$top/root"
      setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_chroot,+setuid,+setgid \
        env -i "$@" &
      wait $!
      """;

  /**
   * What to run.
   *
   * @param image its root
   * @param user uid and gid
   * @param directory working directory
   */
  record Command(
      Path image,
      User user,
      String directory,
      Map<String, String> environment,
      List<String> line) {}

  record User(int uid, int gid) {}

  /**
   * Something of this machine in the container.
   *
   * @param source without white space
   * @param target absolute path in the container, without white space
   */
  record Mount(Path source, String target, boolean readOnly) {
    private String line() {
      return (readOnly ? "ro" : "rw") + " " + source + " " + target;
    }
  }

  private final GuardedProcess process;

  private ContainerProcess(GuardedProcess process) {
    this.process = process;
  }

  /** Why no container can run here; empty if it can. */
  static Optional<String> obstacle() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("name spaces, mounts and chroot need root");
    }
    for (String tool : List.of("unshare", "setpriv", "mount", "tar")) {
      if (find(tool).isEmpty()) {
        return Optional.of("there is no " + tool);
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> find(String tool) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return List.of(path.split(":")).stream()
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts.
   *
   * @param folder for what belongs to this start only
   * @param log appended to
   */
  static ContainerProcess start(
      Command command, List<Mount> mounts, boolean readOnlyRoot, Path folder, Path log)
      throws IOException {
    Path top = Files.createDirectories(folder.resolve("top"));
    Path list = folder.resolve("mounts");
    Files.writeString(
        list, mounts.stream().map(mount -> mount.line() + "\n").collect(Collectors.joining()));
    String unshare = find("unshare").orElseThrow().toString();
    List<String> line =
        new ArrayList<>(
            List.of(unshare, "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER));
    line.addAll(
        List.of(
            "container",
            command.image().toString(),
            top.toString(),
            list.toString(),
            String.valueOf(readOnlyRoot)));
    command.environment().forEach((name, value) -> line.add(name + "=" + value));
    line.addAll(
        List.of(
            unshare,
            "--root=.",
            "--wd=" + command.directory(),
            "--setgid=" + command.user().gid(),
            "--setuid=" + command.user().uid()));
    line.add("--");
    line.addAll(command.line());
    return new ContainerProcess(GuardedProcess.start(line, Map.of(), log));
  }

  /** Exit code once it has ended; 128 + signal number when it was killed. */
  OptionalInt exitCode() {
    return process.guard().isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(process.guard().exitValue());
  }

  /** What the shell runs, by its number outside: the container's own process once it is entered. */
  private Optional<ProcessHandle> main() {
    Optional<ProcessHandle> shell = process.process().children().findFirst();
    return shell.flatMap(first -> first.children().findFirst());
  }

  /** SIGTERM. */
  void terminate() {
    main().ifPresent(ProcessHandle::destroy);
  }

  /** SIGKILL; returns when it is dead. */
  void kill() {
    process.process().descendants().forEach(ProcessHandle::destroyForcibly);
    process.process().destroyForcibly();
    try {
      process.guard().waitFor(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
