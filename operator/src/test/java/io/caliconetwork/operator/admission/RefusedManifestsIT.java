package io.caliconetwork.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.caliconetwork.local.cluster.ControlPlane;
import io.caliconetwork.local.cluster.ManifestInstaller;
import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calico's manifests for policy only and for Canal: refused in words an admin recognises. */
class RefusedManifestsIT {

  private static ControlPlane controlPlane;
  private static KubernetesClient client;
  private static RealOperator operator;

  @BeforeAll
  static void start() throws IOException {
    controlPlane = ControlPlane.start();
    client = controlPlane.client();
    RealOperator.install(client);
    operator = RealOperator.start(controlPlane, client);
  }

  @AfterAll
  static void stop() {
    operator.close();
    client.close();
    controlPlane.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "v3.30.7, calico-policy-only.yaml, BackendNone, as calico-policy-only.yaml has it",
    "v3.30.7, canal.yaml, Canal, this is Canal",
    "v3.32.1, calico-policy-only.yaml, BackendNone, as calico-policy-only.yaml has it",
    "v3.32.1, canal.yaml, Canal, this is Canal",
  })
  void isRefused(String release, String file, String reason, String words) {
    var manifest = RepositoryLayout.find().upstreamManifest(release, file);
    if (!Files.exists(manifest)) {
      System.out.println("skipped: there is no " + release + "/" + file + " beside the repository");
    }
    assumeTrue(Files.exists(manifest));
    List.of("calico-node", "canal")
        .forEach(name -> {
          var set = client.apps().daemonSets().inNamespace("kube-system").withName(name);
          set.delete();
          set.waitUntilCondition(s -> s == null, 30, TimeUnit.SECONDS);
        });
    new ManifestInstaller(client).apply(manifest);
    var since = Instant.now();
    var network = new DeclaredNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("default").build());
    network.setSpec(JsonNodeFactory.instance.objectNode().put("overlay", "VXLAN"));
    client.resource(network).create();
    try {
      operator.awaitStalled("default", reason);
      var stalled = operator.awaitStalled("default");
      System.out.println(
          "refused | " + release + "/" + file + " | " + reason + " | " + stalled.message());
      assertThat(stalled.message()).contains(words);
      assertThat(operator.foreignWrites(since)).isEmpty();
    } finally {
      client.resource(network).delete();
      client.resource(network).waitUntilCondition(n -> n == null, 30, TimeUnit.SECONDS);
    }
  }
}
