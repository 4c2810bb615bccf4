package io.caliconetwork.local.cluster.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images that are run for real, by reference; unpacked when the first pod needs them. */
public final class ImageStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ImageStore.class);

  private final Map<String, Path> archives;
  private final Path folder;
  private final Map<String, ImageArchive.Unpacked> unpacked = new ConcurrentHashMap<>();
  private final Set<ContainerProcess> running = ConcurrentHashMap.newKeySet();

  /**
   * Images of one cluster.
   *
   * @param archives tar archives as {@code docker save} writes them, by image reference
   * @param folder for all that the containers need; made anew, gone when closed, except for logs
   */
  public ImageStore(Map<String, Path> archives, Path folder) {
    this.archives = Map.copyOf(archives);
    this.folder = folder.toAbsolutePath();
    if (!archives.isEmpty()) {
      obstacle()
          .ifPresent(reason -> {
            throw new IllegalStateException("no image can be run here: " + reason);
          });
    }
  }

  /** Why no image can be run on this machine; empty if it can. */
  public static Optional<String> obstacle() {
    return ContainerProcess.obstacle();
  }

  boolean has(String reference) {
    return archives.containsKey(reference);
  }

  ImageArchive.Unpacked unpacked(String reference) {
    return unpacked.computeIfAbsent(reference, this::unpack);
  }

  private ImageArchive.Unpacked unpack(String reference) {
    try {
      Files.createDirectories(folder);
      return ImageArchive.unpack(
          archives.get(reference), Files.createTempDirectory(folder, "image"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while unpacking " + reference, e);
    }
  }

  /** Of one pod. */
  Path podFolder(String uid) {
    return folder.resolve("pods").resolve(uid);
  }

  void started(ContainerProcess process) {
    running.add(process);
  }

  void ended(ContainerProcess process) {
    running.remove(process);
  }

  @Override
  public void close() {
    running.forEach(ContainerProcess::kill);
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      log.warn("{} not removed: {}", folder, e.getMessage());
    }
  }
}
