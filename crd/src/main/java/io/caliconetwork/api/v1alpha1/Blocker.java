package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * One reason why the operator refuses.
 *
 * @param check its name, which {@code spec.acceptRisks} takes where it is acceptable
 * @param message what is wrong, with the objects and numbers involved
 * @param remedy what to do
 * @param acceptable whether {@code spec.acceptRisks} may override it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Blocker(
    @Required @JsonPropertyDescription("Name of the check.") String check,
    @Required @JsonPropertyDescription("What is wrong.") String message,
    @Required @JsonPropertyDescription("What to do.") String remedy,
    @Required @JsonPropertyDescription("Whether spec.acceptRisks may override it.")
        Boolean acceptable) {}
