package io.caliconetwork.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppliedNetworkTest {

  private static DeclaredNetwork file(String spec) {
    return NetworkFile.read(
            "f",
            "apiVersion: caliconetwork.io/v1alpha1\nkind: CalicoNetwork\n"
                + "metadata: {name: default}\nspec: "
                + spec)
        .network()
        .orElseThrow();
  }

  /** As the API server answers, with its defaults. */
  private static DeclaredNetwork live(String spec) {
    var live = file(spec);
    live.setMetadata(
        new ObjectMetaBuilder().withName("default").withUid("u").withGeneration(7L).build());
    live.setStatus(live.getSpec());
    return live;
  }

  @Test
  void aNewOneIsTheFirstGeneration() {
    var applied = AppliedNetwork.over(Optional.empty(), file("{overlay: VXLAN}"));
    assertThat(applied.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(applied.getStatus()).isNull();
  }

  @Test
  void theSameSpecIsTheSameGeneration() {
    var applied =
        AppliedNetwork.over(
            Optional.of(live("{overlay: VXLAN, blockSize: 26}")),
            file("{blockSize: 26, overlay: VXLAN, mode: Enforce, cidr: null}"));
    assertThat(applied.getMetadata().getGeneration()).isEqualTo(7);
    assertThat(applied.getStatus()).isNotNull();
  }

  @Test
  void anotherSpecIsTheNextGeneration() {
    var applied =
        AppliedNetwork.over(Optional.of(live("{overlay: VXLAN}")), file("{overlay: None}"));
    assertThat(applied.getMetadata().getGeneration()).isEqualTo(8);
    assertThat(applied.getSpec().path("overlay").asText()).isEqualTo("None");
  }
}
