package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;

/** A kubeconfig that acts as a ServiceAccount, so that RBAC is what it would be in a cluster. */
public final class ServiceAccountKubeconfig {
  private static final String NAME = "local";

  /** Long enough for any session of the try-it cluster; the token dies with the cluster anyway. */
  private static final Duration VALIDITY = Duration.ofHours(24);

  private ServiceAccountKubeconfig() {}

  /**
   * Mints a token (TokenRequest) and writes a kubeconfig with it.
   *
   * @param admin a client that may create tokens; its server and CA are taken over
   * @param file overwritten; readable by its owner only
   */
  public static Path write(KubernetesClient admin, String namespace, String name, Path file) {
    return write(admin, namespace, name, admin.getConfiguration().getMasterUrl(), file);
  }

  /** Like {@link #write(KubernetesClient, String, String, Path)}, through another address. */
  public static Path write(
      KubernetesClient admin, String namespace, String name, String server, Path file) {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(VALIDITY.toSeconds())
            .endSpec()
            .build();
    String token =
        admin
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(request)
            .getStatus()
            .getToken();
    var kubeconfig =
        new ConfigBuilder()
            .withApiVersion("v1")
            .withKind("Config")
            .addNewCluster()
            .withName(NAME)
            .withNewCluster()
            .withServer(server)
            .withCertificateAuthorityData(certificateAuthority(admin.getConfiguration()))
            .endCluster()
            .endCluster()
            .addNewUser()
            .withName(name)
            .withNewUser()
            .withToken(token)
            .endUser()
            .endUser()
            .addNewContext()
            .withName(NAME)
            .withNewContext()
            .withCluster(NAME)
            .withUser(name)
            .withNamespace(namespace)
            .endContext()
            .endContext()
            .withCurrentContext(NAME)
            .build();
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, Serialization.asYaml(kubeconfig));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String certificateAuthority(Config config) {
    if (config.getCaCertData() != null) {
      return config.getCaCertData();
    }
    try {
      return Base64.getEncoder()
          .encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the audit log names it. */
  public static String userName(String namespace, String name) {
    return "system:serviceaccount:" + namespace + ":" + name;
  }
}
