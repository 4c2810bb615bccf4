package io.caliconetwork.local.cluster.tryit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the status of a CalicoNetwork as a story: one line for each thing that changed. The status
 * says the same at several places, for several kinds of readers; here it is said once.
 */
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
    int place = 0;
    for (JsonNode step : plan.path("steps")) {
      tellStep(step, place++);
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
      tellCondition(condition, status, generation);
    }
  }

  /** The same gate may stand at several places of a plan. */
  private void tellStep(JsonNode step, int place) {
    String name = step.path("name").asText();
    String at = place + " " + name;
    String detail = step.path("detail").asText("");
    String line = "  step %-28s %s".formatted(name, step.path("state").asText());
    if (!line.equals(told.put("step " + at, line))) {
      // Often the detail stays the same from Pending to Done.
      boolean known = detail.equals(told.put("detail " + at, detail)) || detail.isEmpty();
      progress.say(known ? line : line + " — " + detail);
    } else {
      change("detail " + at, detail, line + " — " + detail);
    }
  }

  private void tellCondition(JsonNode condition, JsonNode status, long generation) {
    String type = condition.path("type").asText();
    String text = condition.path("reason").asText() + ": " + condition.path("message").asText("");
    boolean isTrue = condition.path("status").asText().equals("True");
    if (isTrue ? !type.equals("Reconciling") : type.equals("Ready") && isNews(status)) {
      change(type, "%s=%s %s".formatted(type, isTrue ? "True" : "False", text));
    }
    boolean holds = isTrue && condition.path("observedGeneration").asLong(generation) == generation;
    if (holds && type.equals("Ready")) {
      ready = Optional.of(text);
    } else if (holds && type.equals("Stalled")) {
      stalled = Optional.of(text);
    }
  }

  /** Ready=False repeats a step that runs or the condition Stalled, if there is one. */
  private static boolean isNews(JsonNode status) {
    for (JsonNode step : status.path("plan").path("steps")) {
      if (step.path("state").asText().equals("Running")) {
        return false;
      }
    }
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Stalled")
          && condition.path("status").asText().equals("True")) {
        return false;
      }
    }
    return true;
  }

  private void change(String key, String line) {
    change(key, line, line);
  }

  private void change(String key, String value, String line) {
    if (!value.equals(told.put(key, value)) && !value.isEmpty()) {
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
