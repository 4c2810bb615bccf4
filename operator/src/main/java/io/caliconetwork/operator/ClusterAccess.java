package io.caliconetwork.operator;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds the cluster as kubectl does, for a command that asks once and ends. */
final class ClusterAccess {

  /** A command may fail at once; the person can run it again. */
  private static final int NO_RETRIES = 0;

  private ClusterAccess() {}

  /** What is wrong with the kubeconfig, in words. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /**
   * A client.
   *
   * @param kubeconfig file; else KUBECONFIG, else ~/.kube/config, else the pod's ServiceAccount
   * @param context else the current one
   * @param limit of each request
   */
  static KubernetesClient open(Optional<Path> kubeconfig, Optional<String> context, Duration limit)
      throws Unusable {
    var config = config(kubeconfig, context.orElse(null));
    if (context.isPresent() && config.getContexts().stream().noneMatch(named(context.get()))) {
      throw new Unusable(
          "there is no context '" + context.get() + "' in the kubeconfig" + others(config));
    }
    var millis = Math.toIntExact(limit.toMillis());
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(config)
                .withUserAgent(CalicoNetworkReconciler.FIELD_MANAGER + "-plan")
                .withConnectionTimeout(millis)
                .withRequestTimeout(millis)
                .withRequestRetryBackoffLimit(NO_RETRIES)
                .build())
        .build();
  }

  private static Config config(Optional<Path> kubeconfig, String context) throws Unusable {
    try {
      if (kubeconfig.isEmpty()) {
        return Config.autoConfigure(context);
      }
      var file = kubeconfig.get();
      if (!Files.isReadable(file)) {
        throw new Unusable("cannot read the kubeconfig " + file);
      }
      return Config.fromKubeconfig(context, file.toFile());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new Unusable("the kubeconfig cannot be used: " + e.getMessage());
    }
  }

  private static java.util.function.Predicate<NamedContext> named(String context) {
    return c -> context.equals(c.getName());
  }

  private static String others(Config config) {
    List<String> names = config.getContexts().stream().map(NamedContext::getName).toList();
    return names.isEmpty() ? "" : "; it has " + String.join(", ", names);
  }
}
