package io.caliconetwork.local.cluster.tryit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusNarratorTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StatusNarrator narrator =
      new StatusNarrator(new Progress(new PrintStream(out, true, StandardCharsets.UTF_8)));

  private void tell(String steps, String conditions) {
    narrator.tell(
        Serialization.unmarshal(
            """
            {"metadata": {"generation": 1},
             "status": {"plan": {"summary": "A to B", "impact": "Rolling", "steps": [%s]},
                        "conditions": [%s]}}
            """
                .formatted(steps, conditions),
            GenericKubernetesResource.class));
  }

  private static String step(String state, String detail) {
    return "{\"name\": \"Roll\", \"state\": \"%s\", \"detail\": \"%s\"}".formatted(state, detail);
  }

  private static String condition(String type, String status, String message) {
    return "{\"type\": \"%s\", \"status\": \"%s\", \"reason\": \"R\", \"message\": \"%s\"}"
        .formatted(type, status, message);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.substring(line.indexOf(']') + 2))
        .toList();
  }

  @Test
  void everyChangeIsToldOnce() {
    String working =
        condition("Ready", "False", "step 1") + "," + condition("Reconciling", "True", "step 1");
    tell(step("Pending", "all nodes"), working);
    tell(step("Running", "all nodes"), working);
    tell(step("Running", "1 of 2"), working);
    tell(step("Running", "1 of 2"), working);
    tell(step("Done", "1 of 2"), condition("Ready", "True", "fine"));
    assertThat(lines())
        .containsExactly(
            "plan: A to B [Rolling]",
            "  step Roll                         Pending — all nodes",
            "Ready=False R: step 1",
            "  step Roll                         Running",
            "  step Roll                         Running — 1 of 2",
            "  step Roll                         Done",
            "Ready=True R: fine");
    assertThat(narrator.ready()).contains("R: fine");
  }

  @Test
  void gatesOfTheSameNameAreToldApart() {
    String working = condition("Reconciling", "True", "step 1");
    for (int i = 0; i < 3; i++) {
      tell(step("Done", "") + "," + step("Running", "once more"), working);
    }
    assertThat(lines())
        .containsExactly(
            "plan: A to B [Rolling]",
            "  step Roll                         Done",
            "  step Roll                         Running — once more");
  }

  @Test
  void whatIsStalledIsNotAlsoNotReady() {
    tell("", condition("Ready", "False", "no") + "," + condition("Stalled", "True", "no"));
    assertThat(lines()).containsExactly("plan: A to B [Rolling]", "Stalled=True R: no");
    assertThat(narrator.stalled()).contains("R: no");
  }
}
