package io.caliconetwork.helm.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files for Argo CD's users, as far as they can be told without Argo CD. */
class ApplicationExampleTest {

  private static final Path ARGOCD = ApplicationExample.folder();

  @Test
  void theSettingsHaveTheHealthScript() throws IOException {
    var settings =
        Serialization.unmarshal(
            Files.readString(ARGOCD.resolve("argocd-cm.yaml")), ConfigMap.class);
    assertThat(settings.getData())
        .isEqualTo(
            Map.of(
                "resource.customizations.health.caliconetwork.io_CalicoNetwork",
                Files.readString(
                    ARGOCD.resolve(
                        "resource_customizations/caliconetwork.io/CalicoNetwork/health.lua"))));
  }

  /** What is ignored in comparison only is written at the next sync all the same. */
  @Test
  void whatTheOperatorWritesIsIgnoredAndLeftAlone() throws IOException {
    var calico = ApplicationExample.asShown().documents().getFirst();
    List<Map<String, Object>> ignored = calico.get("spec", "ignoreDifferences");
    assertThat(ignored)
        .extracting(i -> i.get("kind") + " " + i.get("name") + " " + i.get("managedFieldsManagers"))
        .containsExactlyInAnyOrder(
            "DaemonSet calico-node [calico-network-operator]",
            "ConfigMap calico-config [calico-network-operator]");
    List<String> options = calico.get("spec", "syncPolicy", "syncOptions");
    assertThat(options).contains("RespectIgnoreDifferences=true", "ServerSideApply=true");
  }

  /** Whoever deletes an Application has not asked for the network to go. */
  @Test
  void noApplicationTakesAnythingAlong() throws IOException {
    assertThat(ApplicationExample.asShown().documents())
        .hasSize(3)
        .allSatisfy(a -> {
          assertThat(a.getMetadata().getFinalizers()).isEmpty();
          Map<String, Object> automated = a.get("spec", "syncPolicy", "automated");
          assertThat(automated).doesNotContainKey("prune");
        });
  }
}
