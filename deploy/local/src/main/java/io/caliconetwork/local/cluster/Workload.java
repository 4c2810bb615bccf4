package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** One ordinary pod per node, so that every node has a pod address and a block. */
public final class Workload {
  /** Name of the namespace and of the DaemonSet in it. */
  public static final String NAME = "probe";

  private final KubernetesClient client;

  Workload(KubernetesClient client) {
    this.client = client;
  }

  void deploy() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(NAME).endMetadata().build())
        .create();
    client
        .resource(
            new DaemonSetBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(NAME)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", NAME)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", NAME)
                .endMetadata()
                .withNewSpec()
                .addNewToleration()
                .withOperator("Exists")
                .endToleration()
                .addNewContainer()
                .withName("pause")
                .withImage("pause:3.10")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }
}
