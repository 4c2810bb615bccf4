package io.caliconetwork.operator.snapshot;

import java.util.Optional;

/**
 * What the API server says of Calico's API groups.
 *
 * @param crdV1 whether it serves IPPools of {@code crd.projectcalico.org/v1}
 * @param crdV3 whether there is a CRD for IPPools of {@code projectcalico.org/v3}; an aggregated
 *     API server hides it
 * @param apiServer the API server that {@code APIService v3.projectcalico.org} hands requests to;
 *     empty when there is no APIService, or one that Kubernetes made for CRDs
 * @param migrationPhase of {@code DatastoreMigration v1-to-v3}; empty text before it has one
 */
public record ServedApis(
    boolean crdV1, boolean crdV3, Optional<ApiServer> apiServer, Optional<String> migrationPhase) {

  /** Nothing of Calico. */
  public static final ServedApis NOTHING =
      new ServedApis(false, false, Optional.empty(), Optional.empty());

  /** Phase after which Calico uses {@code projectcalico.org/v3} for good. */
  public static final String MIGRATION_COMPLETE = "Complete";

  /**
   * An aggregated API server.
   *
   * @param service that reaches it, as namespace/name
   * @param available what the APIService's condition Available says
   * @param reason of that condition, such as FailedDiscoveryCheck; its message is left out because
   *     it differs from one attempt to the next
   */
  public record ApiServer(String service, boolean available, String reason) {}

  /** Whether a migration from v1 to v3 has begun and has not been completed. */
  public boolean migrating() {
    return migrationPhase.filter(p -> !p.equals(MIGRATION_COMPLETE)).isPresent();
  }

  boolean migrated() {
    return migrationPhase.filter(MIGRATION_COMPLETE::equals).isPresent();
  }
}
