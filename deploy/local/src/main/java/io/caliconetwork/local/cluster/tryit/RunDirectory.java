package io.caliconetwork.local.cluster.tryit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * deploy/local/run: one cluster at a time. The claim is a file lock, so the kernel takes it back
 * when the process dies, however it dies.
 */
final class RunDirectory implements AutoCloseable {
  private final Path directory;
  private final FileChannel channel;

  private RunDirectory(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static RunDirectory claim(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    RunDirectory run = new RunDirectory(directory, channel);
    if (lock == null) {
      channel.close();
      String pid = Files.exists(run.pid()) ? Files.readString(run.pid()).strip() : "unknown";
      throw new IllegalStateException(
          "one runs already (pid " + pid + "); deploy/local/down ends it");
    }
    Files.deleteIfExists(run.outcomeFile());
    Files.writeString(run.pid(), ProcessHandle.current().pid() + "\n");
    return run;
  }

  Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  Path operatorKubeconfig() {
    return directory.resolve("operator-kubeconfig");
  }

  Path operatorLog() {
    return directory.resolve("operator.log");
  }

  private Path pid() {
    return directory.resolve("pid");
  }

  private Path outcomeFile() {
    return directory.resolve("outcome");
  }

  /** Tells {@code up --detach}, which waits for it, how the session went. */
  void outcome(int exitCode) {
    try {
      Files.writeString(outcomeFile(), exitCode + "\n");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(kubeconfig());
    Files.deleteIfExists(operatorKubeconfig());
    Files.deleteIfExists(pid());
    channel.close();
  }
}
