package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.snapshot.ServedApis.ApiServer;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what tells which of Calico's APIs are served, and by whom. */
final class ApiReader {

  private ApiReader() {}

  /**
   * The API server behind an APIService; empty for one without a service, which Kubernetes makes
   * for CRDs ({@code kube-aggregator.kubernetes.io/automanaged}).
   */
  static Optional<ApiServer> apiServer(APIService object) {
    var service = object.getSpec() == null ? null : object.getSpec().getService();
    if (service == null) {
      return Optional.empty();
    }
    var available =
        object.getStatus() == null || object.getStatus().getConditions() == null
            ? Optional.<io.fabric8.kubernetes.api.model.APIServiceCondition>empty()
            : object.getStatus().getConditions().stream()
                .filter(c -> "Available".equals(c.getType()))
                .findFirst();
    var answers = available.filter(c -> "True".equals(c.getStatus())).isPresent();
    return Optional.of(
        new ApiServer(
            service.getNamespace() + "/" + service.getName(),
            answers,
            answers
                ? ""
                : available
                    .map(c -> c.getReason())
                    .filter(r -> r != null)
                    .orElse("not checked yet")));
  }

  /** The version that an established CRD stores, which is always served. */
  static Optional<String> version(CustomResourceDefinition object) {
    return CoreReader.established(object)
        ? object.getSpec().getVersions().stream()
            .filter(v -> Boolean.TRUE.equals(v.getServed()))
            .sorted((a, b) -> Boolean.compare(stored(b), stored(a)))
            .map(CustomResourceDefinitionVersion::getName)
            .findFirst()
        : Optional.empty();
  }

  private static boolean stored(CustomResourceDefinitionVersion version) {
    return Boolean.TRUE.equals(version.getStorage());
  }

  /** Phase of a DatastoreMigration; empty text before its controller has set one. */
  static String phase(GenericKubernetesResource object) {
    return object.getAdditionalProperties().get("status") instanceof Map<?, ?> status
            && status.get("phase") instanceof String phase
        ? phase
        : "";
  }

  /** Conditions of a pool that say {@code Allocatable: False}, by their reasons; at most one. */
  static List<String> notAllocatable(GenericKubernetesResource object) {
    if (!(object.getAdditionalProperties().get("status") instanceof Map<?, ?> status)
        || !(status.get("conditions") instanceof List<?> conditions)) {
      return List.of();
    }
    return conditions.stream()
        .filter(c ->
            c instanceof Map<?, ?> m
                && "Allocatable".equals(m.get("type"))
                && "False".equals(m.get("status")))
        .map(c -> String.valueOf(((Map<?, ?>) c).get("reason")))
        .toList();
  }
}
