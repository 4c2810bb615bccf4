package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * A true thing that stops nothing.
 *
 * @param check its name
 * @param message what is so, and what follows
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Warning(
    @Required @JsonPropertyDescription("Name of the check.") String check,
    @Required @JsonPropertyDescription("What is so, and what follows.") String message) {}
