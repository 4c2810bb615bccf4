package io.caliconetwork.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.caliconetwork.local.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

/** Helm 3, which helm-java is, on a real API server without nodes. */
class Helm3IT {

  private static final String NAME = Chart.NAME;

  @Test
  void installsUpgradesAndUninstalls() {
    try (var controlPlane = ControlPlane.start();
        var client = controlPlane.client()) {
      var kubeconfig = controlPlane.kubeconfig();
      var chart = new Helm(Chart.ours().directory());
      chart
          .install()
          .withKubeConfig(kubeconfig)
          .withName(NAME)
          .withNamespace(NAME)
          .createNamespace()
          .call();
      assertThat(deployment(client).getSpec().getReplicas()).isEqualTo(2);
      var crd = crd(client);

      chart
          .upgrade()
          .withKubeConfig(kubeconfig)
          .withName(NAME)
          .withNamespace(NAME)
          .set("replicas", 1)
          .call();
      assertThat(deployment(client).getSpec().getReplicas()).isEqualTo(1);

      Helm.uninstall(NAME).withKubeConfig(kubeconfig).withNamespace(NAME).call();
      assertThat(deployment(client)).isNull();
      assertThat(crd(client)).isEqualTo(crd);
    }
  }

  private static Deployment deployment(KubernetesClient client) {
    return client.apps().deployments().inNamespace(NAME).withName(NAME).get();
  }

  private static String crd(KubernetesClient client) {
    return client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("caliconetworks.caliconetwork.io")
        .get()
        .getMetadata()
        .getUid();
  }
}
