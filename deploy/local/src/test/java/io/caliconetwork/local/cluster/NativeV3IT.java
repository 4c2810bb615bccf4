package io.caliconetwork.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Calico's manifest with CRDs of projectcalico.org/v3: nodes and pool controller work with them.
 */
class NativeV3IT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String FINALIZER = "projectcalico.org/ippool-finalizer";

  @Test
  void nodesAndPoolControllerUseTheCrdsOfV3() {
    Path manifest = RepositoryLayout.find().upstreamManifest("v3.32.1", "calico-v3-crds.yaml");
    if (!Files.exists(manifest)) {
      System.out.println("SKIPPED: no " + manifest);
    }
    assumeTrue(Files.exists(manifest), "no " + manifest);
    try (SimulatedCluster cluster =
        SimulatedCluster.builder().nodes(3).workload(true).calicoManifest(manifest).start()) {
      KubernetesClient client = cluster.client();
      new CalicoRollout(client).await(LIMIT);
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(cluster.reachability().lost()).isEmpty());
      assertThat(client.getApiGroup("crd.projectcalico.org")).isNull();
      Resource<GenericKubernetesResource> pool = pools(client, "default-ipv4-ippool");
      awaitReason(pool, "OK", List.of(FINALIZER));
      assertThat(pool.require().getMetadata().getAnnotations()).isNullOrEmpty();

      Resource<GenericKubernetesResource> second = create(client, "second", "192.168.4.0/24");
      awaitReason(second, "CIDROverlap", List.of());
      second.delete();
      await().atMost(LIMIT).untilAsserted(() -> assertThat(second.get()).isNull());

      // Used: it stays. Its unused blocks and all affinities go.
      pool.delete();
      awaitReason(pool, "Terminating", List.of(FINALIZER));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> assertThat(client.raw(path("blockaffinities"))).contains("\"items\":[]"));
      assertThat(pool.get()).isNotNull();
      assertThat(client.raw(path("ipamblocks"))).doesNotContain("\"items\":[]");
    }
  }

  private static String path(String plural) {
    return "/apis/projectcalico.org/v3/" + plural;
  }

  private static void awaitReason(
      Resource<GenericKubernetesResource> pool, String reason, List<String> finalizers) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          GenericKubernetesResource now = pool.require();
          assertThat(String.valueOf(now.getAdditionalProperties().get("status"))).contains(reason);
          assertThat(now.getMetadata().getFinalizers()).isEqualTo(finalizers);
        });
  }

  private static Resource<GenericKubernetesResource> create(
      KubernetesClient client, String name, String cidr) {
    client
        .genericKubernetesResources(context())
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion("projectcalico.org/v3")
                .withKind("IPPool")
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("cidr", cidr))
                .build())
        .create();
    return pools(client, name);
  }

  private static Resource<GenericKubernetesResource> pools(KubernetesClient client, String name) {
    return client.genericKubernetesResources(context()).withName(name);
  }

  private static ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup("projectcalico.org")
        .withVersion("v3")
        .withKind("IPPool")
        .withPlural("ippools")
        .withNamespaced(false)
        .build();
  }
}
