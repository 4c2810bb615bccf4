package io.caliconetwork.local.cluster.image;

import io.caliconetwork.local.cluster.kubelet.ContainerProgram;
import io.caliconetwork.local.cluster.kubelet.ProgramExit;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container whose image is run. What a pod asks for and gets not: see the README. */
final class ImageProgram implements ContainerProgram {
  private static final String ADDRESS_VARIABLE = "HTTP_ADDRESS";
  private static final int CANNOT_RUN = 128;

  /** Where it runs: the node's address on this machine, and the folder for its output. */
  record Place(String address, Path logs) {}

  private final ImageStore images;
  private final KubernetesClient client;
  private final Place place;

  private ContainerProcess process;
  private Container container;
  private String imageId = "";

  ImageProgram(ImageStore images, KubernetesClient client, Place place) {
    this.images = images;
    this.client = client;
    this.place = place;
  }

  @Override
  public void start(Start start) throws ProgramExit {
    container = start.container();
    if (!Boolean.TRUE.equals(start.pod().getSpec().getHostNetwork())) {
      throw new ProgramExit(CANNOT_RUN, "only pods with hostNetwork are run for real");
    }
    try {
      ImageArchive.Unpacked image = images.unpacked(container.getImage());
      imageId = image.id();
      Path folder = images.podFolder(start.pod().getMetadata().getUid());
      Path own = Files.createDirectories(folder.resolve("starts"));
      process =
          ContainerProcess.start(
              command(image, start),
              mounts(start.pod(), new PodVolumes(client, start.pod(), folder.resolve("volumes"))),
              Boolean.TRUE.equals(security().getReadOnlyRootFilesystem()),
              Files.createTempDirectory(own, container.getName()),
              log(start.pod()));
    } catch (IOException | UncheckedIOException e) {
      throw new ProgramExit(CANNOT_RUN, e.getMessage());
    }
    images.started(process);
  }

  private Path log(Pod pod) {
    return place
        .logs()
        .resolve(
            "%s_%s_%s.log"
                .formatted(
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    container.getName()));
  }

  private ContainerProcess.Command command(ImageArchive.Unpacked image, Start start)
      throws ProgramExit {
    ImageArchive.Config config = image.config();
    List<String> line = new ArrayList<>();
    boolean replaced = container.getCommand() != null && !container.getCommand().isEmpty();
    line.addAll(replaced ? container.getCommand() : config.entrypoint());
    boolean arguments = container.getArgs() != null && !container.getArgs().isEmpty();
    if (arguments) {
      line.addAll(container.getArgs());
    } else if (!replaced) {
      line.addAll(config.command());
    }
    return new ContainerProcess.Command(
        image.root(),
        user(start.pod(), config),
        Optional.ofNullable(container.getWorkingDir()).orElse(config.directory()),
        environment(config, start.environment()),
        line);
  }

  private Map<String, String> environment(
      ImageArchive.Config config, Map<String, String> ofContainer) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String variable : config.environment()) {
      int sign = variable.indexOf('=');
      all.put(variable.substring(0, sign), variable.substring(sign + 1));
    }
    // A Service's address leads nowhere here.
    URI server = URI.create(client.getConfiguration().getMasterUrl());
    all.put("KUBERNETES_SERVICE_HOST", server.getHost());
    all.put("KUBERNETES_SERVICE_PORT", String.valueOf(server.getPort()));
    all.putAll(ofContainer);
    all.put(ADDRESS_VARIABLE, place.address());
    return all;
  }

  private SecurityContext security() {
    return Optional.ofNullable(container.getSecurityContext())
        .orElseGet(() -> new SecurityContextBuilder().build());
  }

  private ContainerProcess.User user(Pod pod, ImageArchive.Config config) throws ProgramExit {
    var ofPod = Optional.ofNullable(pod.getSpec().getSecurityContext());
    String[] ofImage = (config.user().isEmpty() ? "0:0" : config.user()).split(":", 2);
    long uid =
        Optional.ofNullable(security().getRunAsUser())
            .or(() -> ofPod.map(found -> found.getRunAsUser()))
            .orElseGet(() -> Long.parseLong(ofImage[0]));
    long gid =
        Optional.ofNullable(security().getRunAsGroup())
            .or(() -> ofPod.map(found -> found.getRunAsGroup()))
            .orElseGet(() -> ofImage.length < 2 ? 0 : Long.parseLong(ofImage[1]));
    boolean nonRoot =
        Optional.ofNullable(security().getRunAsNonRoot())
            .or(() -> ofPod.map(found -> found.getRunAsNonRoot()))
            .orElse(false);
    if (nonRoot && uid == 0) {
      throw new ProgramExit(CANNOT_RUN, "container has runAsNonRoot and image will run as root");
    }
    return new ContainerProcess.User(Math.toIntExact(uid), Math.toIntExact(gid));
  }

  private List<ContainerProcess.Mount> mounts(Pod pod, PodVolumes volumes) throws IOException {
    List<ContainerProcess.Mount> mounts = new ArrayList<>();
    for (String file : List.of("/etc/hosts", "/etc/resolv.conf")) {
      if (Files.exists(Path.of(file))) {
        mounts.add(new ContainerProcess.Mount(Path.of(file), file, true));
      }
    }
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path source = volumes.of(mount.getName());
      boolean emptyDir =
          pod.getSpec().getVolumes().stream()
              .anyMatch(volume ->
                  volume.getName().equals(mount.getName()) && volume.getEmptyDir() != null);
      mounts.add(
          new ContainerProcess.Mount(
              mount.getSubPath() == null ? source : source.resolve(mount.getSubPath()),
              mount.getMountPath(),
              !emptyDir || Boolean.TRUE.equals(mount.getReadOnly())));
    }
    return mounts;
  }

  @Override
  public Optional<Ending> ending() {
    if (process == null || process.exitCode().isEmpty()) {
      return Optional.empty();
    }
    images.ended(process);
    return Optional.of(new Ending(Duration.ZERO, process.exitCode().getAsInt()));
  }

  @Override
  public boolean isProcess() {
    return process != null && process.exitCode().isEmpty();
  }

  @Override
  public String imageId(String image) {
    return imageId.isEmpty() ? image : imageId;
  }

  @Override
  public ProbeAnswer probe(Probe probe) {
    try {
      return new ProbeRequest(container, place.address()).ask(probe);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ProbeAnswer.failure("interrupted");
    }
  }

  @Override
  public void stop(Stop how) {
    if (process == null) {
      return;
    }
    if (how == Stop.TERMINATED) {
      process.terminate();
    } else {
      process.kill();
      images.ended(process);
    }
  }
}
