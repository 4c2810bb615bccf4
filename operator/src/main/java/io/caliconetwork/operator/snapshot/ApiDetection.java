package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.ApiGroup;
import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.snapshot.ApiObstacle.Contradiction;
import io.caliconetwork.operator.snapshot.ApiObstacle.Migrating;
import io.caliconetwork.operator.snapshot.ApiObstacle.Unavailable;
import io.caliconetwork.operator.snapshot.Datastore.Api;
import io.caliconetwork.operator.snapshot.ServedApis.ApiServer;
import java.util.Optional;

/**
 * Which API Calico works with, decided as Calico decides it (calico-semantics §3.4; {@code
 * libcalico-go/lib/backend/k8s/discovery.go}): the variable of the component wins; else {@code
 * projectcalico.org/v3} only where {@code crd.projectcalico.org} is not served.
 *
 * @param api to read from and to write to
 * @param obstacle why it must not be written to now
 */
public record ApiDetection(Api api, Optional<ApiObstacle> obstacle) {

  /** By which calico-node is told the group, from v3.32 on; an older one ignores it. */
  public static final String VARIABLE = "CALICO_API_GROUP";

  /**
   * Detects it.
   *
   * @param calicoNode its DaemonSet; empty before it is installed
   */
  public static ApiDetection of(ServedApis served, Optional<DaemonSetFacts> calicoNode) {
    var found = group(served, calicoNode);
    // Whatever else is wrong: while objects move, nobody else may write.
    return served.migrating() && found.api != Api.ABSENT
        ? new ApiDetection(
            found.api, Optional.of(new Migrating(served.migrationPhase().orElse(""))))
        : found;
  }

  private static ApiDetection group(ServedApis served, Optional<DaemonSetFacts> daemonSet) {
    var calicoNode = daemonSet.flatMap(DaemonSetFacts::container);
    if (!served.crdV1() && !served.crdV3() && served.apiServer().isEmpty()) {
      return clear(Api.ABSENT);
    }
    var knowsV3 =
        calicoNode.flatMap(CalicoNodeContainer::version).filter(v -> !v.knowsV3Crds()).isEmpty();
    var told = knowsV3 ? calicoNode.flatMap(c -> c.value(VARIABLE)) : Optional.<EnvValue>empty();
    if (told.isPresent() && !(told.get() instanceof EnvValue.Literal)) {
      return unclear(
          served,
          "calico-node's " + VARIABLE + " does not stand in the DaemonSet as a value",
          "write it there as a value, '"
              + ApiGroup.CRD_V1.groupVersion()
              + "' or '"
              + ApiGroup.PROJECTCALICO_V3.groupVersion()
              + "'");
    }
    var text = told.map(v -> ((EnvValue.Literal) v).value()).filter(v -> !v.isEmpty());
    var pinned = text.flatMap(ApiGroup::of);
    if (text.isPresent() && pinned.isEmpty()) {
      return unclear(
          served,
          "calico-node's " + VARIABLE + " is '" + text.get() + "', which releases read differently",
          "write it exactly '"
              + ApiGroup.CRD_V1.groupVersion()
              + "' or '"
              + ApiGroup.PROJECTCALICO_V3.groupVersion()
              + "', or remove it");
    }
    if (served.apiServer().isPresent()) {
      return aggregated(served, served.apiServer().get(), pinned);
    }
    var stored = pinned.orElse(served.crdV1() ? ApiGroup.CRD_V1 : ApiGroup.PROJECTCALICO_V3);
    return stored == ApiGroup.CRD_V1
        ? v1(served, pinned.isPresent(), daemonSet)
        : v3(served, pinned.isPresent(), knowsV3);
  }

  private static ApiDetection aggregated(
      ServedApis served, ApiServer server, Optional<ApiGroup> pinned) {
    if (!served.crdV1()) {
      return unclear(
          served,
          "APIService v3.projectcalico.org hands requests to service "
              + server.service()
              + ", but the CRDs of crd.projectcalico.org that it keeps Calico's objects in are not"
              + " there",
          "install Calico's CRDs (kubectl apply --server-side -f calico.yaml), or delete the"
              + " APIService if its API server is gone: kubectl delete apiservice"
              + " v3.projectcalico.org");
    }
    if (pinned.filter(ApiGroup.PROJECTCALICO_V3::equals).isPresent()) {
      return unclear(
          served,
          "calico-node is told by "
              + VARIABLE
              + " to keep its objects in projectcalico.org/v3, but"
              + " APIService v3.projectcalico.org hands that group to service "
              + server.service()
              + ", which keeps them in crd.projectcalico.org/v1",
          "remove " + VARIABLE + " from calico-node, or remove the API server and its APIService");
    }
    return server.available()
        ? clear(Api.AGGREGATED_V3)
        : new ApiDetection(Api.AGGREGATED_V3, Optional.of(new Unavailable(server)));
  }

  private static ApiDetection v1(
      ServedApis served, boolean pinned, Optional<DaemonSetFacts> calicoNode) {
    if (!served.crdV1()) {
      return unclear(
          served,
          "calico-node is told by "
              + VARIABLE
              + " to use crd.projectcalico.org/v1, which is not"
              + " served",
          "install the CRDs of crd.projectcalico.org, or remove " + VARIABLE + " from calico-node");
    }
    if (served.migrated()) {
      return unclear(
          served,
          "DatastoreMigration v1-to-v3 is Complete, but "
              + (pinned
                  ? "calico-node is told by " + VARIABLE + " to use crd.projectcalico.org/v1"
                  : "calico-node is not told " + VARIABLE)
              + " and works on what the migration left behind",
          "set the variable again, on calico-typha and calico-kube-controllers too"
              + calicoNode
                  .map(d ->
                      ": kubectl -n "
                          + d.object().namespace()
                          + " set env daemonset/"
                          + d.object().name()
                          + " -c "
                          + CalicoNodeContainer.NAME
                          + " "
                          + VARIABLE
                          + "=projectcalico.org/v3")
                  .orElse(""));
    }
    return clear(Api.CRD_V1);
  }

  private static ApiDetection v3(ServedApis served, boolean pinned, boolean knowsV3) {
    if (!served.crdV3()) {
      return unclear(
          served,
          "calico-node is told by "
              + VARIABLE
              + " to use projectcalico.org/v3, which is not"
              + " served",
          "install the CRDs of projectcalico.org, or remove " + VARIABLE + " from calico-node");
    }
    if (!pinned && !knowsV3) {
      return unclear(
          served,
          "only projectcalico.org/v3 is served, which calico-node does not know before v3.32",
          "install the CRDs of crd.projectcalico.org that come with this Calico, or a newer Calico");
    }
    return clear(Api.NATIVE_V3);
  }

  private static ApiDetection clear(Api api) {
    return new ApiDetection(api, Optional.empty());
  }

  /** Something has to be shown all the same: what is there. */
  private static ApiDetection unclear(ServedApis served, String why, String remedy) {
    var readable = served.crdV1() ? Api.CRD_V1 : served.crdV3() ? Api.NATIVE_V3 : Api.ABSENT;
    return new ApiDetection(readable, Optional.of(new Contradiction(why, remedy)));
  }
}
