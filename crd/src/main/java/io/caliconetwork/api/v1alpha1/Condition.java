package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * One condition, in the shape of Kubernetes' metav1.Condition.
 *
 * @param type Ready, Reconciling or Stalled
 * @param status True, False or Unknown
 * @param observedGeneration generation of the spec this condition was computed from
 * @param lastTransitionTime RFC 3339, when {@code status} last changed
 * @param reason one word from the documented list
 * @param message a sentence for the person
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required @JsonPropertyDescription("Ready, Reconciling or Stalled.") String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") String status,
    @JsonPropertyDescription("Generation of the spec that this condition answers.")
        Long observedGeneration,
    @JsonPropertyDescription("When the status last changed, RFC 3339.") String lastTransitionTime,
    @Required @JsonPropertyDescription("One word from the documented list of reasons.")
        String reason,
    @Required @Size(max = 32768) @JsonPropertyDescription("What, why, and what to do.")
        String message) {}
