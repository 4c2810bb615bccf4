package io.caliconetwork.local.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * {@code kubectl apply --server-side -f}, with what a person does by hand added: CRDs and
 * namespaces first, and nothing else before every CRD is served. Admission of network policies is
 * left out ({@code PolicyAdmission}).
 */
public final class ManifestInstaller {
  /** Who owns the fields, as if the admin had used kubectl. */
  public static final String FIELD_MANAGER = "kubectl";

  private static final int ESTABLISHED_SECONDS = 60;
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;

  public ManifestInstaller(KubernetesClient client) {
    this.client = client;
  }

  public void apply(Path manifest) {
    try (InputStream in = Files.newInputStream(manifest)) {
      apply(client.load(in).items());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void apply(List<HasMetadata> documents) {
    List<HasMetadata> all =
        documents.stream()
            .filter(Objects::nonNull)
            .filter(document -> !PolicyAdmission.contains(document))
            .toList();
    List<HasMetadata> definitions =
        all.stream().filter(CustomResourceDefinition.class::isInstance).toList();
    // Several at once: a real manifest brings twenty large CRDs.
    definitions.parallelStream().forEach(this::applyOne);
    definitions.forEach(this::awaitEstablished);
    all.stream().filter(document -> document.getKind().equals("Namespace")).forEach(this::applyOne);
    all.stream()
        .filter(document -> !definitions.contains(document))
        .filter(document -> !document.getKind().equals("Namespace"))
        .forEach(this::applyOne);
  }

  private void applyOne(HasMetadata document) {
    client.resource(document).patch(APPLY);
  }

  private void awaitEstablished(HasMetadata definition) {
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(definition.getMetadata().getName())
        .waitUntilCondition(
            ManifestInstaller::isEstablished, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
  }

  /** Whether the API server serves it; false for an absent one. */
  public static boolean isEstablished(CustomResourceDefinition definition) {
    return definition != null
        && definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(condition ->
                condition.getType().equals("Established") && condition.getStatus().equals("True"));
  }
}
