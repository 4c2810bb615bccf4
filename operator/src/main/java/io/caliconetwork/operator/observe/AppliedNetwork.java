package io.caliconetwork.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;

/** A CalicoNetwork of a file as the API server would hold it, had the file been applied. */
public final class AppliedNetwork {

  private AppliedNetwork() {}

  /** The CalicoNetwork of the cluster; empty also when its CustomResourceDefinition is missing. */
  public static Optional<DeclaredNetwork> live(KubernetesClient client, String name) {
    try {
      // A list, because that is what the operator may do as well.
      return client
          .resources(DeclaredNetwork.class)
          .withField("metadata.name", name)
          .list()
          .getItems()
          .stream()
          .findFirst();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The file's spec with the live object's status. A spec that differs from the live one is a new
   * generation, which nothing in the status answers.
   */
  public static DeclaredNetwork over(Optional<DeclaredNetwork> live, DeclaredNetwork file) {
    var applied = new DeclaredNetwork();
    applied.setSpec(file.getSpec());
    live.ifPresent(l -> applied.setStatus(l.getStatus()));
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withName(file.getMetadata().getName())
            .withUid(live.map(l -> l.getMetadata().getUid()).orElse(null))
            .withResourceVersion(live.map(l -> l.getMetadata().getResourceVersion()).orElse(null))
            .withGeneration(live.map(l -> generation(l, file.getSpec())).orElse(1L))
            .build());
    return applied;
  }

  private static long generation(DeclaredNetwork live, JsonNode spec) {
    var generation = Objects.requireNonNullElse(live.getMetadata().getGeneration(), 1L);
    return Objects.equals(live.getSpec(), spec) ? generation : generation + 1;
  }
}
