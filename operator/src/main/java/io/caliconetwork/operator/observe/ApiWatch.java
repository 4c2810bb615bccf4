package io.caliconetwork.operator.observe;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.snapshot.ServedApis;
import io.caliconetwork.operator.snapshot.ServedApis.ApiServer;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which of Calico's API groups are served, by whom, and whether objects are moving between them;
 * all by name, all followed while they change.
 */
final class ApiWatch implements AutoCloseable {

  private static final String API_SERVICE = "v3.projectcalico.org";
  private static final String MIGRATION_GROUP = "migration.projectcalico.org";
  private static final String MIGRATIONS = "datastoremigrations";
  private static final String MIGRATION = "v1-to-v3";

  private final KubernetesClient client;
  private final Runnable changed;
  private final Watched<CustomResourceDefinition, Boolean> v1;
  private final Watched<CustomResourceDefinition, Boolean> v3;
  private final Watched<CustomResourceDefinition, Optional<String>> migrationCrd;
  private final Watched<APIService, Optional<ApiServer>> apiService;

  /** While its CRD is established, in the version that the CRD stores. */
  private Optional<String> migrationVersion = Optional.empty();

  private Watched<GenericKubernetesResource, String> migration;

  ApiWatch(KubernetesClient client, Runnable changed) {
    this.client = client;
    this.changed = changed;
    v1 = crd(CalicoResource.IP_POOLS.crdName(ApiGroup.CRD_V1), CoreReader::established);
    v3 = crd(CalicoResource.IP_POOLS.crdName(ApiGroup.PROJECTCALICO_V3), CoreReader::established);
    migrationCrd = crd(MIGRATIONS + "." + MIGRATION_GROUP, ApiReader::version);
    apiService =
        new Watched<>(
            "APIService " + API_SERVICE,
            client.apiServices().withField("metadata.name", API_SERVICE).runnableInformer(0),
            ApiReader::apiServer,
            changed);
  }

  private <F> Watched<CustomResourceDefinition, F> crd(
      String name, Function<CustomResourceDefinition, F> project) {
    return new Watched<>(
        "CustomResourceDefinition " + name,
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withField("metadata.name", name)
            .runnableInformer(0),
        project,
        changed);
  }

  /** Begins or ends to watch what is there only sometimes; before every look. */
  void follow() {
    var version = migrationCrd.any().flatMap(v -> v);
    if (version.equals(migrationVersion)) {
      return;
    }
    if (migration != null) {
      migration.close();
    }
    migrationVersion = version;
    migration = version.map(this::migration).orElse(null);
  }

  private Watched<GenericKubernetesResource, String> migration(String version) {
    var context =
        new ResourceDefinitionContext.Builder()
            .withGroup(MIGRATION_GROUP)
            .withVersion(version)
            .withKind("DatastoreMigration")
            .withPlural(MIGRATIONS)
            .withNamespaced(false)
            .build();
    return new Watched<>(
        MIGRATIONS + "." + MIGRATION_GROUP + " " + MIGRATION,
        client
            .genericKubernetesResources(context)
            .withField("metadata.name", MIGRATION)
            .runnableInformer(0),
        ApiReader::phase,
        changed);
  }

  ServedApis served() {
    return new ServedApis(
        v1.any().orElse(false),
        v3.any().orElse(false),
        apiService.any().flatMap(s -> s),
        migration == null ? Optional.empty() : migration.any());
  }

  Stream<Watched<?, ?>> watches() {
    return Stream.concat(Stream.of(v1, v3, migrationCrd, apiService), Stream.ofNullable(migration));
  }

  @Override
  public void close() {
    watches().forEach(Watched::close);
  }
}
