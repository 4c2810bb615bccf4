package io.caliconetwork.local.cluster.tryit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells the status of a CalicoNetwork as a story: one line for each thing that changed. */
final class StatusNarrator {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Progress progress;
  private final Map<String, String> told = new HashMap<>();
  private Optional<String> ready = Optional.empty();
  private Optional<String> stalled = Optional.empty();

  StatusNarrator(Progress progress) {
    this.progress = progress;
  }

  void tell(GenericKubernetesResource resource) {
    JsonNode object = JSON.valueToTree(resource);
    JsonNode status = object.path("status");
    JsonNode plan = status.path("plan");
    if (!plan.path("summary").asText("").isEmpty()) {
      change(
          "plan",
          "plan: " + plan.path("summary").asText() + " [" + plan.path("impact").asText() + "]");
    }
    for (JsonNode step : plan.path("steps")) {
      String name = step.path("name").asText();
      String detail = step.path("detail").asText("");
      String line = "  step %-28s %s".formatted(name, step.path("state").asText());
      change("step " + name, detail.isEmpty() ? line : line + " — " + detail);
    }
    for (JsonNode blocker : status.path("blockers")) {
      change(
          "blocker " + blocker.path("check").asText(),
          "blocked by %s: %s — %s"
              .formatted(
                  blocker.path("check").asText(),
                  blocker.path("message").asText(),
                  blocker.path("remedy").asText()));
    }
    long generation = object.path("metadata").path("generation").asLong();
    ready = Optional.empty();
    stalled = Optional.empty();
    for (JsonNode condition : status.path("conditions")) {
      tellCondition(condition, generation);
    }
  }

  private void tellCondition(JsonNode condition, long generation) {
    String type = condition.path("type").asText();
    String text = condition.path("reason").asText() + ": " + condition.path("message").asText("");
    String status = condition.path("status").asText();
    // Ready says the same while it is False, and a condition that does not hold says nothing.
    if (type.equals("Ready") || (type.equals("Stalled") && status.equals("True"))) {
      change(type, "%s=%s %s".formatted(type, status, text));
    }
    boolean holds =
        status.equals("True")
            && condition.path("observedGeneration").asLong(generation) == generation;
    if (holds && type.equals("Ready")) {
      ready = Optional.of(text);
    } else if (holds && type.equals("Stalled")) {
      stalled = Optional.of(text);
    }
  }

  private void change(String key, String line) {
    if (!line.equals(told.put(key, line))) {
      progress.say(line);
    }
  }

  /** Reason and message, if the status of the newest generation says Ready. */
  Optional<String> ready() {
    return ready;
  }

  Optional<String> stalled() {
    return stalled;
  }
}
