package io.caliconetwork.local.cluster.calico;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.calico.CalicoRelease;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which API does Calico use. */
class Section3_4_StoredGroupTest {

  @ParameterizedTest
  @CsvSource({
    "v3.32.1, '',                       crd.projectcalico.org,                   CRD_V1",
    "v3.32.1, '',                       projectcalico.org,                       PROJECTCALICO_V3",
    "v3.32.1, '',                       crd.projectcalico.org projectcalico.org, CRD_V1",
    "v3.32.1, projectcalico.org/v3,     crd.projectcalico.org projectcalico.org, PROJECTCALICO_V3",
    "v3.32.1, crd.projectcalico.org/v1, projectcalico.org,                       CRD_V1",
    "v3.30.7, projectcalico.org/v3,     projectcalico.org,                       CRD_V1",
  })
  void theVariableWinsElseV3OnlyWithoutV1(
      String release, String variable, String served, StoredGroup expected) {
    Map<String, String> environment =
        variable.isEmpty() ? Map.of() : Map.of("CALICO_API_GROUP", variable);
    Set<String> groups = Arrays.stream(served.split(" ", -1)).collect(Collectors.toSet());
    assertThat(StoredGroup.of(CalicoRelease.parse(release), environment, groups))
        .isEqualTo(expected);
  }
}
