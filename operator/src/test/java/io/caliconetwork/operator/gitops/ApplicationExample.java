package io.caliconetwork.operator.gitops;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** deploy/argocd/application.yaml, with what its reader has to fill in. */
final class ApplicationExample {

  private static final String OPERATOR = "calico-network-operator";

  private ApplicationExample() {}

  /**
   * Of one repository for all.
   *
   * @param repository where calico/, deploy/ and network/ are
   */
  static String of(String repository) throws IOException {
    return text(documents(), repository);
  }

  /**
   * The same with other fields of Calico's left alone.
   *
   * @param pasted {@code spec.ignoreDifferences} and {@code spec.syncPolicy.syncOptions} as a
   *     FieldContested message has them; an empty object: none
   */
  static String ignoring(String repository, String pasted) throws IOException {
    var other = Serialization.unmarshal(pasted, GenericKubernetesResource.class);
    var documents = documents();
    for (var application : documents) {
      Map<String, Object> spec = application.get("spec");
      if (spec.remove("ignoreDifferences") != null) {
        List<String> options = application.get("spec", "syncPolicy", "syncOptions");
        options.remove("RespectIgnoreDifferences=true");
        if (other.get("spec", "ignoreDifferences") instanceof List<?> differences) {
          spec.put("ignoreDifferences", differences);
          options.addAll(other.get("spec", "syncPolicy", "syncOptions"));
        }
      }
    }
    return text(documents, repository);
  }

  private static String text(List<GenericKubernetesResource> documents, String repository) {
    return documents.stream()
        .map(a -> filledIn(a, repository))
        .map(Serialization::asYaml)
        .collect(Collectors.joining());
  }

  static List<GenericKubernetesResource> documents() throws IOException {
    var text =
        Files.readString(RepositoryLayout.find().root().resolve("deploy/argocd/application.yaml"));
    return List.of(text.split("(?m)^---$")).stream()
        .map(d -> Serialization.unmarshal(d, GenericKubernetesResource.class))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static GenericKubernetesResource filledIn(
      GenericKubernetesResource application, String repository) {
    Map<String, Object> source = application.get("spec", "source");
    source.put("repoURL", repository);
    source.put("targetRevision", GitRepository.branch());
    if (application.getMetadata().getName().equals(OPERATOR)) {
      // The simulated nodes cannot run its image; it runs as a process.
      ((Map<String, Object>) source.get("kustomize"))
          .put("replicas", List.of(Map.of("name", OPERATOR, "count", 0)));
    }
    return application;
  }
}
