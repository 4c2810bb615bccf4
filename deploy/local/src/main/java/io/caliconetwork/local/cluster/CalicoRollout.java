package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code kubectl rollout status daemonset}, for calico-node or any other. */
public final class CalicoRollout {
  public static final String NAMESPACE = "kube-system";
  public static final String NAME = "calico-node";

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  public CalicoRollout(KubernetesClient client) {
    this(client, NAMESPACE, NAME);
  }

  public CalicoRollout(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * Waits until every scheduled pod has the newest template and is ready.
   *
   * @param limit real time
   * @throws IllegalStateException with the state of the DaemonSet when time is over
   */
  public void await(Duration limit) {
    try {
      client
          .apps()
          .daemonSets()
          .inNamespace(namespace)
          .withName(name)
          .waitUntilCondition(CalicoRollout::isDone, limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new IllegalStateException(
          "daemonset " + name + " is not rolled out after " + limit + ": " + describe(), e);
    }
  }

  /** Whether the controller has seen the newest template and all its pods are ready. */
  public static boolean isDone(DaemonSet set) {
    if (set == null || set.getStatus() == null || set.getStatus().getObservedGeneration() == null) {
      return false;
    }
    int desired = set.getStatus().getDesiredNumberScheduled();
    Integer updated = set.getStatus().getUpdatedNumberScheduled();
    return desired > 0
        && set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration())
        && updated != null
        && updated == desired
        && set.getStatus().getNumberReady() == desired;
  }

  private String describe() {
    DaemonSet set = client.apps().daemonSets().inNamespace(namespace).withName(name).get();
    if (set == null || set.getStatus() == null) {
      return "absent";
    }
    return "%d scheduled, %d updated, %d ready"
        .formatted(
            set.getStatus().getDesiredNumberScheduled(),
            set.getStatus().getUpdatedNumberScheduled(),
            set.getStatus().getNumberReady());
  }
}
