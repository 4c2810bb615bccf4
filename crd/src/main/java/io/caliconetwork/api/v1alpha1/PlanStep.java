package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/**
 * One step of the plan.
 *
 * @param name of the kind of step
 * @param state Pending, Running, Done or Failed
 * @param detail what exactly, and how far it got
 * @param since RFC 3339, when a running step last made progress; its time limit counts from here
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlanStep(
    @Required @JsonPropertyDescription("Kind of step.") String name,
    @Required @JsonPropertyDescription("Pending, Running, Done or Failed.") String state,
    @JsonPropertyDescription("What exactly, and how far it got.") String detail,
    @JsonPropertyDescription("When a running step last made progress, RFC 3339.") String since) {}
