package io.caliconetwork.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommittedCrdTest {

  private static final Path COMMITTED =
      Path.of("src/main/resources/crd/caliconetworks.caliconetwork.io.yaml");

  @Test
  void theCommittedCrdIsTheGeneratedOne() throws IOException {
    var generated = GeneratedCrd.yaml();
    if (Boolean.getBoolean("crd.write")) {
      Files.writeString(COMMITTED, generated);
    }
    assertThat(COMMITTED).content().isEqualTo(generated);
  }

  @Test
  void saysNothingThatTheApiServerDrops() throws IOException {
    assertThat(GeneratedCrd.yaml()).contains("priority: 1").doesNotContain("priority: 0");
  }
}
