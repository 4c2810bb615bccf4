package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Consent to a migration of pods to other addresses.
 *
 * @param strategy what may be done
 * @param maxConcurrentEvictions pods that may be on their way at once, 1 to 1000
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.maxConcurrentEvictions) || (self.maxConcurrentEvictions >= 1 &&"
            + " self.maxConcurrentEvictions <= 1000)",
    fieldPath = ".maxConcurrentEvictions",
    message =
        "maxConcurrentEvictions counts pods: write a number from 1 to 1000, or set strategy to"
            + " Manual to move none")
public record MigrationSpec(
    @Default("Forbid")
        @JsonPropertyDescription(
            """
            Forbid: a change of cidr or blockSize is refused; status shows what it would take. \
            Manual: the operator builds the new pool and retires the old one, you move the pods. \
            Evict: the operator moves them through the Eviction API, so PodDisruptionBudgets \
            rule.\
            """)
        MigrationStrategy strategy,
    @Default("5")
        @JsonPropertyDescription("How many evicted pods may be on their way at once, 1 to 1000.")
        Integer maxConcurrentEvictions) {}
