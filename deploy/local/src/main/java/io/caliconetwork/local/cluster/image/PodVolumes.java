package io.caliconetwork.local.cluster.image;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The volumes of one pod as folders of this machine: emptyDir, configMap, secret, and projected
 * with tokens, ConfigMaps, Secrets and the pod's names. Written once, when the pod starts.
 */
final class PodVolumes {
  /** Long enough for any session: nobody renews it here. */
  private static final Duration TOKEN_VALIDITY = Duration.ofHours(24);

  private final KubernetesClient client;
  private final Pod pod;
  private final Path folder;

  PodVolumes(KubernetesClient client, Pod pod, Path folder) {
    this.client = client;
    this.pod = pod;
    this.folder = folder;
  }

  /** Volumes of a kind that is not played here. */
  static final class Unsupported extends IOException {
    private static final long serialVersionUID = 1;

    Unsupported(String message) {
      super(message);
    }
  }

  /** The folder of a volume; made when the first container asks for it. */
  Path of(String name) throws IOException {
    Path path = folder.resolve(name);
    if (Files.exists(path)) {
      return path;
    }
    Volume volume =
        pod.getSpec().getVolumes().stream()
            .filter(found -> found.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> new Unsupported("no volume " + name));
    Files.createDirectories(path);
    fill(volume, path);
    return path;
  }

  private void fill(Volume volume, Path path) throws IOException {
    if (volume.getEmptyDir() != null) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    } else if (volume.getConfigMap() != null) {
      configMap(volume.getConfigMap().getName(), volume.getConfigMap().getItems(), path);
    } else if (volume.getSecret() != null) {
      secret(volume.getSecret().getSecretName(), volume.getSecret().getItems(), path);
    } else if (volume.getProjected() != null) {
      for (VolumeProjection source : volume.getProjected().getSources()) {
        project(source, path);
      }
    } else {
      throw new Unsupported("volume " + volume.getName() + " is of a kind that is not played here");
    }
  }

  private void project(VolumeProjection source, Path path) throws IOException {
    if (source.getServiceAccountToken() != null) {
      write(
          path, source.getServiceAccountToken().getPath(), token(source.getServiceAccountToken()));
    } else if (source.getConfigMap() != null) {
      configMap(source.getConfigMap().getName(), source.getConfigMap().getItems(), path);
    } else if (source.getSecret() != null) {
      secret(source.getSecret().getName(), source.getSecret().getItems(), path);
    } else if (source.getDownwardAPI() != null) {
      for (DownwardAPIVolumeFile file : source.getDownwardAPI().getItems()) {
        write(path, file.getPath(), bytes(field(file.getFieldRef().getFieldPath())));
      }
    }
  }

  private byte[] token(ServiceAccountTokenProjection wanted) {
    List<String> audiences =
        wanted.getAudience() == null ? List.of() : List.of(wanted.getAudience());
    return bytes(
        client
            .serviceAccounts()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getSpec().getServiceAccountName())
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withAudiences(audiences)
                    .withExpirationSeconds(TOKEN_VALIDITY.toSeconds())
                    .withNewBoundObjectRef()
                    .withApiVersion("v1")
                    .withKind("Pod")
                    .withName(pod.getMetadata().getName())
                    .withUid(pod.getMetadata().getUid())
                    .endBoundObjectRef()
                    .endSpec()
                    .build())
            .getStatus()
            .getToken());
  }

  private String field(String path) throws Unsupported {
    return switch (path) {
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.uid" -> pod.getMetadata().getUid();
      default -> throw new Unsupported("downward API field " + path + " is not played here");
    };
  }

  private void configMap(String name, List<KeyToPath> items, Path path) throws IOException {
    ConfigMap map =
        client.configMaps().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
    if (map == null) {
      throw new IOException("configmap \"" + name + "\" not found");
    }
    for (Map.Entry<String, String> entry : orEmpty(map.getData()).entrySet()) {
      write(path, target(entry.getKey(), items), bytes(entry.getValue()));
    }
  }

  private void secret(String name, List<KeyToPath> items, Path path) throws IOException {
    Secret secret =
        client.secrets().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
    if (secret == null) {
      throw new IOException("secret \"" + name + "\" not found");
    }
    for (Map.Entry<String, String> entry : orEmpty(secret.getData()).entrySet()) {
      write(path, target(entry.getKey(), items), Base64.getDecoder().decode(entry.getValue()));
    }
  }

  /** Where a key goes; null for one that is not among those asked for. */
  private static String target(String key, List<KeyToPath> items) {
    if (items == null || items.isEmpty()) {
      return key;
    }
    return items.stream()
        .filter(item -> item.getKey().equals(key))
        .map(KeyToPath::getPath)
        .findFirst()
        .orElse(null);
  }

  private static void write(Path folder, String name, byte[] content) throws IOException {
    if (name == null) {
      return;
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
