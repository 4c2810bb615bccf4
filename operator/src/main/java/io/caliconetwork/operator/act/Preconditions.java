package io.caliconetwork.operator.act;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Deletions of exactly what was looked at, which the API server refuses (409) otherwise. */
final class Preconditions {

  private Preconditions() {}

  /** Deletes the object of this path if it still has this version. */
  static void delete(KubernetesClient client, String path, String resourceVersion) {
    client.raw(
        path,
        "DELETE",
        new DeleteOptionsBuilder()
            .withNewPreconditions()
            .withResourceVersion(resourceVersion)
            .endPreconditions()
            .build());
  }
}
