package io.caliconetwork.helm.gitops;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * deploy/argocd/application.yaml, as its reader changes it.
 *
 * @param documents the Applications
 */
record ApplicationExample(List<GenericKubernetesResource> documents) {

  /** Of the operator, as the example calls it. */
  static final String IMAGE = "registry.example/net/calico-network-operator:0.1.0";

  private static final String OPERATOR = GitOpsCluster.OPERATOR;

  /** A person's patience is longer than a test's. */
  private static final Map<String, String> QUICK =
      Map.of("SETTLE_TIME", "300ms", "REPAIR_WINDOW", "24s");

  static ApplicationExample asShown() throws IOException {
    return new ApplicationExample(
        Stream.of(read("application.yaml").split("(?m)^---$"))
            .map(d -> Serialization.unmarshal(d, GenericKubernetesResource.class))
            .toList());
  }

  private static String read(String file) throws IOException {
    return Files.readString(folder().resolve(file));
  }

  static Path folder() {
    return RepositoryLayout.find().root().resolve("deploy/argocd");
  }

  /**
   * The same with other fields of Calico's left alone.
   *
   * @param pasted {@code spec.ignoreDifferences} and {@code spec.syncPolicy.syncOptions} as a
   *     FieldContested message has them; an empty object: none
   */
  ApplicationExample ignoring(String pasted) {
    var other = Serialization.unmarshal(pasted, GenericKubernetesResource.class);
    return changed(application -> {
      Map<String, Object> spec = application.get("spec");
      if (spec.remove("ignoreDifferences") != null) {
        List<String> options = application.get("spec", "syncPolicy", "syncOptions");
        options.remove("RespectIgnoreDifferences=true");
        if (other.get("spec", "ignoreDifferences") instanceof List<?> differences) {
          spec.put("ignoreDifferences", differences);
          options.addAll(other.get("spec", "syncPolicy", "syncOptions"));
        }
      }
    });
  }

  /** The same with the operator from its chart, as README.md beside the example shows it. */
  ApplicationExample withChart() throws IOException {
    var page = read("README.md");
    var start = page.indexOf("```yaml\n  source:") + "```yaml\n".length();
    var shown =
        Serialization.unmarshal(
            page.substring(start, page.indexOf("```", start)), GenericKubernetesResource.class);
    return ofOperator(
        a -> a.<Map<String, Object>>get("spec").putAll(shown.getAdditionalProperties()));
  }

  /** The same with more values of the chart. */
  ApplicationExample with(Map<String, Object> values) {
    return ofOperator(
        a -> a.<Map<String, Object>>get("spec", "source", "helm", "valuesObject").putAll(values));
  }

  /** The same with an operator that goes with its Application. */
  ApplicationExample cascading() {
    return ofOperator(
        a -> a.getMetadata().setFinalizers(List.of("resources-finalizer.argocd.argoproj.io")));
  }

  private ApplicationExample ofOperator(Consumer<GenericKubernetesResource> change) {
    return changed(application -> {
      if (application.getMetadata().getName().equals(OPERATOR)) {
        change.accept(application);
      }
    });
  }

  private ApplicationExample changed(Consumer<GenericKubernetesResource> change) {
    var copies = documents.stream().map(Serialization::clone).toList();
    copies.forEach(change);
    return new ApplicationExample(copies);
  }

  /**
   * YAML.
   *
   * @param repository where calico/, deploy/, helm/ and network/ are
   */
  String text(String repository) {
    var filledIn =
        changed(application -> {
          Map<String, Object> source = application.get("spec", "source");
          source.put("repoURL", repository);
          source.put("targetRevision", GitRepository.branch());
          if (source.get("kustomize") instanceof Map<?, ?>) {
            application
                .<Map<String, Object>>get("spec", "source", "kustomize")
                .put("patches", List.of(quick()));
          } else if (source.get("helm") instanceof Map<?, ?>) {
            application
                .<Map<String, Object>>get("spec", "source", "helm", "valuesObject")
                .put("extraEnv", variables());
          }
        });
    return filledIn.documents.stream().map(Serialization::asYaml).collect(Collectors.joining());
  }

  private static List<Map<String, String>> variables() {
    return QUICK.entrySet().stream()
        .map(e -> Map.of("name", e.getKey(), "value", e.getValue()))
        .toList();
  }

  private static Map<String, Object> quick() {
    var operations =
        variables().stream()
            .map(v ->
                Map.of("op", "add", "path", "/spec/template/spec/containers/0/env/-", "value", v))
            .toList();
    return Map.of(
        "target",
        Map.of("kind", "Deployment", "name", OPERATOR),
        "patch",
        Serialization.asYaml(operations));
  }
}
