package io.caliconetwork.operator.check;

import io.caliconetwork.operator.snapshot.ApiObstacle;
import io.caliconetwork.operator.snapshot.ApiObstacle.Contradiction;
import io.caliconetwork.operator.snapshot.ApiObstacle.Migrating;
import io.caliconetwork.operator.snapshot.ApiObstacle.Unavailable;
import io.caliconetwork.operator.snapshot.ClusterSnapshot;
import io.caliconetwork.operator.snapshot.Datastore;
import java.util.List;
import java.util.Optional;

/** Calico's API, where it must not be written to: nothing overrides these. */
final class CalicoApis {

  private CalicoApis() {}

  static List<Check> checks() {
    return List.of(CalicoApis::datastoreLocked, CalicoApis::obstacle);
  }

  private static Optional<Refusal> datastoreLocked(Target target, ClusterSnapshot cluster) {
    return HandsOff.when(
        cluster.datastore().info().filter(i -> !i.ready()).isPresent(),
        Refusal.of(
            CheckId.DATASTORE_LOCKED,
            "ClusterInformation 'default' says datastoreReady: false: Calico is being upgraded or"
                + " migrated",
            "wait for the end of the migration; if there is none, run 'calicoctl datastore migrate"
                + " unlock'"));
  }

  private static Optional<Refusal> obstacle(Target target, ClusterSnapshot cluster) {
    return cluster.datastore().obstacle().map(o -> refusal(o, cluster.datastore()));
  }

  private static Refusal refusal(ApiObstacle obstacle, Datastore datastore) {
    return switch (obstacle) {
      case Unavailable u ->
          Refusal.of(
              CheckId.API_UNAVAILABLE,
              "APIService v3.projectcalico.org is not Available: Calico's API server behind service "
                  + u.server().service()
                  + " does not answer"
                  + (u.server().reason().isEmpty() ? "" : " (" + u.server().reason() + ")")
                  + ". Pools are written through it and not around it, because it keeps Calico's"
                  + " rules",
              "look at it: kubectl get apiservice v3.projectcalico.org; kubectl -n "
                  + namespace(u.server().service())
                  + " get pods. The operator goes on when it is back. If the API server was removed"
                  + " for good, remove its APIService too: kubectl delete apiservice"
                  + " v3.projectcalico.org");
      case Migrating m ->
          Refusal.of(
              CheckId.DATASTORE_MIGRATING,
              "DatastoreMigration v1-to-v3 is "
                  + (m.phase().isEmpty() ? "about to begin" : "in phase " + m.phase())
                  + ": Calico's objects are being moved from crd.projectcalico.org/v1 to"
                  + " projectcalico.org/v3, and a write to either may be lost",
              "see how far it is: kubectl get datastoremigrations.migration.projectcalico.org"
                  + " v1-to-v3 -o yaml. The operator goes on when it is Complete, or gone");
      case Contradiction c ->
          Refusal.of(
              CheckId.API_GROUP,
              "it is not certain which API group Calico keeps its objects in"
                  + (datastore.api() == Datastore.Api.ABSENT
                      ? ""
                      : " (shown are those of " + datastore.api().groupVersion() + ")")
                  + ": "
                  + c.why(),
              c.remedy());
    };
  }

  private static String namespace(String service) {
    return service.substring(0, service.indexOf('/'));
  }
}
