package io.caliconetwork.operator.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.EnvValue;
import io.caliconetwork.operator.check.Cluster;
import io.caliconetwork.operator.snapshot.ApiObstacle.Contradiction;
import io.caliconetwork.operator.snapshot.ApiObstacle.Migrating;
import io.caliconetwork.operator.snapshot.ApiObstacle.Unavailable;
import io.caliconetwork.operator.snapshot.Datastore.Api;
import io.caliconetwork.operator.snapshot.ServedApis.ApiServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination that the law (calico-semantics §3.4) tells apart. */
class ApiDetectionTest {

  private static final String NEW = "calico/node:v3.32.1";
  private static final String OLD = "calico/node:v3.30.7";
  private static final ApiServer SERVER = new ApiServer("calico-apiserver/calico-api", true, "");

  /** As Calico's UsingV3CRDs: the variable, else v3 only without v1. */
  @ParameterizedTest
  @CsvSource({
    "true,  false, '',                       CRD_V1",
    "true,  false, crd.projectcalico.org/v1, CRD_V1",
    "true,  true,  '',                       CRD_V1",
    "true,  true,  crd.projectcalico.org/v1, CRD_V1",
    "true,  true,  projectcalico.org/v3,     NATIVE_V3",
    "false, true,  '',                       NATIVE_V3",
    "false, true,  projectcalico.org/v3,     NATIVE_V3",
    "false, false, '',                       ABSENT",
    "false, false, projectcalico.org/v3,     ABSENT",
  })
  void withoutAnApiServerTheVariableDecidesElseWhatIsServed(
      boolean v1, boolean v3, String variable, Api api) {
    assertThat(detect(served(v1, v3), NEW, variable))
        .isEqualTo(new ApiDetection(api, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "true,  false, projectcalico.org/v3,     CRD_V1,    projectcalico.org/v3",
    "false, true,  crd.projectcalico.org/v1, NATIVE_V3, crd.projectcalico.org/v1",
    "true,  true,  ProjectCalico.org/v3,     CRD_V1,    'ProjectCalico.org/v3'",
    "true,  false, v3,                       CRD_V1,    'v3'",
  })
  void aVariableThatNamesWhatIsNotThereIsAContradiction(
      boolean v1, boolean v3, String variable, Api shown, String said) {
    var found = detect(served(v1, v3), NEW, variable);
    assertThat(found.api()).isEqualTo(shown);
    assertThat(found.obstacle().orElseThrow())
        .isInstanceOfSatisfying(Contradiction.class, c -> assertThat(c.why()).contains(said));
  }

  @Test
  void aVariableFromElsewhereIsNotGuessed() {
    var cluster =
        Cluster.installed()
            .image(NEW)
            .env(ApiDetection.VARIABLE, new EnvValue.ConfigMapKey("calico-config", "group"));
    assertThat(ApiDetection.of(served(true, true), cluster.snapshot().daemonSet()).obstacle())
        .containsInstanceOf(Contradiction.class);
  }

  @Test
  void beforeV332TheVariableIsIgnoredAndV3AloneIsNotKnown() {
    assertThat(detect(served(true, true), OLD, "projectcalico.org/v3"))
        .isEqualTo(new ApiDetection(Api.CRD_V1, Optional.empty()));
    assertThat(detect(served(false, true), OLD, "").obstacle())
        .containsInstanceOf(Contradiction.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anApiServerIsWrittenTo(boolean v3CrdsToo) {
    assertThat(detect(aggregated(v3CrdsToo, SERVER), OLD, ""))
        .isEqualTo(new ApiDetection(Api.AGGREGATED_V3, Optional.empty()));
  }

  @Test
  void anApiServerThatDoesNotAnswerStopsWritesAndNotReads() {
    var down = new ApiServer(SERVER.service(), false, "MissingEndpoints");
    var found = detect(aggregated(false, down), OLD, "");
    assertThat(found)
        .isEqualTo(new ApiDetection(Api.AGGREGATED_V3, Optional.of(new Unavailable(down))));
    assertThat(found.api().read()).isEqualTo(Api.CRD_V1.read());
  }

  @Test
  void anApiServerWithoutItsCrdsOrBesideNativeV3IsAContradiction() {
    var alone = new ServedApis(false, false, Optional.of(SERVER), Optional.empty());
    assertThat(detect(alone, NEW, "").obstacle()).containsInstanceOf(Contradiction.class);
    assertThat(detect(aggregated(true, SERVER), NEW, "projectcalico.org/v3").obstacle())
        .containsInstanceOf(Contradiction.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Pending", "Migrating", "WaitingForConflictResolution", "Converged", "Failed"})
  void aMigrationStopsWritesUntilItIsComplete(String phase) {
    var served = new ServedApis(true, true, Optional.empty(), Optional.of(phase));
    assertThat(detect(served, NEW, "projectcalico.org/v3"))
        .isEqualTo(new ApiDetection(Api.NATIVE_V3, Optional.of(new Migrating(phase))));
    assertThat(detect(served, NEW, "").obstacle()).contains(new Migrating(phase));
  }

  @Test
  void afterTheMigrationTheOldObjectsAreNotWritten() {
    var served = new ServedApis(true, true, Optional.empty(), Optional.of("Complete"));
    assertThat(detect(served, NEW, "projectcalico.org/v3"))
        .isEqualTo(new ApiDetection(Api.NATIVE_V3, Optional.empty()));
    assertThat(detect(served, NEW, "").obstacle().orElseThrow())
        .isInstanceOfSatisfying(
            Contradiction.class,
            c ->
                assertThat(c.remedy())
                    .contains(
                        "kubectl -n kube-system set env daemonset/calico-node -c calico-node"
                            + " CALICO_API_GROUP=projectcalico.org/v3"));
  }

  @Test
  void beforeCalicoNodeIsThereWhatIsServedDecides() {
    assertThat(ApiDetection.of(served(true, false), Optional.empty()).api()).isEqualTo(Api.CRD_V1);
    assertThat(ApiDetection.of(served(false, true), Optional.empty()).api())
        .isEqualTo(Api.NATIVE_V3);
    assertThat(ApiDetection.of(ServedApis.NOTHING, Optional.empty()).api()).isEqualTo(Api.ABSENT);
  }

  private static ApiDetection detect(ServedApis served, String image, String variable) {
    var cluster = Cluster.installed().image(image);
    if (!variable.isEmpty()) {
      cluster.env(ApiDetection.VARIABLE, variable);
    }
    return ApiDetection.of(served, cluster.snapshot().daemonSet());
  }

  private static ServedApis served(boolean v1, boolean v3) {
    return new ServedApis(v1, v3, Optional.empty(), Optional.empty());
  }

  private static ServedApis aggregated(boolean v3Crds, ApiServer server) {
    return new ServedApis(true, v3Crds, Optional.of(server), Optional.empty());
  }
}
