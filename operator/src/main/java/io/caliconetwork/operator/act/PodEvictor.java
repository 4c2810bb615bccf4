package io.caliconetwork.operator.act;

import io.caliconetwork.operator.observe.Observer;
import io.caliconetwork.operator.snapshot.MovingPod;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Evicts pods, each by its uid. What the API server answers is kept for the next look: a
 * PodDisruptionBudget that is in the way is no failure of the step.
 */
final class PodEvictor {

  private static final int TOO_MANY_REQUESTS = 429;

  /** The API server's own words: {@code The disruption budget api needs 2 healthy pods and …}. */
  private static final Pattern BUDGET = Pattern.compile("The disruption budget (\\S+) (.*)");

  private final KubernetesClient client;
  private final Observer observer;

  PodEvictor(KubernetesClient client, Observer observer) {
    // "Too many requests" is what a PodDisruptionBudget says; the client would ask ten times more.
    this.client =
        client
            .newClient(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .adapt(KubernetesClient.class);
    this.observer = observer;
  }

  void evict(List<MovingPod> pods) {
    pods.forEach(this::evict);
  }

  private void evict(MovingPod pod) {
    var name = pod.name().split("/", 2);
    var eviction =
        new EvictionBuilder()
            .withNewMetadata()
            .withNamespace(name[0])
            .withName(name[1])
            .endMetadata()
            .withDeleteOptions(
                new DeleteOptionsBuilder()
                    .withNewPreconditions()
                    .withUid(pod.uid().toString())
                    .endPreconditions()
                    .build())
            .build();
    try {
      client.raw(
          "/api/v1/namespaces/" + name[0] + "/pods/" + name[1] + "/eviction", "POST", eviction);
      observer.granted(pod);
    } catch (KubernetesClientException e) {
      switch (e.getCode()) {
        case TOO_MANY_REQUESTS, HttpURLConnection.HTTP_INTERNAL_ERROR ->
            observer.refused(pod, why(name[0], e));
        // It is gone, or another one has its name.
        case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT -> {}
        default -> throw e;
      }
    }
  }

  /**
   * Such as {@code PodDisruptionBudget shop/api (needs 2 healthy pods and has 2 currently)}.
   * Several budgets over one pod are an internal error of the API server.
   */
  private static String why(String namespace, KubernetesClientException refusal) {
    var causes =
        Optional.ofNullable(refusal.getStatus())
            .map(Status::getDetails)
            .map(d -> d.getCauses())
            .orElse(List.of());
    return causes.stream()
        .map(StatusCause::getMessage)
        .map(m -> m == null ? "" : m)
        .map(BUDGET::matcher)
        .filter(m -> m.matches())
        .map(m -> "PodDisruptionBudget " + namespace + "/" + m.group(1) + " (" + m.group(2) + ")")
        .findFirst()
        .orElseGet(() ->
            "the API server in namespace "
                + namespace
                + " (\""
                + Optional.ofNullable(refusal.getStatus())
                    .map(Status::getMessage)
                    .orElse("HTTP " + refusal.getCode())
                + "\")");
  }
}
